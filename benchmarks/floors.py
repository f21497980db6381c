"""What an import is measured against: the least that PostgreSQL has to do for the same end."""

import csv
import io
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

import psycopg2

from benchmarks import raw_copy
from dbservice.db import STATE_ORIGIN

FOLDER = Path(__file__).parent / "floors"
# Measured against COPY of the rows that the import made, in the order in which they refer to each
# other.
COPIED = {
    "student": ("user", "student", "enrollment_record", "group_user"),
    "student_enrollment": ("student", "enrollment_record", "group_user"),
}


def missing(types: Mapping[str, object]) -> list[str]:
    """Those of these import types that have no floor."""
    return [name for name in types if name not in COPIED and not _script(name).exists()]


def prepared(url: str, type: str, sheet: bytes, made: Mapping[str, str]) -> Callable[[], None]:
    """All that has to be ready before the clock starts; returns what is to be measured.

    Both begin with a connection, as the job of an import does. `made` are the rows that the import
    made, as COPY text, for the types that are compared so.
    """
    if type in COPIED:
        with closing(psycopg2.connect(url)) as connection:
            raw_copy.without_history(connection, COPIED[type])
            raw_copy.removed(connection, made)
        return lambda: copied(url, made)
    statements = _script(type).read_text()
    return lambda: changed(url, sheet, statements)


def copied(url: str, made: Mapping[str, str]) -> None:
    """COPY these rows."""
    with closing(psycopg2.connect(url)) as connection:
        raw_copy.put(connection, made)


def changed(url: str, sheet: bytes, statements: str) -> None:
    """COPY the cells into a table `sheet`, and make the changes: unchecked, but with history.

    The history tells who and on which occasion, as that of an import does.
    """
    headers = next(csv.reader(io.StringIO(sheet.decode())))
    columns = ", ".join(f'"{header[:63]}" text' for header in headers)
    with closing(psycopg2.connect(url)) as connection, connection, connection.cursor() as cursor:
        cursor.execute(STATE_ORIGIN, ("benchmark", "import", "1"))
        cursor.execute(f"CREATE TEMP TABLE sheet ({columns})")
        cursor.copy_expert("COPY sheet FROM STDIN CSV HEADER", io.BytesIO(sheet))
        cursor.execute(statements)


def _script(type: str) -> Path:
    return FOLDER / f"{type}.sql"
