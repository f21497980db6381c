"""The physical limit: the rows that an import made, copied into an empty database."""

import io

from psycopg2.extensions import connection as Connection  # noqa: N812  # it is a class

TABLES = ("user", "student", "enrollment_record", "group_user")


def taken(connection: Connection) -> dict[str, str]:
    """The rows of the tables an import of students fills, as COPY text."""
    contents = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            target = io.StringIO()
            cursor.copy_expert(f'COPY "{table}" TO STDOUT', target)
            contents[table] = target.getvalue()
    return contents


def put(connection: Connection, contents: dict[str, str]) -> None:
    """Copy them in: all constraints and indexes on, but without writing history."""
    with connection.cursor() as cursor:
        for table, rows in contents.items():
            cursor.copy_expert(f'COPY "{table}" FROM STDIN', io.StringIO(rows))
    connection.commit()


def without_history(connection: Connection) -> None:
    """Turn our triggers off; those of the foreign keys stay on."""
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
    connection.commit()
