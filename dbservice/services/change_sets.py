"""What was done lately, transaction by transaction; imports apart, which have pages of their own.

The history is walked back in time, straight from one moment to the next older one, however many
rows were changed at each: an index leads every step.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, exists, select, text
from sqlalchemy.orm import Session

from dbservice.models import Change, Import
from dbservice.services.history import Wanted
from dbservice.services.occasions import SAME, Occasion

COUNTED = 1_000  # rows of a moment
SAMPLES = 3  # rows that are named, of those treated alike

STEP = """
    SELECT c.at FROM change_log AS c
    WHERE c.import_id IS NULL AND c.at < {before} AND c.at >= :since {conditions}
    ORDER BY {order} c.at DESC LIMIT 1
"""
MOMENTS = """
    WITH RECURSIVE step(at) AS (
        ({first})
        UNION ALL
        SELECT older.at FROM step, LATERAL ({next}) AS older
    ) SELECT at FROM step LIMIT :limit
"""
DONE = text(f"""
    SELECT c.at, c.transaction, c.table_name, c.operation, count(*) AS rows, min(c.id) AS id,
           min(c.actor) AS actor, min(c.origin) AS origin,
           (array_agg(c.row_id ORDER BY c.id))[1:{SAMPLES}] AS samples,
           (array_agg(CASE c.operation WHEN 'delete' THEN c.before END ORDER BY c.id))[1:{SAMPLES}]
           AS images
    FROM unnest(CAST(:moments AS timestamptz[])) AS moment, LATERAL (
        SELECT * FROM change_log
        WHERE at = moment AND import_id IS NULL AND table_name <> ALL(CAST(:hidden AS text[]))
        LIMIT {COUNTED} + 1
    ) AS c
    GROUP BY c.at, c.transaction, c.table_name, c.operation
    ORDER BY c.at DESC, c.transaction DESC, min(c.id)
""")
CHANGES = text(f"""
    SELECT * FROM change_log AS c
    WHERE {SAME} AND c.import_id IS NULL AND c.table_name <> ALL(CAST(:hidden AS text[]))
      AND c.id > :after
    ORDER BY c.id LIMIT :limit
""")


class Treated(NamedTuple):
    """Rows of a table that were treated alike: how many, and the ids of the first.

    Of those that were deleted `images` has what they were; else nulls.
    """

    table: str
    operation: str
    rows: int
    samples: Sequence[int]
    images: Sequence[Mapping[str, Any] | None]


@dataclass(frozen=True)
class ChangeSet:
    """What one transaction changed.

    Attributes:
        id: that of one of its changes.
        done: in the order in which it was.
        is_counted: whether that is all; else there are more rows.
    """

    id: int
    occasion: Occasion
    actor: str | None
    origin: str | None
    done: Sequence[Treated]
    is_counted: bool

    @property
    def at(self) -> datetime:
        """When it was."""
        return self.occasion.at


def newest(session: Session, wanted: Wanted, *, limit: int) -> list[ChangeSet]:
    """The newest of the change sets wanted, at so many moments; two statements."""
    query = {
        "table": wanted.table,
        "actor": wanted.actor,
        "origin": wanted.origin,
        "hidden": list(wanted.hidden),
        "since": wanted.since,
        "until": wanted.until,
        "limit": limit,
    }
    moments = session.scalars(text(_moments(wanted)), query).all()
    found = session.execute(DONE, {"moments": list(moments), "hidden": query["hidden"]})
    sets: dict[Occasion, list[Any]] = {}
    for row in found:
        sets.setdefault(Occasion(row.at, row.transaction), []).append(row)
    return [_change_set(*one) for one in sets.items() if _fits(wanted, one[1])]


def importing(table: str) -> ColumnElement[bool]:
    """SQL of whether an import has changed rows of a table."""
    return exists().where(Change.table_name == table, Change.import_id == Import.id)


def changes(
    session: Session,
    occasion: Occasion,
    *,
    limit: int,
    after: int = 0,
    hidden: Collection[str] = (),
) -> Sequence[Change]:
    """What was changed on an occasion, in the order in which it was; not by imports.

    Args:
        session: where to look.
        occasion: which.
        limit: how many.
        after: the id of the last change of the page before.
        hidden: tables that are not told of.
    """
    query = {**occasion._asdict(), "hidden": list(hidden), "after": after, "limit": limit}
    return session.scalars(select(Change).from_statement(CHANGES), query).all()


def _moments(wanted: Wanted) -> str:
    tests = {
        "table_name = :table": wanted.table,
        "actor = :actor": wanted.actor,
        "origin = :origin": wanted.origin,
        "table_name <> ALL(CAST(:hidden AS text[]))": wanted.hidden and not wanted.table,
    }
    conditions = "".join(f" AND c.{test}" for test, given in tests.items() if given)
    # The index of tables has the imports between table and time.
    order = "c.import_id DESC," if wanted.table and not wanted.actor else ""
    first, later = (
        STEP.format(before=before, conditions=conditions, order=order)
        for before in (":until", "step.at")
    )
    return MOMENTS.format(first=first, next=later)


def _fits(wanted: Wanted, rows: Sequence[Any]) -> bool:
    """Whether what was done at a moment that is wanted is itself wanted: two may have one."""
    return all(
        (
            not wanted.table or any(row.table_name == wanted.table for row in rows),
            not wanted.actor or rows[0].actor == wanted.actor,
            not wanted.origin or rows[0].origin == wanted.origin,
        )
    )


def _change_set(occasion: Occasion, rows: Sequence[Any]) -> ChangeSet:
    return ChangeSet(
        id=min(row.id for row in rows),
        occasion=occasion,
        actor=rows[0].actor,
        origin=rows[0].origin,
        done=[
            Treated(row.table_name, row.operation, row.rows, row.samples, row.images)
            for row in rows
        ],
        is_counted=sum(row.rows for row in rows) <= COUNTED,
    )
