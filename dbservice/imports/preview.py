"""Previewing an import: it is run for real, looked at, and rolled back."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, islice, repeat
from typing import Any

import orjson
import structlog
from sqlalchemy import Connection, text
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session

from dbservice.config import Settings
from dbservice.db import Origin, acting, rehearsal
from dbservice.errors import DomainError
from dbservice.imports import cell_changes, lease
from dbservice.imports.attempt import apply_rows
from dbservice.imports.chunks import chunked, growing
from dbservice.imports.duplicates import first_rows, tell_of_earlier_rows
from dbservice.imports.import_type import ImportType
from dbservice.imports.lease import WindingDown, Work
from dbservice.imports.outcomes import report
from dbservice.imports.registry import TYPES
from dbservice.imports.rows import Row
from dbservice.imports.sheet import StoredSheet, rows_from
from dbservice.models import ImportPreview

log = structlog.get_logger()

SHOWN_ROWS = 50

BEGIN = text("""
    UPDATE import_preview AS p
    SET status = 'running', done_rows = 0, counts = NULL, heartbeat_at = clock_timestamp()
    FROM import_file AS f
    WHERE p.id = :id AND f.id = p.file_id AND p.status IN ('pending', 'running')
    RETURNING p.type, p.start_row, f.id AS file_id, f.header
""")
CLEAR = text("DELETE FROM import_preview_row WHERE preview_id = :id")
SHOW = text("""
    UPDATE import_preview SET done_rows = :done, counts = CAST(:counts AS jsonb),
        heartbeat_at = clock_timestamp() WHERE id = :id
""")
END = text("UPDATE import_preview SET status = :status, message = :message WHERE id = :id")
KEEP = text("""
    INSERT INTO import_preview_row (preview_id, row_number, outcome, code, message, "column",
                                    value, cells, changes)
    SELECT :id, r.* FROM json_to_recordset(CAST(:rows AS json)) AS r(
        row_number int, outcome text, code text, message text, "column" text, value text,
        cells text[], changes jsonb)
""")


def request(
    session: Session, *, file_id: int, type: str, start_row: int, on_error: str, by: str
) -> ImportPreview:
    """Record that someone wants to see what an import would do; ring for it after the commit."""
    preview = ImportPreview(
        file_id=file_id,
        type=type,
        start_row=start_row,
        on_error=on_error,
        status="pending",
        created_by=by,
    )
    session.add(preview)
    session.flush()
    return preview


def run(preview_id: int, settings: Settings, winding_down: WindingDown) -> None:
    """Rehearse the import of a preview and store what was seen.

    All rows are tried, whatever is to happen at the first bad one: the preview shows every error.

    Raises:
        sqlalchemy.exc.DBAPIError: the database went away; run it again.
    """
    with lease.alone(Work.PREVIEW, preview_id) as connection:
        begun = (
            connection and connection.execute(BEGIN, {"id": preview_id}).mappings().one_or_none()
        )
        if not connection or not begun:
            return
        connection.execute(CLEAR, {"id": preview_id})
        stage = _Stage(connection, preview_id)
        try:
            import_type = TYPES[begun["type"]]
            file = StoredSheet(begun["file_id"], begun["header"], begun["start_row"])
            rows = rows_from(connection, file, import_type)
            sizes = chain(repeat(1, SHOWN_ROWS), growing(settings.import_chunk_rows))
            with acting(Origin(actor="preview", kind=stage.origin)):
                finished = _rehearse(stage, import_type, chunked(rows, sizes), winding_down)
        except DomainError as refusal:
            stage.end("failed", refusal.message)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            log.exception("preview failed", preview_id=preview_id)
            stage.end("failed", "The preview ended because of a fault in this service")
        else:
            if finished:
                stage.end("ready", None)


class _Stage:
    """Where a preview shows itself, outside of the transaction that is rolled back."""

    def __init__(self, connection: Connection, preview_id: int) -> None:
        self._connection, self._id = connection, preview_id
        self._counts: Counter[str] = Counter()
        self.origin = f"preview {preview_id}"

    def show(self, reports: Sequence[dict[str, Any]]) -> None:
        """Store the rows worth keeping and how far the preview is."""
        before = self._counts.total()
        self._counts.update(str(one["outcome"]) for one in reports)
        kept = [one for at, one in enumerate(reports, before) if at < SHOWN_ROWS or "code" in one]
        if kept:
            rows = orjson.dumps(kept).decode()
            self._connection.execute(KEEP, {"id": self._id, "rows": rows})
        counts = orjson.dumps(dict(self._counts)).decode()
        shown = {"id": self._id, "done": self._counts.total(), "counts": counts}
        self._connection.execute(SHOW, shown)

    def end(self, status: str, message: str | None) -> None:
        """Say how the preview ended."""
        self._connection.execute(END, {"id": self._id, "status": status, "message": message})


def _rehearse(
    stage: _Stage,
    import_type: ImportType,
    chunks: Iterator[Sequence[Row]],
    winding_down: WindingDown,
) -> bool:
    """Take every chunk and show it; False when interrupted, to be begun again."""
    changed_by: dict[int, int] = {}
    with rehearsal() as session:
        for chunk in islice(chunks, SHOWN_ROWS):
            mark = cell_changes.mark(session)
            [one] = _take(session, import_type, chunk, changed_by)
            one["cells"] = list(chunk[0].cells)
            one["changes"] = cell_changes.since(session, mark, origin=stage.origin)
            stage.show([one])
        for chunk in chunks:
            if winding_down():
                return False
            stage.show(_take(session, import_type, chunk, changed_by))
    return True


def _take(
    session: Session, import_type: ImportType, chunk: Sequence[Row], changed_by: dict[int, int]
) -> list[dict[str, Any]]:
    rows = apply_rows(session, import_type, chunk)
    tell_of_earlier_rows(rows, changed_by)
    for record_id, number in first_rows(rows).items():
        changed_by.setdefault(record_id, number)
    return [report(import_type, row) for row in rows]
