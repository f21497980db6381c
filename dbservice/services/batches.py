"""Batches, and the tree they form."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from dbservice.errors import Invalid

TREE_LOCK = text("SELECT pg_advisory_xact_lock(7205424)")
OWN_ANCESTOR = text("""
    WITH RECURSIVE above(id) AS (
        SELECT parent_id FROM batch WHERE id = :id
        UNION
        SELECT b.parent_id FROM above AS a JOIN batch AS b ON b.id = a.id
    )
    SELECT EXISTS (SELECT FROM above WHERE id = :id)
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
