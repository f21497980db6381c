"""Bulk imports: the run, its file, and what became of each row."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dbservice.models.base import Base, Instant, Int4, JsonObject, LongText, TextList, Timestamps


class ImportFile(Base):
    """A sheet as it was when it was taken in: UTF-8 CSV, whatever it came as."""

    __tablename__ = "import_file"
    __table_args__ = (Index("import_file_sha256_index", "sha256"),)

    kind: Mapped[LongText]
    name: Mapped[LongText]
    sheet_id: Mapped[LongText | None]
    sheet_gid: Mapped[LongText | None]
    sha256: Mapped[LongText]
    size: Mapped[int]
    header: Mapped[TextList]
    row_count: Mapped[Int4]
    created_by: Mapped[LongText | None]
    created_at: Mapped[Instant] = mapped_column(server_default=text("now()"))


class ImportFilePart(Base):
    """A slice of a file's bytes, so that no reader has to hold the whole."""

    __tablename__ = "import_file_part"
    __table_args__ = (
        Index("import_file_part_file_id_position_key", "file_id", "position", unique=True),
    )

    file_id: Mapped[int] = mapped_column(ForeignKey("import_file.id", ondelete="CASCADE"))
    position: Mapped[Int4]
    content: Mapped[bytes] = mapped_column(LargeBinary)


class Import(Timestamps, Base):
    """One run of an import type over a file, with its progress and its lease."""

    __tablename__ = "imports"
    __table_args__ = (
        Index("imports_inserted_at_index", "inserted_at"),
        Index("imports_file_id_index", "file_id"),
        Index("imports_resumed_from_id_index", "resumed_from_id"),
        Index(
            "imports_unfinished_index",
            "status",
            postgresql_where=text("status IN ('pending', 'processing')"),
        ),
    )

    filename: Mapped[str | None]
    status: Mapped[str | None]
    type: Mapped[str | None]
    total_rows: Mapped[Int4 | None]
    processed_rows: Mapped[Int4 | None]
    error_count: Mapped[Int4 | None]
    error_details: Mapped[list[dict[str, Any]] | None] = mapped_column(ARRAY(JSONB))
    start_row: Mapped[Int4] = mapped_column(server_default=text("2"))
    completed_at: Mapped[datetime | None]
    # Ours, beside the columns of the base schema.
    file_id: Mapped[int | None] = mapped_column(ForeignKey("import_file.id"))
    on_error: Mapped[LongText] = mapped_column(server_default=text("'continue'"))
    skipped_rows: Mapped[Int4] = mapped_column(server_default=text("0"))
    next_row: Mapped[Int4 | None]
    started_at: Mapped[Instant | None]
    worker_id: Mapped[LongText | None]
    heartbeat_at: Mapped[Instant | None]
    attempts: Mapped[Int4] = mapped_column(server_default=text("0"))
    created_by: Mapped[LongText | None]
    stopped_by: Mapped[LongText | None]
    resumed_from_id: Mapped[int | None] = mapped_column(ForeignKey("imports.id"))
    undo_requested_at: Mapped[Instant | None]
    undo_requested_by: Mapped[LongText | None]
    undone_at: Mapped[Instant | None]
    undo_obstacles: Mapped[JsonObject | None]

    file: Mapped[ImportFile | None] = relationship(lazy="raise_on_sql")


class ImportRow(Base):
    """What became of one row of a run, and why, or what is remarkable about it.

    The cells are kept only of a row that failed. There is no foreign key to the run, which would
    be looked up for every row: the transaction that writes rows changes their run too.
    """

    __tablename__ = "import_row"
    __table_args__ = (
        Index("import_row_import_id_row_number_key", "import_id", "row_number", unique=True),
        Index(
            "import_row_failed_index",
            "import_id",
            "row_number",
            postgresql_where=text("outcome = 'failed'"),
        ),
        Index(
            "import_row_remarked_index",
            "import_id",
            "row_number",
            postgresql_where=text("outcome <> 'failed' AND code IS NOT NULL"),
        ),
        Index(
            "import_row_record_id_index",
            "record_id",
            postgresql_where=text("record_id IS NOT NULL"),
        ),
    )

    import_id: Mapped[int]
    row_number: Mapped[Int4]
    outcome: Mapped[LongText]
    code: Mapped[LongText | None]
    message: Mapped[LongText | None]
    column: Mapped[LongText | None]
    value: Mapped[LongText | None]
    record_id: Mapped[int | None]
    cells: Mapped[TextList | None]


class ImportPreview(Base):
    """A rehearsal of a run: what it would do, found out by doing it and rolling back."""

    __tablename__ = "import_preview"
    __table_args__ = (Index("import_preview_file_id_index", "file_id"),)

    file_id: Mapped[int] = mapped_column(ForeignKey("import_file.id"))
    type: Mapped[LongText]
    start_row: Mapped[Int4]
    on_error: Mapped[LongText]
    status: Mapped[LongText]
    done_rows: Mapped[Int4] = mapped_column(server_default=text("0"))
    counts: Mapped[JsonObject | None]
    message: Mapped[LongText | None]
    created_by: Mapped[LongText | None]
    created_at: Mapped[Instant] = mapped_column(server_default=text("now()"))
    heartbeat_at: Mapped[Instant | None]

    file: Mapped[ImportFile] = relationship(lazy="raise_on_sql")


class ImportPreviewRow(Base):
    """A row of a rehearsal: the first ones with cells and changes, every one with a message."""

    __tablename__ = "import_preview_row"
    __table_args__ = (
        Index(
            "import_preview_row_preview_id_row_number_key", "preview_id", "row_number", unique=True
        ),
    )

    preview_id: Mapped[int] = mapped_column(ForeignKey("import_preview.id", ondelete="CASCADE"))
    row_number: Mapped[Int4]
    outcome: Mapped[LongText]
    code: Mapped[LongText | None]
    message: Mapped[LongText | None]
    column: Mapped[LongText | None]
    value: Mapped[LongText | None]
    cells: Mapped[TextList | None]
    changes: Mapped[list[dict[str, Any]] | None] = mapped_column(JSONB(none_as_null=True))
