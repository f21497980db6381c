"""Statements that the database driver runs itself, inside the transaction of a session.

SQLAlchemy adds to a statement about as much work as a small one is; for the single rows of an API
call that shows.
"""

from collections.abc import Mapping, Sequence
from contextlib import closing
from typing import Any

import psycopg2
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

Values = Sequence[Any] | Mapping[str, Any]
"""What stands for each `%s` of a statement, or by name for each `%(name)s`."""


def fetch_one(session: Session, statement: str, values: Values) -> tuple[Any, ...] | None:
    """Run a statement with these values; returns the first row it answers.

    Raises:
        DBAPIError: as SQLAlchemy raises it, but never with the values, which are people.
    """
    return next(iter(fetch_all(session, statement, values)), None)


def fetch_all(session: Session, statement: str, values: Values) -> list[tuple[Any, ...]]:
    """The same; returns every row."""
    with closing(session.connection().connection.cursor()) as cursor:
        try:
            cursor.execute(statement, values if isinstance(values, Mapping) else tuple(values))
        except psycopg2.Error as error:
            raise translated(error) from error
        return list(cursor.fetchall())


def translated(error: psycopg2.Error) -> BaseException:
    """SQLAlchemy's counterpart of a driver error."""
    return DBAPIError.instance(None, None, error, psycopg2.Error, hide_parameters=True)
