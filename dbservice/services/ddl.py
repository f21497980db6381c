"""Changes of the schema that stop nobody: one at a time, indexes built beside running writers."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from psycopg2.errors import LockNotAvailable
from sqlalchemy import Connection, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import OperationalError

RUNNER_LOCK = 7_205_421
SCHEMA = text("SELECT current_schema()")
ATTEMPTS = 5
BREATHER = 1.0  # seconds that writers have between two attempts
POLL = 0.2  # seconds between two looks at the lock that another runner holds
# A build waits for transactions that began before it, a statement nobody waits for.
PATIENT = {"lock_timeout": "10min", "statement_timeout": "0"}
# While DDL waits to be alone with a table, everybody else waits behind it.
HASTY = {"lock_timeout": "4s"}

quote = postgresql.dialect().identifier_preparer.quote  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it untyped


@contextmanager
def alone(connection: Connection) -> Iterator[None]:
    """Change the schema as the only one who does; others wait for their turn.

    They do not wait inside a statement: a build of an index waits for all statements that run,
    and would wait for the one that waits for it.
    """
    while not connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": RUNNER_LOCK}):
        connection.rollback()
        time.sleep(POLL)
    connection.commit()
    try:
        yield
    finally:
        connection.rollback()
        connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": RUNNER_LOCK})
        connection.commit()


@contextmanager
def patience(connection: Connection) -> Iterator[None]:
    """Give statements the time that builds of indexes need; the connection is in autocommit."""
    with _set(connection, PATIENT):
        yield


def add_index(
    connection: Connection,
    name: str,
    table: str,
    columns: Sequence[str],
    predicate: str | None = None,
    *,
    unique: bool = False,
    method: str = "btree",
) -> None:
    """Build an index unless it is there, replacing what a broken-off build has left.

    Args:
        connection: one in autocommit, for a concurrent build knows no transaction.
        name: of the index.
        table: its table.
        columns: SQL of its columns or expressions.
        predicate: SQL that chooses the rows it covers, if not all.
        unique: whether two rows may not share a key.
        method: how it is searched; `gin` finds the rows that hold one of several values.
    """
    drop_leftover(connection, name)
    kind = "UNIQUE INDEX" if unique else "INDEX"
    part = f" WHERE {predicate}" if predicate else ""
    connection.exec_driver_sql(
        f"CREATE {kind} CONCURRENTLY IF NOT EXISTS {quote(name)}"
        f" ON {quote(table)} USING {method} ({', '.join(columns)}){part}"
    )


def add_index_to_parts(
    connection: Connection,
    name: str,
    table: str,
    columns: Sequence[str],
    predicate: str | None = None,
) -> None:
    """The same for a partitioned table, which knows no concurrent build: part by part.

    A part that is attached later gets the index by itself.
    """
    part = f" WHERE {predicate}" if predicate else ""
    execute_when_free(
        connection,
        f"CREATE INDEX IF NOT EXISTS {quote(name)} ON ONLY {quote(table)}"
        f" ({', '.join(columns)}){part}",
    )
    for child in connection.scalars(WITHOUT_INDEX, {"table": quote(table), "index": quote(name)}):
        own = name.replace(table, child)
        add_index(connection, own, child, columns, predicate)
        execute_when_free(connection, f"ALTER INDEX {quote(name)} ATTACH PARTITION {quote(own)}")


WITHOUT_INDEX = text("""
    SELECT part.relname FROM pg_inherits AS i JOIN pg_class AS part ON part.oid = i.inhrelid
    WHERE i.inhparent = to_regclass(:table) AND NOT EXISTS (
        SELECT FROM pg_inherits AS of_index JOIN pg_index AS x ON x.indexrelid = of_index.inhrelid
        WHERE of_index.inhparent = to_regclass(:index) AND x.indrelid = part.oid)
    ORDER BY part.relname
""")


def execute_when_free(connection: Connection, statement: str) -> None:
    """Execute DDL that needs a moment alone with a table, again if the table stays busy.

    A busy table makes it give up soon, with `patience` too, for meanwhile all writers queue behind
    it; so between two attempts they get their turn.
    """
    with _set(connection, HASTY):
        for _ in range(ATTEMPTS - 1):
            try:
                connection.exec_driver_sql(statement)
            except OperationalError as error:
                if not isinstance(error.orig, LockNotAvailable):
                    raise
                time.sleep(BREATHER)
            else:
                return
        connection.exec_driver_sql(statement)


def drop_index(connection: Connection, name: str) -> None:
    """Drop an index, if it is there, without stopping writers."""
    connection.exec_driver_sql(f"DROP INDEX CONCURRENTLY IF EXISTS {quote(name)}")


def drop_leftover(connection: Connection, name: str) -> None:
    """Drop the index if a broken-off build has left it: it costs writers and serves nobody."""
    if connection.scalar(LEFTOVER, {"name": quote(name)}):
        drop_index(connection, name)


SET = text("SELECT set_config(:name, :value, false)")
LEFTOVER = text(
    "SELECT true FROM pg_index WHERE indexrelid = to_regclass(:name) AND NOT indisvalid"
)


@contextmanager
def _set(connection: Connection, settings: Mapping[str, str]) -> Iterator[None]:
    """Have a connection in autocommit go by these settings meanwhile."""
    usual = {name: connection.scalar(text(f"SHOW {name}")) for name in settings}
    for name, value in settings.items():
        connection.execute(SET, {"name": name, "value": value})
    try:
        yield
    finally:
        for name, value in usual.items():
            connection.execute(SET, {"name": name, "value": value})
