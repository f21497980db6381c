"""What the demo has written, as the history of the database tells it."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

ACTOR = "seed"
KIND = "command"

LATEST = text("SELECT coalesce(max(id), 0) FROM change_log")
# Others write history at the same time; what is ours carries the id of our transaction.
SINCE = text("""
    SELECT table_name, count(*) FILTER (WHERE operation = 'insert'),
           count(*) FILTER (WHERE operation <> 'insert')
    FROM change_log WHERE id > :latest AND xmin = pg_current_xact_id()::xid
    GROUP BY table_name
""")
MADE_BY_SEED = text("""
    SELECT row_id FROM change_log
    WHERE table_name = :table AND row_id = ANY(CAST(:ids AS bigint[]))
    AND operation = 'insert' AND actor = :actor AND origin = :kind
""")


class Changes(NamedTuple):
    """How many rows of a table were added, and how many of them changed."""

    added: int
    changed: int


def latest(session: Session) -> int:
    """The end of the history as it is now."""
    end: int = session.execute(LATEST).scalar_one()
    return end


def since(session: Session, end: int) -> dict[str, Changes]:
    """What this transaction has done to which table after that end of the history."""
    rows = session.execute(SINCE, {"latest": end})
    return {table: Changes(added, changed) for table, added, changed in rows}


def made_by_seed(session: Session, table: str, ids: Collection[int]) -> set[int]:
    """Those of these rows that an earlier run added."""
    facts = {"table": table, "ids": list(ids), "actor": ACTOR, "kind": KIND}
    return set(session.scalars(MADE_BY_SEED, facts))
