"""The physical limit: the rows that an import made, copied in where they are missing."""

import io
from collections.abc import Iterable, Mapping

from psycopg2.extensions import connection as Connection  # noqa: N812  # it is a class

TABLES = ("user", "student", "enrollment_record", "group_user")
RECENT = "updated_at > now() AT TIME ZONE 'UTC' - interval '1 day'"


def taken(connection: Connection, tables: Iterable[str] = TABLES) -> dict[str, str]:
    """The rows of some tables that were made or changed lately, as COPY text."""
    contents = {}
    with connection.cursor() as cursor:
        for table in tables:
            target = io.StringIO()
            rows = f'SELECT * FROM "{table}" WHERE {RECENT} ORDER BY id'
            cursor.copy_expert(f"COPY ({rows}) TO STDOUT", target)
            contents[table] = target.getvalue()
    return contents


def put(connection: Connection, contents: Mapping[str, str]) -> None:
    """Copy them in: all constraints and indexes on, but without writing history."""
    with connection.cursor() as cursor:
        for table, rows in contents.items():
            cursor.copy_expert(f'COPY "{table}" FROM STDIN', io.StringIO(rows))
    connection.commit()


def removed(connection: Connection, contents: Mapping[str, str]) -> None:
    """Take the earlier versions of these rows away, so that they can be copied in."""
    for table, rows in contents.items():
        ids = [int(row.split("\t", 1)[0]) for row in rows.splitlines()]
        with connection.cursor() as cursor:
            cursor.execute(f'DELETE FROM "{table}" WHERE id = ANY(%s)', (ids,))
    connection.commit()


def without_history(connection: Connection, tables: Iterable[str] = TABLES) -> None:
    """Turn our triggers off; those of the foreign keys stay on."""
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
    connection.commit()
