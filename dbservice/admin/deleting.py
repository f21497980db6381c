"""Deletions of rows, and what one would do: that is found out by doing it and rolling back."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy.orm import Session

from dbservice.admin import gone
from dbservice.admin.panel import Panel
from dbservice.admin.saving import refusal_of
from dbservice.db import rehearsal, transaction
from dbservice.errors import DomainError
from dbservice.services import occasions, referrers


@dataclass
class Outlook:
    """What the deletion of a row would do beside deleting it, in words.

    Attributes:
        along: what would be deleted with it.
        changed: what would be changed, since it refers to the row.
        uses: what refers to a row that cannot be deleted.
        refusal: why it cannot be.
    """

    along: str = ""
    changed: str = ""
    uses: str = ""
    refusal: DomainError | None = None


def delete(panel: Panel, id: int) -> DomainError | None:
    """Delete a row; returns why it cannot be."""

    def work() -> None:
        with transaction() as session:
            panel.writes.delete(session, id)

    return refusal_of(work)


def outlook(session: Session, panel: Panel, id: int) -> Outlook:
    """Look at what a deletion would do; the session reads what stands in its way."""
    found = Outlook()

    def work() -> None:
        with rehearsal() as trial:
            panel.writes.delete(trial, id)
            found.along, found.changed = _told(trial, panel)

    if refusal := refusal_of(work):
        uses = referrers.count(session, panel.table, [id]).get(id, {})
        return Outlook(uses=referrers.told(uses), refusal=refusal)
    return found


def _told(session: Session, panel: Panel) -> tuple[str, str]:
    """What a transaction has deleted beside the one row, and what it has changed."""
    rows: dict[str, Counter[str]] = {"delete": Counter(), "update": Counter()}
    for done in occasions.summary(session, occasions.current(session)):
        if done.operation in rows:
            rows[done.operation][done.table] += done.rows
    rows["delete"][panel.table] -= 1
    return gone.counted(+rows["delete"]), gone.counted(+rows["update"])
