"""What an import is measured against: the least that PostgreSQL has to do for the same end."""

import csv
import io
from collections.abc import Callable, Mapping
from pathlib import Path

from psycopg2.extensions import connection as Connection  # noqa: N812  # it is a class

from benchmarks import raw_copy

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


def prepared(
    connection: Connection, type: str, sheet: bytes, made: Mapping[str, str]
) -> Callable[[], None]:
    """All that has to be ready before the clock starts; returns what is to be measured.

    `made` are the rows that the import made, as COPY text, for the types that are compared so.
    """
    if type in COPIED:
        raw_copy.without_history(connection, COPIED[type])
        raw_copy.removed(connection, made)
        return lambda: raw_copy.put(connection, made)
    statements = _script(type).read_text()
    return lambda: changed(connection, sheet, statements)


def changed(connection: Connection, sheet: bytes, statements: str) -> None:
    """COPY the cells into a table `sheet`, and make the changes: unchecked, but with history."""
    headers = next(csv.reader(io.StringIO(sheet.decode())))
    columns = ", ".join(f'"{header[:63]}" text' for header in headers)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE sheet ({columns})")
        cursor.copy_expert("COPY sheet FROM STDIN CSV HEADER", io.BytesIO(sheet))
        cursor.execute(statements)
    connection.commit()


def _script(type: str) -> Path:
    return FOLDER / f"{type}.sql"
