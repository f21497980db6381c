"""Statements that the database driver runs itself, inside the transaction of a session.

SQLAlchemy adds to a statement about as much work as a small one is; for the single rows of an API
call that shows. So does planning: what comes back in the same words is planned once.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from functools import partial
from itertools import count
from typing import Any, NamedTuple

import psycopg2
import psycopg2.extensions
from psycopg2.extensions import STATUS_READY, TRANSACTION_STATUS_IDLE, cursor
from sqlalchemy import Connection, Engine, PoolProxiedConnection, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

Values = Sequence[Any] | Mapping[str, Any]
"""What stands for each `%s` of a statement, or by name for each `%(name)s`."""
PREPARED_AT_MOST = 50  # for each connection; one that shows a wide row takes the server 150 kB
MARK = re.compile("%([s%])")
AHEAD = "ahead"  # the place of a statement that goes with the next, in what a connection carries

_numbers = count(1)


class Statement(NamedTuple):
    """A statement and its values.

    `repeated` says that the same words come again and again, so that planning them once pays. Not
    for statements whose best plan depends on the values, nor for those that do not tell of what
    type the values are. Values that have names go with a statement that is alone and not repeated.
    """

    text: str
    values: Values = ()
    repeated: bool = False


BEGIN = Statement("BEGIN")


class Prepared(NamedTuple):
    """A statement that the server has prepared: its name, and how to run it."""

    name: str
    call: str


def fetch_one(
    session: Session, statement: str, values: Values, *, repeated: bool = False
) -> tuple[Any, ...] | None:
    """Run a statement with these values; returns the first row it answers.

    Raises:
        DBAPIError: as SQLAlchemy raises it, but never with the values, which are people.
    """
    return next(iter(fetch_last(session, Statement(statement, values, repeated))), None)


def fetch_all(
    session: Session, statement: str, values: Values, *, repeated: bool = False
) -> list[tuple[Any, ...]]:
    """The same; returns every row."""
    return fetch_last(session, Statement(statement, values, repeated))


def fetch_last(session: Session, *statements: Statement) -> list[tuple[Any, ...]]:
    """Run statements one after another, in one round trip; returns every row of the last.

    Each sees what was committed while those before it waited.
    """
    pooled = session.connection().connection
    try:
        return run(pooled, *statements)
    except psycopg2.Error as error:
        raise translated(error) from error


def begin_with(session: Session, statement: Statement) -> None:
    """Begin a transaction with a statement; it goes with the next one, whoever runs that."""
    pooled = session.connection().connection
    driver = pooled.driver_connection
    begins = isinstance(driver, DriverConnection) and driver.leaves_beginning()
    pooled.info[AHEAD] = (BEGIN, statement) if begins else (statement,)


class DriverConnection(psycopg2.extensions.connection):
    """A connection on which a transaction may begin in one round trip with its first statement.

    psycopg2 spends one of its own on that, except in autocommit; but then it ends none either.
    """

    begun_by_us = False

    def leaves_beginning(self) -> bool:
        """Send no BEGIN for the next transaction, as the caller does; False if one has begun."""
        if self.status != STATUS_READY or self.autocommit:
            return False
        self.autocommit = self.begun_by_us = True
        return True

    def commit(self) -> None:
        """Commit, whoever began."""
        self._end("COMMIT") if self.begun_by_us else super().commit()

    def rollback(self) -> None:
        """Roll back, whoever began."""
        self._end("ROLLBACK") if self.begun_by_us else super().rollback()

    def _end(self, word: str) -> None:
        if self.get_transaction_status() != TRANSACTION_STATUS_IDLE:
            with closing(self.cursor(cursor_factory=cursor)) as ending:
                ending.execute(word)
        self.autocommit = self.begun_by_us = False


def catch_up(connection: Connection, *_: object) -> None:
    """Run what was put ahead; SQLAlchemy is about to run a statement of its own."""
    if AHEAD in connection.info:
        run(connection.connection)


def forget(_: object, record: ConnectionPoolEntry) -> None:
    """Nothing came after what was put ahead, so there is nothing that it is for."""
    record.info.pop(AHEAD, None)


def run(pooled: PoolProxiedConnection, *statements: Statement) -> list[tuple[Any, ...]]:
    """The same on a connection of the pool.

    Raises:
        psycopg2.Error: as it comes.
    """
    if ahead := pooled.info.pop(AHEAD, None):
        if len(statements) == 1 and isinstance(statements[0].values, Mapping):
            run(pooled, *ahead)
        else:
            statements = (*ahead, *statements)
    texts = [prepared(pooled, one.text) if one.repeated else one.text for one in statements]
    values = [value for one in statements for value in one.values]
    with closing(pooled.cursor()) as running:
        running.execute("; ".join(texts), statements[0].values if len(statements) == 1 else values)
        return list(running.fetchall()) if running.description else []


def first_row(
    pooled: PoolProxiedConnection, statement: str, values: Values = ()
) -> tuple[Any, ...] | None:
    """The first row that a statement answers on a connection of the pool."""
    return next(iter(run(pooled, Statement(statement, values))), None)


def prepared(pooled: PoolProxiedConnection, statement: str) -> str:
    """What to send for a statement: itself at first, and a call of its plan from then on."""
    known: dict[str, Prepared | None] = pooled.info.setdefault("prepared", {})
    if statement not in known:
        _make_room(pooled, known)
        known[statement] = None
        return statement
    found = known.pop(statement) or _prepare(pooled, statement)
    known[statement] = found  # behind the others: the one unused for longest comes first
    return found.call


def _prepare(pooled: PoolProxiedConnection, statement: str) -> Prepared:
    name = f"repeated_{next(_numbers)}"
    marks = count(1)
    numbered = MARK.sub(lambda mark: f"${next(marks)}" if mark[1] == "s" else "%", statement)
    with closing(pooled.cursor()) as cursor:
        cursor.execute(f"PREPARE {name} AS {numbered}")
    given = ", ".join(["%s"] * (next(marks) - 1))
    return Prepared(name, f"EXECUTE {name}({given})" if given else f"EXECUTE {name}")


def _make_room(pooled: PoolProxiedConnection, known: dict[str, Prepared | None]) -> None:
    if len(known) < PREPARED_AT_MOST:
        return
    forgotten = known.pop(next(iter(known)))
    if forgotten:
        with closing(pooled.cursor()) as cursor:
            cursor.execute(f"DEALLOCATE {forgotten.name}")


def batches(
    pooled: PoolProxiedConnection, statement: str, values: Sequence[Any], size: int
) -> Iterator[list[tuple[Any, ...]]]:
    """The rows that a statement answers, so many at a time.

    The server keeps the others, until the transaction of the connection ends.

    Raises:
        psycopg2.Error: at any time.
    """
    driver = pooled.driver_connection
    assert driver is not None
    cursor = driver.cursor(name="batches")
    cursor.execute(statement, tuple(values))
    return iter(partial(cursor.fetchmany, size), [])


def translated(error: psycopg2.Error) -> BaseException:
    """SQLAlchemy's counterpart of a driver error."""
    return DBAPIError.instance(None, None, error, psycopg2.Error, hide_parameters=True)


event.listen(Engine, "before_cursor_execute", catch_up)
