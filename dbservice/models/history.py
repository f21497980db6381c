"""The history of every row that people or systems edit, written by the database itself."""

from sqlalchemy import BigInteger, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from dbservice.models.base import Base, Instant, JsonObject, LongText

BY_HAND = text("import_id IS NULL")
DELETED = text("operation = 'delete'")


class Change(Base):
    """One row changed once; only the triggers of the database write here."""

    __tablename__ = "change_log"
    __table_args__ = (
        Index("change_log_row_index", "table_name", "row_id"),
        # An import's changes lie together, in time as on disk: a block range index finds them,
        # and costs an import next to nothing.
        Index("change_log_import_id_index", "import_id", postgresql_using="brin"),
        # What was done lately: to what, by whom, by which way; imports have pages of their own.
        Index("change_log_table_index", "table_name", "import_id", "at"),
        Index("change_log_time_index", "at", postgresql_where=BY_HAND),
        Index("change_log_actor_index", "actor", "at", postgresql_where=BY_HAND),
        Index("change_log_origin_index", "origin", "at", postgresql_where=BY_HAND),
        # What is in the trash, by kind, what went along, and what of it was about a person.
        Index("change_log_kind_index", "table_name", "at", postgresql_where=DELETED),
        Index("change_log_removal_index", "at", postgresql_where=DELETED),
        Index(
            "change_log_removed_user_index",
            text("(before ->> 'user_id')"),
            postgresql_where=DELETED,
        ),
        {"postgresql_partition_by": "RANGE (at)"},  # services/history_months.py
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True, sort_order=-1)
    table_name: Mapped[LongText]
    row_id: Mapped[int]
    operation: Mapped[LongText]
    before: Mapped[JsonObject | None]
    after: Mapped[JsonObject | None]
    at: Mapped[Instant] = mapped_column(primary_key=True, server_default=text("now()"))
    actor: Mapped[LongText | None] = mapped_column(
        server_default=text("NULLIF(current_setting('dbservice.actor', true), '')")
    )
    origin: Mapped[LongText | None] = mapped_column(
        server_default=text("NULLIF(current_setting('dbservice.origin', true), '')")
    )
    import_id: Mapped[int | None] = mapped_column(
        BigInteger,
        server_default=text("NULLIF(current_setting('dbservice.import_id', true), '')::bigint"),
    )
    transaction: Mapped[int | None] = mapped_column(
        BigInteger, server_default=text("pg_current_xact_id()::text::bigint")
    )
