"""Running an import: chunk by chunk, so that it can stop, be killed, and go on.

A chunk's rows, their outcomes and the checkpoint are one transaction. Whatever happens between two
commits, the next worker starts at the next row: none is lost, none is taken twice.
"""

import time
from collections.abc import Iterator, Sequence

from dbservice.config import Settings
from dbservice.db import Origin, acting, transaction
from dbservice.errors import DomainError
from dbservice.imports import lease, outcomes, status
from dbservice.imports.attempt import apply_rows, apply_until_failure
from dbservice.imports.chunks import chunked, growing
from dbservice.imports.import_type import ImportType
from dbservice.imports.lease import Ending, Run, WindingDown, Work
from dbservice.imports.outcomes import Tally
from dbservice.imports.registry import TYPES
from dbservice.imports.rows import Row
from dbservice.imports.sheet import StoredSheet, count_rows, done_spans, rows_from
from dbservice.imports.whole import run_as_a_whole

# So many starts without one finished chunk mean that the import itself kills its workers.
MOST_ATTEMPTS = 25


def run(import_id: int, settings: Settings, winding_down: WindingDown) -> Ending:
    """Work on an import until it is final, or for a slice of time.

    Args:
        import_id: which import.
        settings: sizes and times.
        winding_down: whether this process is to end soon; asked between chunks.

    Raises:
        sqlalchemy.exc.DBAPIError: the database went away. Nothing is lost; run it again.
    """
    with lease.alone(Work.IMPORT, import_id) as connection:
        taken = lease.take(connection, import_id) if connection else None
        if not taken:
            return Ending.NOT_OURS
        turn, attempts = taken
        origin = Origin(actor=turn.actor, kind="import", import_id=import_id)
        with acting(origin), status.failing(turn):
            if attempts > MOST_ATTEMPTS:
                raise DomainError(f"Given up after {attempts - 1} starts", code="WORKER_LOST")
            return _take_turn(turn, settings, winding_down)
    return Ending.FINAL


def _take_turn(turn: Run, settings: Settings, winding_down: WindingDown) -> Ending:
    done = done_spans(turn.connection, turn.import_id)
    total = count_rows(from_row=turn.start_row, last_row=turn.last_row, done=done)
    status.announce(turn, total)
    import_type = TYPES.get(turn.type)
    if import_type is None:
        raise DomainError(f"There is no import type {turn.type!r}", code="TYPE_UNSUPPORTED")
    file = StoredSheet(turn.file_id, turn.header, turn.next_row)
    rows = rows_from(turn.connection, file, import_type, done)
    if turn.on_error == "all_or_nothing":
        chunks = chunked(rows, growing(settings.import_chunk_rows))
        return run_as_a_whole(turn, import_type, chunks, winding_down)
    return _run_in_chunks(turn, import_type, rows, settings, winding_down)


def _run_in_chunks(
    turn: Run,
    import_type: ImportType,
    rows: Iterator[Row],
    settings: Settings,
    winding_down: WindingDown,
) -> Ending:
    deadline = time.monotonic() + settings.import_slice_seconds
    next_row = turn.next_row
    for chunk in chunked(rows, growing(settings.import_chunk_rows)):
        if winding_down() or time.monotonic() > deadline:
            return Ending.UNFINISHED
        ending = _take_chunk(turn, import_type, chunk, next_row)
        if ending:
            return ending
        next_row = chunk[-1].number + 1
    status.complete(turn)
    return Ending.FINAL


def _take_chunk(
    turn: Run, import_type: ImportType, chunk: Sequence[Row], next_row: int
) -> Ending | None:
    """Take a chunk in one transaction; tells how the import ended, if it did.

    That the import is still ours is asked last, and with it the row is locked: whoever stops it
    meanwhile does not have to wait.
    """
    stopping = turn.on_error == "stop"
    with transaction() as session:
        rows = (apply_until_failure if stopping else apply_rows)(session, import_type, chunk)
        became = outcomes.of_rows(session, turn.import_id, import_type, rows)
        tally = Tally()
        tally.add(became)
        if not status.advance(session, turn, tally, range(next_row, rows[-1].number + 1)):
            session.rollback()
            return Ending.NOT_OURS
        outcomes.record(session, turn.import_id, became)
        if stopping and tally.failed:
            status.fail(session, turn)
            return Ending.FINAL
    return None
