"""Many rows in one statement: the rows travel as one JSON parameter."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import DefaultClause, Table, TextClause, text
from sqlalchemy import Sequence as NumberSequence
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from dbservice.services.driver import fetch_one

DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it untyped
STAMPS = ("inserted_at", "updated_at")
NOW = "date_trunc('second', now() AT TIME ZONE 'UTC')"


def insert_rows(session: Session, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert `rows`, each a mapping of column names; what a row leaves out gets its default.

    The timestamps of the base tables are filled in here.
    """
    if not rows:
        return
    columns, partial = _columns(rows)
    defaulted = frozenset(name for name in partial if table.c[name].server_default is not None)
    session.execute(
        insert_statement(table, columns, defaulted), {"rows": _parameter(rows, naming=defaulted)}
    )


def update_rows(
    session: Session,
    table: Table,
    rows: Sequence[Mapping[str, Any]],
    *,
    merged: Collection[str] = (),
) -> set[int]:
    """Change the rows with these ids; each mapping holds `id` and the columns to set.

    One statement, whichever columns each row sets. Rows whose values stay the same are not
    touched, so that `updated_at` tells of real changes only. To the JSON object in a `merged`
    column the given one is added, member by member. Returns the ids of the rows that changed.
    """
    columns, partial = _columns(rows)
    columns = tuple(name for name in columns if name != "id")
    if not columns:
        return set()
    statement = update_statement(table, columns, partial, frozenset(merged))
    changed = session.scalars(statement, {"rows": _parameter(rows, naming=partial)})
    return set(changed)


def allocate_ids(session: Session, tables: Sequence[Table], count: int) -> list[list[int]]:
    """Take `count` new ids of each table, so that new rows can refer to each other."""
    columns = ", ".join(f"array_agg(nextval('{sequence_of(table)}'))" for table in tables)
    statement = f"SELECT {columns} FROM generate_series(1, %s)"
    taken = fetch_one(session, statement, (count,), repeated=True)
    assert taken is not None
    return [*taken]


def array(numbers: Iterable[int]) -> str:
    """Whole numbers as the text of a PostgreSQL array, which costs far less to send than a list."""
    return "{" + ",".join(map(str, numbers)) + "}"


def text_array(texts: Iterable[str]) -> str:
    """The same of texts."""
    quoted = [text.replace("\\", "\\\\").replace('"', '\\"') for text in texts]
    return '{"' + '","'.join(quoted) + '"}' if quoted else "{}"


def sequence_of(table: Table) -> str:
    """The name of the sequence that numbers the rows of `table`."""
    default = table.c.id.default
    return default.name if isinstance(default, NumberSequence) else f"{table.name}_id_seq"


@lru_cache(maxsize=512)
def insert_statement(
    table: Table, columns: tuple[str, ...], defaulted: frozenset[str] = frozenset()
) -> TextClause:
    """INSERT ... SELECT from one JSON parameter `rows`, for this set of columns.

    Rows may leave out the `defaulted` ones; each row names those it holds in `named`.
    """
    stamps = [name for name in STAMPS if name in table.c and name not in columns]
    names = ", ".join(f'"{name}"' for name in (*columns, *stamps))
    given = (_given(name, _default(table, name), partial=name in defaulted) for name in columns)
    values = ", ".join((*given, *(NOW for _ in stamps)))
    source = recordset(table, columns, named=bool(defaulted))
    return text(f'INSERT INTO "{table.name}" ({names}) SELECT {values} FROM {source}')


@lru_cache(maxsize=512)
def update_statement(
    table: Table, columns: tuple[str, ...], partial: frozenset[str], merged: frozenset[str]
) -> TextClause:
    """UPDATE ... FROM one JSON parameter `rows`, for this set of columns.

    Rows may leave out the `partial` ones; each row names those it holds in `named`.
    """
    new = {
        name: _given(
            name, f't."{name}"', _merged(name) if name in merged else "", partial=name in partial
        )
        for name in columns
    }
    changes = ", ".join(f'"{name}" = {value}' for name, value in new.items())
    old = ", ".join(f't."{name}"' for name in columns)
    return text(
        f'UPDATE "{table.name}" AS t SET {changes}, updated_at = {NOW}'
        f" FROM {recordset(table, ('id', *columns), named=bool(partial))}"
        f" WHERE t.id = r.id AND ({old}) IS DISTINCT FROM ({', '.join(new.values())})"
        " RETURNING t.id"
    )


def _columns(rows: Sequence[Mapping[str, Any]]) -> tuple[tuple[str, ...], frozenset[str]]:
    """The columns that any of the rows holds, and those that not every one does."""
    if not rows:
        return (), frozenset()
    named = set().union(*rows)
    return tuple(sorted(named)), frozenset(named.difference(set(rows[0]).intersection(*rows)))


def _parameter(rows: Sequence[Mapping[str, Any]], *, naming: Collection[str]) -> str:
    """The rows as JSON, each with the names of those columns of `naming` that it holds."""
    if naming:
        rows = [{**row, "named": [name for name in naming if name in row]} for row in rows]
    return orjson.dumps(list(rows), default=dict).decode()


def _given(name: str, otherwise: str, value: str = "", *, partial: bool) -> str:
    """What becomes of a column: `value`, by default that of the row, where the row holds one."""
    value = value or f'r."{name}"'
    if not partial:
        return value
    return f"CASE WHEN '{name}' = ANY(r.named) THEN {value} ELSE {otherwise} END"


def _merged(name: str) -> str:
    stored = f"CASE WHEN jsonb_typeof(t.\"{name}\") = 'object' THEN t.\"{name}\" ELSE '{{}}' END"
    return f'{stored} || r."{name}"'


def _default(table: Table, name: str) -> str:
    default = table.c[name].server_default
    return str(default.arg) if isinstance(default, DefaultClause) else "NULL"


def recordset(table: Table, columns: Sequence[str], *, named: bool = False) -> str:
    """The JSON parameter `rows` as a relation `r` with the types of the table's columns.

    With `named` there is one more column, the names of columns that the row holds.
    """
    types = ", ".join(f'"{name}" {type_of(table, name)}' for name in columns)
    more = ", named text[]" if named else ""
    return f"json_to_recordset(CAST(:rows AS json)) AS r({types}{more})"


def type_of(table: Table, column: str) -> str:
    """The PostgreSQL type of a column, as in a column definition."""
    return table.c[column].type.compile(DIALECT)
