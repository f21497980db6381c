"""The database of the application, and the one place that commits."""

import select
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import current_app
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.orm import Session

from dbservice.models import Base
from dbservice.services import sweeps
from dbservice.services.constraints import is_clash
from dbservice.services.driver import (
    DriverConnection,
    Statement,
    Values,
    begin_with,
    fetch_one,
    forget,
    run,
)

T = TypeVar("T")

db = SQLAlchemy(metadata=Base.metadata, session_options={"expire_on_commit": False})
migrate = Migrate(db=db, directory="migrations")


@dataclass(frozen=True)
class Origin:
    """Who changes data, and on which occasion; the history keeps both."""

    actor: str
    kind: str
    import_id: int | None = None


# A client that hangs, or whose machine is gone without a word, must not hold locks for hours.
# To compile a statement, or to start processes that share it, takes longer than to run what people
# wait for; the planner does either where it expects many rows, and often there are few.
SESSION_OPTIONS = " ".join(
    f"-c {name}={value}"
    for name, value in {
        "jit": "off",
        "max_parallel_workers_per_gather": 0,
        "timezone": "UTC",
        "idle_in_transaction_session_timeout": "5min",
        "tcp_keepalives_idle": 30,
        "tcp_keepalives_interval": 10,
        "tcp_keepalives_count": 3,
    }.items()
)
# A worker holds an import on one connection and writes on another.
LEAST_POOL = 2
MOST_TRIES = 5

NOBODY = Origin(actor="unknown", kind="unknown")
origin: ContextVar[Origin] = ContextVar("origin", default=NOBODY)
joined: ContextVar[Session | None] = ContextVar("joined", default=None)

STATE_ORIGIN = (
    "SELECT set_config('dbservice.actor', %s, true), set_config('dbservice.origin', %s, true),"
    " set_config('dbservice.import_id', %s, true)"
)


@contextmanager
def transaction() -> Iterator[Session]:
    """A session whose changes are committed together at the end, or not at all.

    Inside `joint()` it is part of that one.
    """
    if (whole := joined.get()) is not None:
        yield whole
        return
    session = db.session()
    try:
        state_origin(session)
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise


@contextmanager
def joint() -> Iterator[Session]:
    """A transaction that those opened inside are parts of, so that all is committed or nothing."""
    with transaction() as session:
        token = joined.set(session)
        try:
            yield session
        finally:
            joined.reset(token)


def persistently(work: Callable[[], T]) -> T:
    """Do work that is a transaction of its own; again if it ran into that of others.

    Of transactions that wait for each other in a circle PostgreSQL ends one, of which nothing
    stays. Rules hold people in one order and so never wait like that; whoever holds them for more
    than one step, as an import of all rows or none does, may.

    Raises:
        sqlalchemy.exc.DBAPIError: any other; or it ran into others MOST_TRIES times.
    """
    for _ in range(MOST_TRIES - 1):
        try:
            return work()
        except DBAPIError as error:
            if not is_clash(error):
                raise
    return work()


@contextmanager
def rehearsal() -> Iterator[Session]:
    """A session of its own whose changes are seen inside, and are rolled back at the end."""
    with Session(db.engine, info={"rehearsal": True}) as session:
        state_origin(session)
        yield session
        session.rollback()


def state_origin(session: Session) -> None:
    """Tell the database who changes data in this transaction, for the history.

    The transaction begins with that, and both with the first statement: that spares round trips.
    """
    current = origin.get()
    import_id = "" if current.import_id is None else str(current.import_id)
    values = (current.actor, current.kind, import_id)
    begin_with(session, Statement(STATE_ORIGIN, values, repeated=True))


@contextmanager
def acting(as_origin: Origin) -> Iterator[None]:
    """Make `as_origin` the origin of every change inside."""
    token = origin.set(as_origin)
    try:
        yield
    finally:
        origin.reset(token)


@contextmanager
def reading() -> Iterator[Connection]:
    """A connection for a single SELECT: no transaction is opened, so none has to be ended."""
    readers: dict[Engine, Engine] = current_app.extensions.setdefault("dbservice-readers", {})
    engine = db.engine
    if engine not in readers:
        readers[engine] = engine.execution_options(isolation_level="AUTOCOMMIT")
    with readers[engine].connect() as connection:
        yield connection


@contextmanager
def snapshot() -> Iterator[Connection]:
    """A connection that sees the database as it is now, for however long it reads whole tables."""
    with db.engine.connect() as connection:
        connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        sweeps.allow(connection)
        yield connection


def fetch_row(
    statement: str, values: Values = (), *, repeated: bool = False
) -> tuple[Any, ...] | None:
    """The first row that a SELECT answers, if any.

    Asks the driver itself, in one round trip: what SQLAlchemy adds to it costs as much again.
    Inside `joint()` it sees what that transaction has done. `repeated` is for statements that come
    again and again in the same words.
    """
    if (whole := joined.get()) is not None:
        return fetch_one(whole, statement, values, repeated=repeated)
    pooled = db.engine.raw_connection()
    driver = pooled.driver_connection
    assert driver is not None
    try:
        driver.autocommit = True
        rows = run(pooled, Statement(statement, values, repeated))
        return rows[0] if rows else None
    finally:
        if driver.closed:
            pooled.invalidate()
        else:
            driver.autocommit = False
        pooled.close()


@contextmanager
def unchanging() -> Iterator[Connection]:
    """A connection that sees the database as it is now, for several statements of one answer."""
    with db.engine.connect() as connection:
        connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        yield connection


def refuse_dead(connection: Any, *_: object) -> None:
    """Have the pool replace a connection that the server has closed.

    A server that goes away says so, and then there is something to read where nothing was asked.
    To look costs a thousandth of asking it for a sign of life.
    """
    waiting = select.poll()
    waiting.register(connection.fileno(), select.POLLIN)
    if waiting.poll(0):
        raise DisconnectionError


def engine_options(pool_size: int, statement_timeout: int) -> dict[str, Any]:
    """Options of the engine; a failed statement never prints its parameters, which are people."""
    return {
        "pool_size": max(pool_size, LEAST_POOL),
        "max_overflow": 0,
        "pool_events": [(refuse_dead, "checkout"), (forget, "checkin")],
        "hide_parameters": True,
        "insertmanyvalues_page_size": 10_000,
        "connect_args": {
            "connection_factory": DriverConnection,
            "connect_timeout": 5,
            "application_name": "dbservice",
            "options": f"-c statement_timeout={statement_timeout * 1000} {SESSION_OPTIONS}",
        },
    }
