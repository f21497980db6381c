"""Many rows in one statement: the rows travel as one JSON parameter."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import Sequence as NumberSequence
from sqlalchemy import Table, TextClause, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it untyped
STAMPS = ("inserted_at", "updated_at")
NOW = "date_trunc('second', now() AT TIME ZONE 'UTC')"


def insert_rows(session: Session, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert `rows`, each a mapping of column names; columns that no row names keep their default.

    A row that lacks a column which another row names gets NULL there. The timestamps of the
    base tables are filled in here.
    """
    if not rows:
        return
    columns = tuple(sorted({name for row in rows for name in row}))
    session.execute(
        insert_statement(table, columns),
        {"rows": orjson.dumps([dict(row) for row in rows]).decode()},
    )


def update_rows(session: Session, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Change the rows with these ids; each mapping holds `id` and the columns to set.

    One statement for each set of columns that occurs. Rows whose values stay the same are not
    touched, so that `updated_at` tells of real changes only.
    """
    by_columns: dict[tuple[str, ...], list[Mapping[str, Any]]] = {}
    for row in rows:
        columns = tuple(sorted(row.keys() - {"id"}))
        if columns:
            by_columns.setdefault(columns, []).append(row)
    for columns, alike in by_columns.items():
        parameter = orjson.dumps([dict(row) for row in alike]).decode()
        session.execute(update_statement(table, columns), {"rows": parameter})


def allocate_ids(session: Session, tables: Sequence[Table], count: int) -> list[list[int]]:
    """Take `count` new ids of each table, so that new rows can refer to each other."""
    columns = ", ".join(f"array_agg(nextval('{sequence_of(table)}'))" for table in tables)
    taken = session.execute(
        text(f"SELECT {columns} FROM generate_series(1, :count)"), {"count": count}
    )
    return [list(ids) for ids in taken.one()]


def array(numbers: Iterable[int]) -> str:
    """Whole numbers as the text of a PostgreSQL array, which costs far less to send than a list."""
    return "{" + ",".join(map(str, numbers)) + "}"


def sequence_of(table: Table) -> str:
    """The name of the sequence that numbers the rows of `table`."""
    default = table.c.id.default
    return default.name if isinstance(default, NumberSequence) else f"{table.name}_id_seq"


@lru_cache(maxsize=512)
def insert_statement(table: Table, columns: tuple[str, ...]) -> TextClause:
    """INSERT ... SELECT from one JSON parameter `rows`, for this set of columns."""
    stamps = [name for name in STAMPS if name in table.c and name not in columns]
    names = ", ".join(f'"{name}"' for name in (*columns, *stamps))
    values = ", ".join((*(f'r."{name}"' for name in columns), *(NOW for _ in stamps)))
    return text(
        f'INSERT INTO "{table.name}" ({names}) SELECT {values} FROM {recordset(table, columns)}'
    )


@lru_cache(maxsize=512)
def update_statement(table: Table, columns: tuple[str, ...]) -> TextClause:
    """UPDATE ... FROM one JSON parameter `rows`, for this set of columns."""
    changes = ", ".join(f'"{name}" = r."{name}"' for name in columns)
    old = ", ".join(f't."{name}"' for name in columns)
    new = ", ".join(f'r."{name}"' for name in columns)
    return text(
        f'UPDATE "{table.name}" AS t SET {changes}, updated_at = {NOW}'
        f" FROM {recordset(table, ('id', *columns))}"
        f" WHERE t.id = r.id AND ({old}) IS DISTINCT FROM ({new})"
    )


def recordset(table: Table, columns: Sequence[str], alias: str = "r") -> str:
    """The JSON parameter `rows` as a relation with the types of the table's columns."""
    types = ", ".join(f'"{name}" {type_of(table, name)}' for name in columns)
    return f"json_to_recordset(CAST(:rows AS json)) AS {alias}({types})"


def type_of(table: Table, column: str) -> str:
    """The PostgreSQL type of a column, as in a column definition."""
    return table.c[column].type.compile(DIALECT)
