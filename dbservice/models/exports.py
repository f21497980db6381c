"""What staff has taken out of the service as sheets."""

from sqlalchemy import text
from sqlalchemy.orm import Mapped, mapped_column

from dbservice.models.base import Base, Instant, JsonObject, LongText, TextList


class DataExport(Base):
    """One list that somebody has downloaded; `terms` are its search and filters.

    Whoever sends it says how it came to its `ending`, unless that is cut short.
    """

    __tablename__ = "data_export"

    table_name: Mapped[LongText]
    format: Mapped[LongText]
    columns: Mapped[TextList]
    terms: Mapped[JsonObject]
    row_count: Mapped[int | None]
    created_by: Mapped[LongText | None]
    created_at: Mapped[Instant] = mapped_column(server_default=text("now()"))
    completed_at: Mapped[Instant | None]
    ending: Mapped[LongText | None]
