"""Doing something in the middle of a chunk, when its rows are being written."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from dbservice.imports.registry import TYPES
from dbservice.imports.rows import Row

WAITING = text("""
    SELECT count(*) FROM pg_locks AS l JOIN pg_stat_activity AS a USING (pid)
    WHERE NOT l.granted AND a.datname = current_database()
""")

Deed = Callable[[], None]


def midway(monkeypatch: pytest.MonkeyPatch, deed: Deed, *, chunk: int = 1) -> None:
    """Have `deed` done once, after the rows of the chunk of this number have been written."""
    student = TYPES["student"]
    calls = 0

    def apply(session: Session, rows: Sequence[Row]) -> None:
        nonlocal calls
        student.apply(session, rows)
        calls += 1
        if calls == chunk:
            deed()

    monkeypatch.setitem(TYPES, "student", replace(student, apply=apply))


def as_another(engine: Engine, order: Callable[[Session], object]) -> None:
    """What somebody else orders meanwhile, who waits for a lock for a moment only."""
    with Session(engine) as session:
        session.execute(text("SET LOCAL lock_timeout = '2s'"))
        order(session)
        session.commit()


def someone_waits(engine: Engine) -> bool:
    """Whether a connection to this database waits for a lock."""
    with engine.connect() as connection:
        return bool(connection.scalar(WAITING))
