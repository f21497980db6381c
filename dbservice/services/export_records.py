"""The record of what somebody takes out of the service: how far it is, and how it ended."""

from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, case, func, literal_column, select, text, update
from sqlalchemy.orm import Session

from dbservice.models import DataExport
from dbservice.services.work_locks import ID_BITS, held

EXPORT_LOCK = 7_205_434
TAKE_LOCK = text("SELECT pg_advisory_xact_lock_shared(:work, :id)")


class State(StrEnum):
    """What has become of an export."""

    RUNNING = "running"
    FINISHED = "finished"
    BROKEN_OFF = "broken off"  # whoever took it went away, or whoever sent it did without a word
    FAILED = "failed"
    OVER = "over"  # before it was kept how an export ends


class Progress(NamedTuple):
    """How far an export is: the rows sent so far, and what has become of it."""

    id: int
    rows: int
    state: str


def begin(session: Session, reader: Connection, record: DataExport) -> None:
    """Keep an export on record, which goes on as long as the transaction of `reader` does.

    That holds a lock from before others can see the record, so that they tell by it whether anybody
    is still at work. Shared: two that fall on one key do not wait for each other.
    """
    session.add(record)
    session.flush()
    reader.execute(TAKE_LOCK, {"work": EXPORT_LOCK, "id": record.id & ID_BITS})


def advance(session: Session, id: int, rows: int) -> None:
    """Note how many rows were sent."""
    session.execute(update(DataExport).where(DataExport.id == id).values(row_count=rows))


def end(session: Session, id: int, rows: int, ending: State) -> None:
    """Note after how many rows an export has ended, and how; while its lock is still held."""
    values = {"row_count": rows, "ending": ending.value, "completed_at": func.now()}
    session.execute(update(DataExport).where(DataExport.id == id).values(values))


def state(row: Any) -> ColumnElement[str]:
    """SQL of what has become of the export that `row`, an alias of the table, tells of."""
    is_running = row.id.op("&")(ID_BITS).bool_op("IN")(literal_column(f"({held(EXPORT_LOCK)})"))
    return case(
        (row.ending.is_not(None), row.ending),
        (row.completed_at.is_not(None), State.OVER.value),
        (is_running, State.RUNNING.value),
        else_=State.BROKEN_OFF.value,
    )


def progress(session: Session, table: str, by: str, id: int | None = None) -> Progress | None:
    """How far somebody's export of a table is: the one with this id, or the newest."""
    found = _progress(session, table, by, id)
    if found is None or found.state != State.BROKEN_OFF:
        return found
    # A statement sees rows as they were when it began, and locks as they are: one more look tells
    # an export that nobody is at work on from one that ended in between.
    return _progress(session, table, by, found.id)


def _progress(session: Session, table: str, by: str, id: int | None) -> Progress | None:
    rows = func.coalesce(DataExport.row_count, 0)
    query = select(DataExport.id, rows, state(DataExport)).where(
        DataExport.table_name == table, DataExport.created_by == by
    )
    if id is not None:
        query = query.where(DataExport.id == id)
    found = session.execute(query.order_by(DataExport.id.desc()).limit(1)).one_or_none()
    return Progress(*found) if found else None
