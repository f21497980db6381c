"""What a form does when it is sent: one transaction, in which a refusal finds its field."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from dbservice.admin import forms
from dbservice.admin.forms import SEEN, Draft, Field
from dbservice.admin.kinds import Form
from dbservice.admin.panel import Panel
from dbservice.admin.paths import humanised
from dbservice.db import persistently, transaction
from dbservice.errors import DomainError, NotFound
from dbservice.layout import indian_time
from dbservice.services import history
from dbservice.services.constraints import explain, is_clash

WAS = "was"  # the field with what a single cell held when it was shown


@dataclass(frozen=True)
class Saved:
    """What became of a form: the row's id, or None and the form with what stands in the way.

    Args:
        changed: the headings of the columns that are new.
    """

    draft: Draft
    id: int | None = None
    changed: Sequence[str] = field(default_factory=tuple)


class _UnsavedError(Exception):
    """Ends a transaction whose form has something wrong with it."""

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self.draft = draft


def create(panel: Panel, form: Form) -> Saved:
    """Make a row of what a form says."""

    def work() -> Saved:
        with transaction() as session:
            draft = forms.blank(session, panel, Form())
            values = forms.fill(session, draft, form, new=True)
            with _at_its_field(draft):
                id = panel.writes.create(
                    session, {one: value for one, value in values.items() if value is not None}
                )
            return Saved(draft, id)

    return _attempt(work)


def change(panel: Panel, id: int, form: Form) -> Saved:
    """Change a row as a form says, unless somebody else has changed it since the form was opened.

    Raises:
        NotFound: there is no such row.
    """

    def work() -> Saved:
        with transaction() as session:
            draft = _held(session, panel, id)
            stored = [one.text for one in draft.fields()]
            overtaken = form.get(SEEN, draft.seen) != draft.seen
            values = forms.fill(session, draft, form)
            if overtaken:
                _tell_of_the_other(session, panel, id, draft, stored)
            with _at_its_field(draft):
                if values:
                    panel.writes.change(session, id, values)
            return Saved(draft, id, [one.heading for one in draft.fields() if one.path in values])

    return _attempt(work)


def change_cell(panel: Panel, id: int, name: str, form: Form) -> Saved:
    """Change one column of a row, unless it holds something else by now than it did.

    Raises:
        NotFound: there is no such row, or no such column that may be changed by itself.
    """

    def work() -> Saved:
        with transaction() as session:
            whole = _held(session, panel, id)
            fields = [one for one in whole.fields() if one.name == name]
            if not fields or fields[0].path.end not in set(panel.inline):
                raise NotFound("Not Found")
            draft = Draft({"": fields})
            if form.get(WAS, fields[0].text) != fields[0].text:
                draft.error = "Somebody else has changed it meanwhile; load the page again"
            values = forms.fill(session, draft, form)
            with _at_its_field(draft):
                if values:
                    panel.writes.change(session, id, values)
            return Saved(draft, id, [fields[0].heading] if values else ())

    return _attempt(work)


def refusal_of(work: Callable[[], None]) -> DomainError | None:
    """Do work that is a transaction of its own; returns why it cannot be done."""
    try:
        persistently(work)
    except DomainError as refusal:
        return refusal
    except DBAPIError as error:
        return explain(error)
    return None


def _attempt(work: Callable[[], Saved]) -> Saved:
    try:
        return persistently(work)
    except _UnsavedError as unsaved:
        return Saved(unsaved.draft)


@contextmanager
def _at_its_field(draft: Draft) -> Iterator[None]:
    """Write only if the form is in order, and show a refusal at the field it is about."""
    if draft.has_errors:
        raise _UnsavedError(draft)
    try:
        yield
    except DomainError as refusal:
        draft.refuse(refusal)
        raise _UnsavedError(draft) from refusal
    except DBAPIError as error:
        if is_clash(error):
            raise
        draft.refuse(explain(error))
        raise _UnsavedError(draft) from error


def _held(session: Session, panel: Panel, id: int) -> Draft:
    draft = forms.stored(session, panel, id, hold=True)
    if draft is None:
        raise NotFound("Not Found")
    return draft


def _tell_of_the_other(
    session: Session, panel: Panel, id: int, draft: Draft, stored: Sequence[str]
) -> None:
    """Say that somebody else was quicker, who, and what is stored now."""
    who = "Somebody else"
    latest = history.of_row(session, panel.table, id, limit=1)
    told = ""
    if latest:
        who = latest[0].actor or who
        columns = ", ".join(humanised(one.column) for one in history.cells(latest[0]))
        told = f" ({indian_time(latest[0].at)}: {columns})"
    draft.error = (
        f"{who} has changed this {panel.one} since you opened it{told}. "
        "Nothing is saved yet: look at the fields, then save again."
    )
    for one, text in zip(draft.fields(), stored, strict=True):
        one.stored = _readable(one, text) if text != one.text else ""


def _readable(one: Field, text: str) -> str:
    return one.options.get(text, text) if text else "nothing"
