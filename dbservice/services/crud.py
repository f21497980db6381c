"""Writing single rows: one statement each, which answers with what the caller wants to show.

Values are a mapping of physical column names. The statements are put together once for each
set of columns and kept.
"""

import json
import zlib
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

import orjson
from sqlalchemy import Column, String, Table, literal
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from dbservice.errors import Invalid
from dbservice.models import Base
from dbservice.services import dependents, groups, puts
from dbservice.services.bulk import DIALECT, NOW, STAMPS
from dbservice.services.constraints import TAKEN
from dbservice.services.driver import Statement, fetch_all, fetch_last, fetch_one
from dbservice.services.projection import quoted

Values = Mapping[str, Any]
Answer = tuple[Any, ...]
"""What `returning` asks for; the SQL that the caller gives must begin with the id."""
LITERAL: Mapping[str, Any] = {"compile_kwargs": {"literal_binds": True}}
UPSERT_LOCK = 7_205_423
HOLD = f"SELECT {puts.HOLD_SHARED}, pg_advisory_xact_lock(%s, %s)"


def create(session: Session, model: type[Base], values: Values, *, returning: str = "id") -> Answer:
    """Insert a row, and the group row that comes with the kinds people can be members of."""
    row = _insert(session, model, values, returning, "")
    assert row is not None
    return row


def update(
    session: Session, model: type[Base], id: int, values: Values, *, returning: str = "id"
) -> Answer | None:
    """Change the row with this id, if there is one; `updated_at` moves if a value does."""
    return update_where(session, model, by_id(model), (id,), values, returning=returning)


def update_where(
    session: Session,
    model: type[Base],
    match: str,
    matched: Sequence[Any],
    values: Values,
    *,
    returning: str = "id",
) -> Answer | None:
    """The same for the one row that `match` tells: SQL with a place for each of `matched`."""
    return _first(fetch_last(session, change(model, match, matched, values, returning=returning)))


def upsert(
    session: Session,
    model: type[Base],
    key: Values,
    values: Values,
    *,
    check_new: Callable[[Values], None],
    returning: str = "id",
) -> tuple[Answer, bool]:
    """Change the row that has this key, of several the oldest, or else insert one.

    `values` includes the key; `check_new` may refuse them before they become a new row. Returns
    the row and whether it is new. Callers with the same key wait for each other, and for those who
    put many rows, so that this holds where the key's unique index had to be left out; where it is
    there, it settles the race with writers that do not come this way.
    """
    found = _update_by_key(session, model, key, values, returning, hold=True)
    if found is not None:
        return found, False
    check_new(values)
    added = _insert(session, model, values, returning, "ON CONFLICT DO NOTHING")
    if added is not None:
        return added, True
    found = _update_by_key(session, model, key, values, returning)
    if found is not None:
        return found, False
    return create(session, model, values, returning=returning), True


def hold(session: Session, model: type[Base], key: Values) -> int | None:
    """Keep others from putting a row with this key until the commit; the id of the one there is."""
    table = _table(model)
    statement = f"SELECT {quoted(table.name)}.id FROM {quoted(table.name)}"
    match = oldest(table, tuple(key))
    hold_key(session, model, key)
    row = fetch_one(session, f"{statement} WHERE {match}", [*key.values()])
    return row[0] if row else None


def hold_key(session: Session, model: type[Base], key: Values) -> None:
    """The same for a key of which only the caller knows what row it means."""
    fetch_one(session, HOLD, _lock_of(_table(model), key))


def refuse_taken(session: Session, model: type[Base], id: int | None, key: Values) -> None:
    """Refuse a key that is to become that of a row while another row has it; id None of a new row.

    For columns that tell rows apart where no unique index sees to it, since old rows may share a
    key. What shares one already may keep it.

    Raises:
        Invalid: TAKEN, naming the last column.
    """
    if id is None:
        is_taken = hold(session, model, key) is not None
    else:
        hold_key(session, model, key)
        is_taken = bool(fetch_all(session, _taking_over(model, tuple(key)), (id, *key.values())))
    if is_taken:
        raise Invalid(TAKEN, field=[*key][-1], code="TAKEN")


def _taking_over(model: type[Base], key: tuple[str, ...]) -> str:
    """SELECT of a row, told by its id, that would come to have the key of another."""
    table, names = quoted(_table(model).name), [quoted(column) for column in key]
    match = " AND ".join(f"other.{name} = %s" for name in names)
    is_new = " OR ".join(f"own.{name} IS DISTINCT FROM other.{name}" for name in names)
    return (
        f"SELECT own.id FROM {table} AS own JOIN {table} AS other ON other.id <> own.id"
        f" WHERE own.id = %s AND {match} AND ({is_new})"
    )


def delete(session: Session, model: type[Base], id: int) -> bool:
    """Delete the row with this id, its group row and dependents; returns whether there was one."""
    kind = groups.GROUP_TYPES.get(model)
    if kind is not None:
        groups.remove_rows(session, kind, [id])
    dependents.remove(session, model, id)
    statement = f"DELETE FROM {quoted(_table(model).name)} WHERE id = %s RETURNING id"
    return fetch_one(session, statement, (id,)) is not None


def insertion(
    model: type[Base],
    values: Values,
    *,
    returning: str = "id",
    conflict: str = "",
    computed: tuple[tuple[str, str], ...] = (),
) -> Statement:
    """INSERT of one row; `computed` are further columns, each with the SQL of its value."""
    table = _table(model)
    # A null says as little about a new row as nothing at all.
    values = {
        name: value
        for name, value in values.items()
        if value is not None or table.c[name].server_default is None
    }
    text = insert_statement(table, tuple(values), computed, conflict, returning)
    return Statement(text, _adapted(table, values), repeated=True)


