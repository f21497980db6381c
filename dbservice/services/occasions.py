"""Occasions: what was changed together, in one transaction.

A transaction is known by its number and the moment at which it began. The number alone does not
do: in a cluster that a dump was restored into, numbers begin anew.
"""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

from dbservice.models import Change

# The number lacks in what was recorded before there was a column for it.
SAME = "c.at = :at AND c.transaction IS NOT DISTINCT FROM :transaction"
"""SQL of whether a change `c` was made on an occasion."""
SUMMARY = text(f"""
    SELECT c.table_name, c.operation, count(*) FROM change_log AS c WHERE {SAME}
    GROUP BY c.table_name, c.operation ORDER BY min(c.id)
""")

CURRENT = text("SELECT transaction_timestamp(), CAST(CAST(pg_current_xact_id() AS text) AS bigint)")


class Occasion(NamedTuple):
    """A transaction that changed rows."""

    at: datetime
    transaction: int | None


class Done(NamedTuple):
    """How many rows of a table were treated alike."""

    table: str
    operation: str
    rows: int


def current(session: Session) -> Occasion:
    """The occasion that this transaction is."""
    return Occasion(*session.execute(CURRENT).one())


def of_change(session: Session, change_id: int) -> tuple[Change, Occasion] | None:
    """A change with the occasion that it was made on, if there is such a change."""
    change = session.query(Change).filter(Change.id == change_id).one_or_none()
    return None if change is None else (change, Occasion(change.at, change.transaction))


def summary(session: Session, occasion: Occasion) -> list[Done]:
    """What was done on an occasion, in the order in which it was."""
    return [Done(*row) for row in session.execute(SUMMARY, occasion._asdict())]
