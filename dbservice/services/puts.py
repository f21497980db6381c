"""Putting rows by what people know them by: new ones come in, stored ones change."""

import zlib
from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import Table, text
from sqlalchemy.orm import Session

from dbservice.models import Base
from dbservice.services import bulk, groups

PUT_LOCK = 7_205_425
HOLD = text("SELECT pg_advisory_xact_lock(:puts, :table)")
HOLD_SHARED = "pg_advisory_xact_lock_shared(%s, %s)"
"""What those take who put a single row and see to its key: many at a time, but none meanwhile."""


class Effect(StrEnum):
    """What putting a row did."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


class Put(NamedTuple):
    """A row that was put."""

    id: int
    effect: Effect


def hold(session: Session, table: Table) -> None:
    """Keep everyone else from putting rows of this table until we commit.

    Two of them could otherwise both miss a key and both create it. A rehearsal keeps nothing of
    what it creates and so holds nobody up.
    """
    if not session.info.get("rehearsal"):
        puts, number = lock_of(table)
        session.execute(HOLD, {"puts": puts, "table": number})


def lock_of(table: Table) -> tuple[int, int]:
    """The two numbers of the lock that `hold` takes."""
    return PUT_LOCK, zlib.crc32(table.name.encode()) - 2**31


def write(
    session: Session,
    model: type[Base],
    rows: Sequence[tuple[int | None, Mapping[str, Any]]],
    *,
    merged: Collection[str] = (),
) -> list[Put]:
    """Change the rows with these ids, and insert those without one; four statements at most.

    New ones of a kind that people can be members of get their group row. The ids differ. To the
    JSON object in a `merged` column the given one is added, member by member.
    """
    table = model.metadata.tables[model.__tablename__]
    new = iter(_insert(session, model, [values for id, values in rows if id is None]))
    changes = [{**values, "id": id} for id, values in rows if id is not None]
    changed = bulk.update_rows(session, table, changes, merged=merged)
    return [
        Put(next(new), Effect.CREATED)
        if id is None
        else Put(id, Effect.UPDATED if id in changed else Effect.UNCHANGED)
        for id, _ in rows
    ]


def _insert(
    session: Session, model: type[Base], rows: Sequence[Mapping[str, Any]]
) -> Sequence[int]:
    if not rows:
        return []
    table = model.metadata.tables[model.__tablename__]
    [ids] = bulk.allocate_ids(session, [table], len(rows))
    numbered = [{**values, "id": id} for id, values in zip(ids, rows, strict=True)]
    bulk.insert_rows(session, table, numbered)
    kind = groups.GROUP_TYPES.get(model)
    if kind is not None:
        groups.add_rows(session, kind, ids)
    return ids
