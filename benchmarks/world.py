"""A database with an organisation for sheets of every type, to be copied for each contender."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import flask_migrate
import psycopg2

from benchmarks.service import application, database
from dbservice.models import Base
from dbservice.services.bulk import sequence_of

WORLD = (Path(__file__).parent / "world.sql").read_text()


@contextmanager
def built(rows: int) -> Iterator[str]:
    """The name of a database with enough of everything for sheets of so many rows."""
    name = f"world_{rows}"
    with database(name) as url:
        fill(
            url,
            f"CREATE TEMP TABLE numbers AS SELECT n FROM generate_series(1, {rows}) AS n",
            WORLD,
        )
        yield name


def fill(url: str, *scripts: str) -> None:
    """Make the tables in an empty database, and the rows that the scripts make."""
    with application(url):
        flask_migrate.upgrade(directory="migrations")
    connection = psycopg2.connect(url)
    with connection, connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for script in scripts:
            cursor.execute(script)
        for table in Base.metadata.sorted_tables:
            last = f'SELECT coalesce(max(id), 0) + 1 FROM "{table.name}"'
            cursor.execute(f"SELECT setval('{sequence_of(table)}', ({last}), false)")
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    connection.close()
