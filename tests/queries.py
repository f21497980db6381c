"""Asking a PostgreSQL server one thing at a time."""

import contextlib
from typing import Any

import psycopg2


def execute(url: str, statement: str) -> Any:
    """Run a statement in a connection of its own; returns the first value, if there is one."""
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with contextlib.closing(connection), connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0] if cursor.description else None
