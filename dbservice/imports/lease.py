"""Who runs an import: one worker at a time, and nobody else's work is ever overwritten.

A lock of the database says that a live process is at work; it goes with the connection, so a
killed worker is known at once, and one that hangs after a while. The lease in the row itself
(`worker_id`) fences off a worker that was thought dead and comes back: each of its writes checks
that the lease is still its own.
"""

import os
import socket
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import Enum, IntEnum, auto
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from dbservice.db import db
from dbservice.services.work_locks import ID_BITS


class Work(IntEnum):
    """What a lock is about; the first half of its key."""

    IMPORT = 7_205_431
    PREVIEW = 7_205_432
    UNDO = 7_205_433


class Ending(Enum):
    """How a turn at an import ended."""

    FINAL = auto()
    UNFINISHED = auto()
    NOT_OURS = auto()


WindingDown = Callable[[], bool]


@dataclass(frozen=True)
class Run:
    """An import in this worker's hands."""

    import_id: int
    worker_id: str
    type: str
    file_id: int
    header: tuple[str, ...]
    last_row: int
    on_error: str
    start_row: int
    next_row: int
    actor: str
    connection: Connection


# The server ends a connection that holds a lock and is not heard of for so long.
SILENCE = "5min"
TAKE_LOCK = text("""
    SELECT taken, set_config('idle_session_timeout', CASE WHEN taken THEN :silence ELSE '0' END,
                             false)
    FROM (SELECT pg_try_advisory_lock(:work, :id) AS taken) AS lock
""")
FREE_LOCK = text(
    "SELECT pg_advisory_unlock(:work, :id), set_config('idle_session_timeout', '0', false)"
)
TAKE = text("""
    UPDATE imports AS i
    SET status = 'processing', worker_id = :worker_id, attempts = attempts + 1,
        heartbeat_at = clock_timestamp(), started_at = coalesce(i.started_at, clock_timestamp()),
        next_row = coalesce(i.next_row, i.start_row), updated_at = now() AT TIME ZONE 'UTC'
    FROM import_file AS f
    WHERE i.id = :id AND f.id = i.file_id AND i.status IN ('pending', 'processing')
    RETURNING i.type, i.file_id, f.header, f.row_count AS last_row, i.on_error, i.start_row,
              i.next_row, coalesce(i.created_by, 'unknown') AS actor, i.attempts
""")


@contextmanager
def alone(work: Work, id: int) -> Iterator[Connection | None]:
    """A connection that holds the lock on this piece of work, or None when somebody else does.

    Two pieces whose ids fall on one key merely wait for each other.
    """
    key = {"work": work, "id": id & ID_BITS}
    with db.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        if not connection.scalar(TAKE_LOCK, {**key, "silence": SILENCE}):
            yield None
            return
        try:
            yield connection
        finally:
            # Said and not left to the end of the connection, which may come after the next turn.
            with suppress(SQLAlchemyError):
                connection.execute(FREE_LOCK, key)


def take(connection: Connection, import_id: int) -> tuple[Run, int] | None:
    """Start or continue an import, and how often that was tried; None when it is final."""
    worker_id = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
    parameters: dict[str, Any] = {"id": import_id, "worker_id": worker_id}
    taken = connection.execute(TAKE, parameters).mappings().one_or_none()
    if taken is None:
        return None
    facts = dict(taken)
    attempts = facts.pop("attempts")
    facts["header"] = tuple(facts["header"])
    run = Run(import_id=import_id, worker_id=worker_id, connection=connection, **facts)
    return run, attempts
