"""What people may tell an import to do: stop, resume, undo."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from dbservice.errors import Conflict, NotFound
from dbservice.imports.status import FINAL, FINISHED, NOTHING_HALF_DONE, STOPPABLE
from dbservice.models import Import

STOP = text(f"""
    UPDATE imports
    SET status = 'stopped', stopped_by = :by, {NOTHING_HALF_DONE}, {FINISHED}
    WHERE id = :id AND status IN ('pending', 'processing')
""")
UNFINISHED_SUCCESSOR = text("""
    SELECT id FROM imports WHERE resumed_from_id = :id AND undone_at IS NULL ORDER BY id LIMIT 1
""")


def stop(session: Session, import_id: int, *, by: str) -> None:
    """End a waiting or running import; rows that are in stay in, those at hand are not taken.

    Raises:
        NotFound: there is no such import.
        Conflict: it is over already.
    """
    if not session.execute(STOP, {"id": import_id, "by": by}).rowcount:  # type: ignore[attr-defined]
        status = _fetch(session, import_id).status
        raise Conflict(f"Import {import_id} is {status}; only a waiting or running one can stop")


def resume(session: Session, import_id: int, *, by: str) -> Import:
    """A new import on the same sheet that takes every row which has not succeeded yet.

    Raises:
        NotFound: there is no such import.
        Conflict: it runs still, all its rows are in, it was undone or is being resumed already.
    """
    old = _fetch(session, import_id)
    _refuse_resuming(session, old)
    new = Import(
        filename=old.filename,
        status="pending",
        type=old.type,
        total_rows=0,
        processed_rows=0,
        error_count=0,
        error_details=[],
        start_row=old.start_row,
        file_id=old.file_id,
        on_error=old.on_error,
        created_by=by,
        resumed_from_id=old.id,
    )
    session.add(new)
    session.flush()
    return new


def request_undo(session: Session, import_id: int, *, by: str) -> None:
    """Record that everything an import changed is to be changed back; ring after the commit.

    Raises:
        NotFound: there is no such import.
        Conflict: it runs still, changed nothing, or its undoing was asked for already.
    """
    old = _fetch(session, import_id)
    if old.status not in FINAL:
        raise Conflict(f"Import {import_id} is {old.status}; stop it before undoing it")
    if old.undone_at or (old.undo_requested_at and old.undo_obstacles is None):
        raise Conflict(f"Import {import_id} is undone already, or just being undone")
    if not old.processed_rows:
        raise Conflict(f"Import {import_id} changed nothing")
    session.execute(
        text(
            "UPDATE imports SET undo_requested_at = clock_timestamp(), undo_requested_by = :by,"
            " undo_obstacles = NULL WHERE id = :id"
        ),
        {"id": import_id, "by": by},
    )


def _refuse_resuming(session: Session, old: Import) -> None:
    if old.status in STOPPABLE:
        raise Conflict(f"Import {old.id} is {old.status}; it goes on by itself")
    if old.undo_requested_at and old.undo_obstacles is None:
        raise Conflict(f"Import {old.id} was undone; start a new import")
    if old.status == "completed" and not old.error_count:
        raise Conflict(f"All rows of import {old.id} are in")
    if old.file_id is None:
        raise Conflict(f"The sheet of import {old.id} is no longer stored")
    successor = session.scalar(UNFINISHED_SUCCESSOR, {"id": old.id})
    if successor:
        raise Conflict(f"Import {old.id} was resumed by import {successor} already")


def _fetch(session: Session, import_id: int) -> Import:
    # Not locked in full: a running transaction's reports refer to the import.
    lock = {"key_share": True}
    found = session.get(Import, import_id, with_for_update=lock, populate_existing=True)
    if found is None:
        raise NotFound(f"There is no import {import_id}")
    return found
