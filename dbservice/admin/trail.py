"""The history of a row as its pages show it: who changed what, when, by which way."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from dbservice.admin import differences, images, registry
from dbservice.admin.differences import Difference, Named
from dbservice.admin.pages import PanelPages
from dbservice.admin.panel import Panel
from dbservice.models import Base, Candidate, Change, Student, Teacher, User
from dbservice.services import history, person_history, versions

NEWEST = 5
ROLES: Collection[type[Base]] = (Student, Teacher, Candidate)
ORIGINS = {"admin": "at this site", "api": "through the API", "command": "on the command line"}
VERBS = {"insert": "Created", "update": "Changed", "delete": "Deleted", "erase": "Erased for good"}


@dataclass(frozen=True)
class Told:
    """A change in words.

    Attributes:
        title: what the row is called, or was.
        is_there: whether there is a page of the row.
        can_go_back: whether who is logged in may make the row what it was before.
    """

    change: Change
    panel: Panel | None
    title: str
    is_there: bool
    differences: Sequence[Difference]
    can_go_back: bool

    @property
    def verb(self) -> str:
        """What was done."""
        return VERBS.get(self.change.operation, self.change.operation)


def tell(session: Session, changes: Sequence[Change]) -> list[Told]:
    """Changes in words; one statement for each table that they are of or refer to, or two."""
    names = differences.named(session, changes)
    gone = _gone(session, changes, names)
    return [_told(change, names, gone) for change in changes]


def newest(session: Session, panel: Panel, id: int, *, limit: int = NEWEST) -> list[Told]:
    """The newest changes of a row, of a person those of every row about them."""
    return tell(session, changes_of(session, panel, id, limit=limit))


def changes_of(
    session: Session, panel: Panel, id: int, *, limit: int, before: int | None = None
) -> Sequence[Change]:
    """The same as they are recorded; `before` is the id of the last one of the page before."""
    user_id = person_behind(session, panel, id)
    if user_id is None:
        return history.of_row(session, panel.table, id, limit=limit, before=before)
    return person_history.of_person(session, user_id, limit=limit, before=before)


def person_behind(session: Session, panel: Panel, id: int) -> int | None:
    """The user whose row, or role, this is; None of other rows, and of a role that is gone."""
    if panel.model is User:
        return id
    if panel.model in ROLES:
        model: Any = panel.model
        user_id: int | None = session.scalar(select(model.user_id).where(model.id == id))
        return user_id
    return None


def hidden_tables() -> list[str]:
    """The tables of whose rows who is logged in may not know."""
    return [one.table for one in registry.panels() if not PanelPages(one).may("read")]


def may_go_back(change: Change, panel: Panel | None) -> bool:
    """Whether who is logged in may make the row of a change what it was before."""
    return (
        panel is not None
        and change.operation == "update"
        and change.before is not None
        and change.table_name not in versions.EXEMPT
        and PanelPages(panel).may("edit")
    )


def _told(change: Change, names: Named, gone: dict[tuple[Panel, int], str]) -> Told:
    panel = differences.panel_of_table(change.table_name)
    title, is_there = f"{change.table_name} {change.row_id}", False
    if panel is not None:
        key = panel, change.row_id
        is_there = key in names.labels
        title = names.labels.get(key) or gone.get(key) or f"{panel.one} {change.row_id}"
    return Told(
        change,
        panel,
        title,
        is_there,
        differences.told(change, names),
        is_there and may_go_back(change, panel),
    )


def _gone(
    session: Session, changes: Sequence[Change], names: Named
) -> dict[tuple[Panel, int], str]:
    """What rows that are not there any more were called."""
    recorded: dict[Panel, dict[int, Any]] = {}
    for change in changes:
        panel = differences.panel_of_table(change.table_name)
        image = change.before or change.after
        if panel is not None and image and (panel, change.row_id) not in names.labels:
            recorded.setdefault(panel, {}).setdefault(change.row_id, image)
    return {
        (panel, id_): text
        for panel, by_id in recorded.items()
        for id_, text in images.labels(session, panel, list(by_id.values())).items()
    }
