"""Rows that lie in one another: batches, branches, subjects. None may lie in itself."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import TextClause, text
from sqlalchemy.orm import InstrumentedAttribute, Session

from dbservice.errors import Invalid
from dbservice.models import Branch, Subject

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

    @cached_property
    def own_ancestor(self) -> TextClause:
        """SELECT of whether the row with an id lies in itself."""
        column = self.parent.property.columns[0].name
        return text(f"""
            WITH RECURSIVE above(id) AS (
                SELECT {column} FROM {self.table} WHERE id = :id
                UNION
                SELECT b.{column} FROM above AS a JOIN {self.table} AS b ON b.id = a.id
            )
            SELECT EXISTS (SELECT FROM above WHERE id = :id)
        """)

    def refuse_cycle(self, session: Session, id: int, written: Mapping[str, Any]) -> None:
        """Refuse a parent, just written, that makes the row its own ancestor.

        One at a time, so that two changes which are harmless alone cannot close a circle together.
        """
        column = self.parent.property.columns[0].name
        if written.get(column) is None:
            return
        session.execute(LOCK, {"trees": TREE_LOCK, "table": zlib.crc32(self.table.encode()) >> 1})
        if session.scalar(self.own_ancestor, {"id": id}):
            raise Invalid(f"must not be below the {self.table} itself", field=column)


BRANCHES = Tree(Branch.parent_branch_id)
SUBJECTS = Tree(Subject.parent_id)
