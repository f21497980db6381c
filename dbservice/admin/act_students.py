"""The students that an act is for: those ticked in a list, or all that the list has found."""

from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import urlencode

from sqlalchemy import select
from sqlalchemy.orm import Session

from dbservice.admin import listing, lookup
from dbservice.admin.filters import Arguments
from dbservice.admin.pages import PanelPages
from dbservice.admin.registry import panel_of
from dbservice.admin.row_ids import row_id
from dbservice.admin.selection import unordered
from dbservice.errors import Invalid, NotFound
from dbservice.models import Student

MOST = 2_000  # at once; more than that would keep people waiting for a page
TICKED = "id"
FOUND = "found"


class Chosen(NamedTuple):
    """A student."""

    id: int
    user_id: int | None
    label: str


def read(session: Session, args: Arguments) -> Sequence[Chosen]:
    """The students that an address names; two statements, and those of the list.

    Raises:
        Invalid: nobody is named, too many are, or a filter of the list makes no sense.
        NotFound: none of them exists.
    """
    ids = _found(session, args) if FOUND in args else _ticked(args)
    if not ids:
        raise Invalid("No student is chosen; tick some in the list")
    if len(ids) > MOST:
        raise Invalid(
            f"More than {MOST:,} students are chosen; narrow the list, or use an import for as many"
        )
    row = Student.__table__.c
    user_ids = dict(session.execute(select(row.id, row.user_id).where(row.id.in_(ids))).all())
    if not user_ids:
        raise NotFound("There is no such student")
    labels = lookup.labels(session, panel_of(Student), user_ids)
    return [Chosen(id, user_ids[id], labels.get(id, f"#{id}")) for id in sorted(user_ids)]


def list_address(args: Arguments) -> str:
    """The list that the students were chosen in, as it was."""
    kept = [(key, text) for key, text in args.items(multi=True) if key not in (TICKED, FOUND)]
    path = PanelPages.list_of(Student)
    return f"{path}?{urlencode(kept)}" if kept else path


def _ticked(args: Arguments) -> set[int]:
    return {id for text in args.getlist(TICKED) if (id := row_id(text)) is not None}


def _found(session: Session, args: Arguments) -> set[int]:
    wanted = listing.wish(session, panel_of(Student), args)
    if wanted.refusals:
        raise Invalid(next(iter(wanted.refusals.values())))
    return set(session.scalars(unordered(wanted.selection, limit=MOST + 1)))
