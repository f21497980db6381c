"""Rows that lie in one another, as batches and branches do. None may lie in itself."""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import TextClause, text
from sqlalchemy.orm import InstrumentedAttribute, Session

from dbservice.errors import Invalid
from dbservice.models import Batch, Branch, Subject
from dbservice.services import bulk

TREE_LOCK = 7_205_424
LOCK = text("SELECT pg_advisory_xact_lock(:trees, :table)")


@dataclass(frozen=True, eq=False)
class Tree:
    """A table whose rows name their parent in a column."""

    parent: InstrumentedAttribute[Any]

    @property
    def table(self) -> str:
        """The name of the table."""
        return str(self.parent.class_.__tablename__)

    @property
    def column(self) -> str:
        """The column that names the parent."""
        return str(self.parent.property.columns[0].name)

    @cached_property
    def ancestors(self) -> TextClause:
        """SELECT of some rows and all above them, each with its parent."""
        return text(f"""
            WITH RECURSIVE above(id, parent_id) AS (
                SELECT id, {self.column} FROM {self.table}
                WHERE id = ANY(CAST(:ids AS bigint[]))
                UNION
                SELECT b.id, b.{self.column}
                FROM above AS a JOIN {self.table} AS b ON b.id = a.parent_id
            )
            SELECT id, parent_id FROM above WHERE parent_id IS NOT NULL
        """)

    def refuse_cycle(self, session: Session, id: int, written: Mapping[str, Any]) -> None:
        """Refuse a parent, just written, that makes the row its own ancestor."""
        parent = written.get(self.column)
        if parent is None:
            return
        [refusal] = self.circles(session, [(id, parent)])
        if refusal:
            raise Invalid(f"must not be below the {self.table} itself", field=self.column)

    def circles(self, session: Session, places: Sequence[tuple[int, int]]) -> list[Invalid | None]:
        """Why rows cannot be put below others, as if one after the other; two statements.

        Args:
            session: holds the tree until it ends, for two changes that are harmless alone could
                close a circle together.
            places: ids of rows, each with the id of its new parent.
        """
        if not places:
            return []
        if not session.info.get("rehearsal"):
            name = zlib.crc32(self.table.encode()) >> 1
            session.execute(LOCK, {"trees": TREE_LOCK, "table": name})
        above = bulk.array({parent for _, parent in places})
        parents: dict[int, int] = dict(session.execute(self.ancestors, {"ids": above}).all())
        refusals: list[Invalid | None] = []
        for id_, parent in places:
            if id_ in _upwards(parent, parents):
                refusals.append(Invalid(f"This is the {self.table} itself, or below it"))
            else:
                parents[id_] = parent
                refusals.append(None)
        return refusals


BATCHES = Tree(Batch.parent_id)
BRANCHES = Tree(Branch.parent_branch_id)
SUBJECTS = Tree(Subject.parent_id)


def _upwards(id: int, parents: Mapping[int, int]) -> set[int]:
    """The row and all that are above it; old data may go in circles."""
    path: set[int] = set()
    at: int | None = id
    while at is not None and at not in path:
        path.add(at)
        at = parents.get(at)
    return path
