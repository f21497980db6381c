"""Figures that take long to find out, kept with the time at which they held."""

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from dbservice.models.base import Base, Instant, Int4, JsonObject, LongText


class HeadCount(Base):
    """How many students a school, batch, programme or grade has; `kind` names its table."""

    __tablename__ = "head_count"
    __table_args__ = (
        Index("head_count_kind_entity_id_key", "kind", "entity_id", unique=True),
        Index("head_count_kind_students_index", "kind", "students"),
    )

    kind: Mapped[LongText]
    entity_id: Mapped[int]
    students: Mapped[Int4]
    dropped_out: Mapped[Int4]


class KeptReport(Base):
    """What a report said when it was last taken; `requested_at` asks for a new one."""

    __tablename__ = "kept_report"
    __table_args__ = (Index("kept_report_name_key", "name", unique=True),)

    name: Mapped[LongText]
    content: Mapped[JsonObject | None]
    requested_at: Mapped[Instant | None]
    begun_at: Mapped[Instant | None]
    taken_at: Mapped[Instant | None]
