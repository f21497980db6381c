"""Writing rows by their natural key: new ones are added, and ours changed where they differ.

A row that somebody else made is used as it is: no demo may overwrite what is real.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import Table, text
from sqlalchemy.orm import Session

from dbservice.models import Base
from dbservice.services import bulk, groups
from dbservice.services.seed import changes

Rows = Sequence[Mapping[str, Any]]
Completion = Callable[[int], Mapping[str, Any]]
Ids = dict[str, int]


def unchanged(_: int) -> Mapping[str, Any]:
    """The columns that follow from an id where none do."""
    return {}


def put(session: Session, model: type[Base], rows: Rows, *key: str) -> list[int]:
    """Make sure that these rows are there; their ids, in order.

    Where a key occurs twice in the database the oldest row counts. Entities of the kinds that
    have a group row get theirs.
    """
    known = find(session, model, rows, *key)
    return write(session, model, rows, [known.get(_key_of(row, key)) for row in rows])


def put_by(session: Session, model: type[Base], rows: Rows, name: str, *more: str) -> Ids:
    """Put rows; their ids by the first column of the key."""
    ids = put(session, model, rows, name, *more)
    return {row[name]: row_id for row, row_id in zip(rows, ids, strict=True)}


def write(
    session: Session,
    model: type[Base],
    rows: Rows,
    known_ids: Sequence[int | None],
    completion: Completion = unchanged,
) -> list[int]:
    """Add the rows without a known id, change those of the others that are ours; all their ids.

    What `completion` makes of the id of a row is written with it.
    """
    table = _table(model)
    new = [row for row, known_id in zip(rows, known_ids, strict=True) if known_id is None]
    fresh = iter(bulk.allocate_ids(session, [table], len(new))[0] if new else [])
    ids = [next(fresh) if known_id is None else known_id for known_id in known_ids]
    numbered = [
        {**row, "id": row_id, **completion(row_id)} for row, row_id in zip(rows, ids, strict=True)
    ]
    known = {known_id for known_id in known_ids if known_id is not None}
    ours = changes.made_by_seed(session, table.name, known)
    bulk.insert_rows(session, table, [row for row in numbered if row["id"] not in known])
    bulk.update_rows(session, table, [row for row in numbered if row["id"] in ours])
    if model in groups.GROUP_TYPES:
        groups.add_rows(session, groups.GROUP_TYPES[model], ids)
    return ids


def find(session: Session, model: type[Base], rows: Rows, *key: str) -> dict[tuple[Any, ...], int]:
    """The ids of the rows that are there, by their key."""
    table = _table(model)
    names = ", ".join(f't."{name}"' for name in key)
    same = " AND ".join(f't."{name}" = r."{name}"' for name in key)
    query = text(
        f'SELECT min(t.id), {names} FROM {bulk.recordset(table, key)} JOIN "{table.name}" AS t'
        f" ON {same} GROUP BY {names}"
    )
    wanted = orjson.dumps([{name: row[name] for name in key} for row in rows]).decode()
    return {tuple(values): row_id for row_id, *values in session.execute(query, {"rows": wanted})}


def _key_of(row: Mapping[str, Any], key: Sequence[str]) -> tuple[Any, ...]:
    return tuple(row[name] for name in key)


def _table(model: type[Base]) -> Table:
    return model.metadata.tables[model.__tablename__]