def change(
    model: type[Base], match: str, matched: Sequence[Any], values: Values, *, returning: str = "id"
) -> Statement:
    """UPDATE of the row that `match` tells."""
    table = _table(model)
    text = update_statement(table, tuple(values), match, returning)
    return Statement(text, (*_adapted(table, values), *matched), repeated=True)


def by_id(model: type[Base]) -> str:
    """The condition that picks the row with an id."""
    return f"{quoted(_table(model).name)}.id = %s"


def _table(model: type[Base]) -> Table:
    return model.metadata.tables[model.__tablename__]


def _insert(
    session: Session, model: type[Base], values: Values, returning: str, conflict: str
) -> Answer | None:
    statement = insertion(model, values, returning=returning, conflict=conflict)
    row = _first(fetch_last(session, statement))
    kind = groups.GROUP_TYPES.get(model)
    if row is not None and kind is not None:
        groups.add_rows(session, kind, [row[0]])
    return row


def _update_by_key(
    session: Session,
    model: type[Base],
    key: Values,
    values: Values,
    returning: str,
    *,
    hold: bool = False,
) -> Answer | None:
    table = _table(model)
    match = oldest(table, tuple(key))
    statement = change(model, match, [*key.values()], values, returning=returning)
    # Sent together, yet the change sees what was committed while it waited for the lock.
    first = [Statement(HOLD, _lock_of(table, key))] if hold else []
    return _first(fetch_last(session, *first, statement))


def _first(rows: Sequence[Answer]) -> Answer | None:
    return rows[0] if rows else None


def _lock_of(table: Table, key: Values) -> tuple[int, ...]:
    names = repr((table.name, *sorted(key.items())))
    return *puts.lock_of(table), UPSERT_LOCK, zlib.crc32(names.encode()) - 2**31


@lru_cache(maxsize=1024)
def oldest(table: Table, key: tuple[str, ...]) -> str:
    """The condition that picks the oldest row with a key."""
    name = quoted(table.name)
    match = " AND ".join(f"k.{quoted(column)} = %s" for column in key)
    return f"{name}.id = (SELECT k.id FROM {name} AS k WHERE {match} ORDER BY k.id LIMIT 1)"


@lru_cache(maxsize=1024)
def insert_statement(
    table: Table,
    columns: tuple[str, ...],
    computed: tuple[tuple[str, str], ...],
    conflict: str,
    returning: str,
) -> str:
    """INSERT of one row; its parameters are the values of `columns`."""
    values = {name: _placeholder(table.c[name]) for name in columns} | dict(computed)
    values |= {name: sql for name, sql in _defaults(table).items() if name not in values}
    names = ", ".join(map(quoted, values))
    source = f"({names}) VALUES ({', '.join(values.values())})" if values else "DEFAULT VALUES"
    return f"INSERT INTO {quoted(table.name)} {source} {conflict} RETURNING {returning}"


def _defaults(table: Table) -> dict[str, str]:
    """SQL of what a new row gets where nothing is said, and the database has no default."""
    stamps = {name: NOW for name in STAMPS if name in table.c}
    constants = {
        column.name: str(literal(column.default.arg).compile(dialect=DIALECT, **LITERAL))
        for column in table.c
        if isinstance(column.default, ScalarElementColumnDefault)
    }
    return stamps | constants


@lru_cache(maxsize=1024)
def update_statement(table: Table, columns: tuple[str, ...], match: str, returning: str) -> str:
    """UPDATE of one row; its parameters are the values and then those of `match`."""
    name = quoted(table.name)
    if not columns:
        return f"SELECT {returning} FROM {name} WHERE {match}"
    given = ", ".join(f"{_placeholder(table.c[c])} AS v{n}" for n, c in enumerate(columns))
    old = ", ".join(f"{name}.{quoted(c)}" for c in columns)
    new = ", ".join(f"given.v{n}" for n in range(len(columns)))
    changes = [f"{quoted(c)} = given.v{n}" for n, c in enumerate(columns)]
    if "updated_at" in table.c and "updated_at" not in columns:
        moved = f"({old}) IS DISTINCT FROM ({new})"
        changes.append(f"updated_at = CASE WHEN {moved} THEN {NOW} ELSE {name}.updated_at END")
    return (
        f"UPDATE {name} SET {', '.join(changes)} FROM (SELECT {given}) AS given"
        f" WHERE {match} RETURNING {returning}"
    )


def _placeholder(column: "Column[Any]") -> str:
    # A cast to varchar(255) would cut a longer text off in silence; one to text refuses it.
    kind = "text" if isinstance(column.type, String) else column.type.compile(DIALECT)
    return f"%s::{kind}"


def _adapted(table: Table, values: Values) -> list[Any]:
    documents = _documents(table)
    return [
        json_text(value) if name in documents and value is not None else value
        for name, value in values.items()
    ]


@cache
def _documents(table: Table) -> frozenset[str]:
    """The names of the columns that hold JSON."""
    return frozenset(column.name for column in table.c if isinstance(column.type, JSONB))


def json_text(value: Any) -> str:
    """A JSON document; raises RecursionError when it is nested beyond reason."""
    try:
        return orjson.dumps(value).decode()
    except TypeError:  # integers beyond 64 bits, and nesting beyond its own limit
        return json.dumps(value, ensure_ascii=False)
