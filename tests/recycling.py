"""Having the next test use what one is done with, which is ten times quicker than a new one."""

import contextlib
from collections.abc import Iterator
from typing import Any

import psycopg2
from flask import Flask
from psycopg2 import sql
from psycopg2.extensions import cursor as Cursor  # noqa: N812  # a class

from dbservice.config import Settings
from dbservice.services.pages import Totals

KEPT_APPS = 3
WORN_OUT = 100_000  # deleted rows, whose remains slow a database down

# Any change of the schema adds or removes rows of these, or writes them anew.
CATALOGS = ["attrdef", "attribute", "class", "constraint", "index", "policy", "proc", "trigger"]
SCHEMA = " UNION ALL ".join(
    f"SELECT count(*), sum(xmin::text::bigint) FROM pg_{catalog}" for catalog in CATALOGS
)
TABLES = """
    SELECT relname FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> 'alembic_version'
"""
REVISION = "SELECT version_num FROM alembic_version"
DISCONNECT = """
    SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
      AND backend_type = 'client backend'
"""
RESTART = """
    SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)
    FROM pg_sequences WHERE last_value IS NOT NULL
"""


class Recyclable:
    """A database that can be what it was when it was new: without rows, its schema untouched."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._deleted = 0
        with connected(url) as cursor:
            self._schema = fetch(cursor, SCHEMA)
            self._revision = fetch(cursor, REVISION)
            names = [sql.Identifier(name) for (name,) in fetch(cursor, TABLES)]
        self._tables = dict(enumerate(names))
        self._filled = sql.SQL(" UNION ALL ").join(
            sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(sql.Literal(number), name)
            for number, name in self._tables.items()
        )

    def is_emptied(self) -> bool:
        """Delete every row and start the sequences anew; False if only a new copy will do."""
        with connected(self.url) as cursor:
            fetch(cursor, DISCONNECT)
            if fetch(cursor, SCHEMA) != self._schema or fetch(cursor, REVISION) != self._revision:
                return False
            cursor.execute("SET session_replication_role = replica")  # neither triggers nor keys
            for (number,) in fetch(cursor, self._filled):
                cursor.execute(sql.SQL("DELETE FROM {}").format(self._tables[number]))
                self._deleted += cursor.rowcount
            fetch(cursor, RESTART)
        return self._deleted < WORN_OUT


class SpareApps:
    """Applications that tests are done with, and that are what they were when they were made."""

    def __init__(self) -> None:
        self._spare: list[tuple[Settings, Flask]] = []
        self._made: dict[int, Any] = {}

    def take(self, settings: Settings) -> Flask:
        """One with these settings."""
        from app import create_app  # noqa: PLC0415  # most tests do not need it, and it is large

        for at, (used, app) in enumerate(self._spare):
            if used == settings:
                del self._spare[at]
                return app
        app = create_app(settings)
        app.testing = True
        self._made[id(app)] = _look(app)
        return app

    def give_back(self, app: Flask) -> None:
        """Keep it for the next test, unless the last one has changed it."""
        made = self._made[id(app)]
        if _look(app) != made:
            del self._made[id(app)]
            return
        app.extensions["dbservice-totals"] = Totals()  # they are remembered for some seconds
        self._spare.append((made["settings"], app))
        if len(self._spare) > KEPT_APPS:
            _, forgotten = self._spare.pop(0)
            del self._made[id(forgotten)]


def _look(app: Flask) -> dict[str, Any]:
    """What tests may have changed about an application."""
    return {
        "settings": app.config["SETTINGS"],
        "config": dict(app.config),
        "routes": len(list(app.url_map.iter_rules())),
        "before": {name: len(some) for name, some in app.before_request_funcs.items()},
        "after": {name: len(some) for name, some in app.after_request_funcs.items()},
        "testing": app.testing,
    }


@contextlib.contextmanager
def connected(url: str) -> Iterator[Cursor]:
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with contextlib.closing(connection), connection.cursor() as cursor:
        yield cursor


def fetch(cursor: Cursor, query: str | sql.Composed) -> list[tuple[Any, ...]]:
    cursor.execute(query)
    return cursor.fetchall()
