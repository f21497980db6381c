"""The five statuses of an import, and every change between them that the worker makes.

Each is conditional on the status it comes from, so that a stop is never overwritten.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

import orjson
import structlog
from sqlalchemy import Result, text
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session

from dbservice.errors import DomainError
from dbservice.imports.lease import Run
from dbservice.imports.outcomes import ERRORS_KEPT, Tally

log = structlog.get_logger()

FINAL = ("completed", "failed", "stopped")
STOPPABLE = ("pending", "processing")

OURS = "id = :id AND status = 'processing' AND worker_id = :worker_id"
UTC_SECONDS = "date_trunc('second', clock_timestamp() AT TIME ZONE 'UTC')"
FINISHED = f"completed_at = {UTC_SECONDS}, updated_at = {UTC_SECONDS}"
COMPLETED = """CASE WHEN coalesce(error_count, 0) > 0 AND coalesce(processed_rows, 0) = 0
                    THEN 'failed' ELSE 'completed' END"""

# An unfinished run of all or nothing shows rows as processed that are not in yet.
NOTHING_HALF_DONE = """
    processed_rows = CASE WHEN on_error = 'all_or_nothing' THEN 0 ELSE processed_rows END,
    skipped_rows = CASE WHEN on_error = 'all_or_nothing' THEN 0 ELSE skipped_rows END
"""

ANNOUNCE = text(f"UPDATE imports SET total_rows = :total WHERE {OURS}")
SHOW = text(
    f"UPDATE imports SET processed_rows = :succeeded, skipped_rows = :skipped,"
    f" heartbeat_at = clock_timestamp() WHERE {OURS}"
)
ADVANCE = text(f"""
    UPDATE imports
    SET next_row = :next_row, processed_rows = coalesce(processed_rows, 0) + :succeeded,
        error_count = coalesce(error_count, 0) + :failed, skipped_rows = skipped_rows + :skipped,
        error_details = (coalesce(error_details, '{{}}') || CAST(:errors AS jsonb[]))
                        [1:{ERRORS_KEPT}],
        heartbeat_at = clock_timestamp(), attempts = 0, updated_at = now() AT TIME ZONE 'UTC'
    WHERE {OURS} AND next_row = :from_row
""")
COMPLETE = text(f"UPDATE imports SET status = {COMPLETED}, {FINISHED} WHERE {OURS}")
FAIL = text(f"UPDATE imports SET status = 'failed', {FINISHED} WHERE {OURS}")
FAIL_WITH = text(f"""
    UPDATE imports SET status = 'failed', error_count = coalesce(error_count, 0) + 1,
        error_details = CAST(:error AS jsonb) || error_details, {NOTHING_HALF_DONE}, {FINISHED}
    WHERE {OURS}
""")
FAIL_WHOLE = text(f"""
    UPDATE imports SET status = 'failed', processed_rows = 0, skipped_rows = 0,
        error_count = :failed, error_details = CAST(:errors AS jsonb[]), {FINISHED}
    WHERE {OURS}
""")
COMPLETE_WHOLE = text(f"""
    UPDATE imports SET status = 'completed', processed_rows = :succeeded, skipped_rows = :skipped,
        next_row = :next_row, attempts = 0, {FINISHED}
    WHERE {OURS}
""")


def announce(turn: Run, total_rows: int) -> None:
    """Say how many rows there are to take."""
    turn.connection.execute(ANNOUNCE, {"total": total_rows, **_key(turn)})


def show(turn: Run, tally: Tally) -> bool:
    """Show how far an uncommitted run is; False when it is no longer ours to go on with."""
    shown = {"succeeded": tally.succeeded, "skipped": tally.skipped}
    return turn.connection.execute(SHOW, {**shown, **_key(turn)}).rowcount == 1


def advance(session: Session, turn: Run, tally: Tally, rows: range) -> bool:
    """Move the checkpoint over these rows, and the sums; False when the import is not ours.

    It is not when it was stopped, or when another worker has taken it over meanwhile.
    """
    places = {"from_row": rows.start, "next_row": rows.stop}
    return _changed(session.execute(ADVANCE, {**asdict(tally), **places, **_key(turn)}))


def complete(turn: Run) -> None:
    """All rows have been taken; with not one success among failures the import has failed."""
    turn.connection.execute(COMPLETE, _key(turn))


def fail(session: Session, turn: Run) -> None:
    """End at a bad row, in the transaction that records it."""
    session.execute(FAIL, _key(turn))


def complete_whole(session: Session, turn: Run, tally: Tally, next_row: int) -> bool:
    """Complete in the transaction of all rows; False when the import was stopped meanwhile."""
    sums = {"succeeded": tally.succeeded, "skipped": tally.skipped, "next_row": next_row}
    return _changed(session.execute(COMPLETE_WHOLE, {**sums, **_key(turn)}))


def fail_whole(session: Session, turn: Run, tally: Tally) -> bool:
    """End a run that was rolled back because of these errors; False when it was stopped."""
    errors = {"failed": tally.failed, "errors": tally.errors}
    return _changed(session.execute(FAIL_WHOLE, {**errors, **_key(turn)}))


@contextmanager
def failing(turn: Run) -> Iterator[None]:
    """Let a refusal, or a fault of ours, end the import; a lost database ends only this turn."""
    try:
        yield
    except DomainError as refusal:
        _fail_with(turn, refusal)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("import failed", import_id=turn.import_id)
        message = "The import ended because of a fault in this service; nothing more was written"
        _fail_with(turn, DomainError(message, code="INTERNAL_ERROR"))


def _fail_with(turn: Run, refusal: DomainError) -> None:
    error = orjson.dumps({"code": refusal.code, "error": refusal.message}).decode()
    turn.connection.execute(FAIL_WITH, {"error": error, **_key(turn)})


def _changed(result: Result[Any]) -> bool:
    return bool(result.rowcount)  # type: ignore[attr-defined]  # typed for cursors only


def _key(turn: Run) -> dict[str, object]:
    return {"id": turn.import_id, "worker_id": turn.worker_id}
