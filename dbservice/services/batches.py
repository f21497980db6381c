"""Batches, and the tree they form."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from dbservice.errors import Invalid
from dbservice.services import bulk

TREE_LOCK = text("SELECT pg_advisory_xact_lock(7205424)")
OWN_ANCESTOR = text("""
    WITH RECURSIVE above(id) AS (
        SELECT parent_id FROM batch WHERE id = :id
        UNION
        SELECT b.parent_id FROM above AS a JOIN batch AS b ON b.id = a.id
    )
    SELECT EXISTS (SELECT FROM above WHERE id = :id)
""")
ANCESTORS = text("""
    WITH RECURSIVE above(id, parent_id) AS (
        SELECT id, parent_id FROM batch WHERE id = ANY(CAST(:ids AS bigint[]))
        UNION
        SELECT b.id, b.parent_id FROM above AS a JOIN batch AS b ON b.id = a.parent_id
    )
    SELECT id, parent_id FROM above WHERE parent_id IS NOT NULL
""")


def refuse_cycle(session: Session, id: int, written: Mapping[str, Any]) -> None:
    """Refuse a parent, just written, that makes the batch its own ancestor.

    One at a time, so that two changes which are harmless alone cannot close a circle together.
    """
    if written.get("parent_id") is None:
        return
    session.execute(TREE_LOCK)
    if session.scalar(OWN_ANCESTOR, {"id": id}):
        raise Invalid("must not be below the batch itself", field="parent_id")


def circles(session: Session, places: Sequence[tuple[int, int]]) -> list[Invalid | None]:
    """Why batches cannot be put below others, as if one after the other; two statements.

    Args:
        session: holds the tree until it ends, so that nobody else closes a circle meanwhile.
        places: ids of batches, each with the id of its new parent.
    """
    if not places:
        return []
    if not session.info.get("rehearsal"):
        session.execute(TREE_LOCK)
    above = session.execute(ANCESTORS, {"ids": bulk.array({parent for _, parent in places})})
    parents: dict[int, int] = dict(above.all())
    refusals: list[Invalid | None] = []
    for id_, parent in places:
        if id_ in _upwards(parent, parents):
            refusals.append(Invalid("This is the batch itself, or below it"))
        else:
            parents[id_] = parent
            refusals.append(None)
    return refusals


def _upwards(id: int, parents: Mapping[int, int]) -> set[int]:
    """The batch and all that are above it; old data may go in circles."""
    path: set[int] = set()
    at: int | None = id
    while at is not None and at not in path:
        path.add(at)
        at = parents.get(at)
    return path
