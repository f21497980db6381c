"""Finding rows of one panel by what people call them, for pickers and drop-downs."""

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, literal_column, select
from sqlalchemy.orm import Session, aliased

from dbservice.admin.labels import label
from dbservice.admin.panel import Panel
from dbservice.admin.selection import Selection, ids
from dbservice.errors import Invalid
from dbservice.models import Language

OFFERED = 12
PLACE_OF_LABEL: ColumnElement[int] = literal_column("2")
OPTIONS_AT_MOST = 500


class Found(NamedTuple):
    """A row and what it is called."""

    id: int
    label: str


def matching(session: Session, panel: Panel, query: str) -> Sequence[Found]:
    """The first rows that a query finds, those called exactly so before the others."""
    chosen = Selection(panel, query=query)
    these = session.scalars(ids(chosen, limit=OFFERED)).all()
    found = labels(session, panel, these)
    rows = [Found(id_, found[id_]) for id_ in these if id_ in found]
    return sorted(rows, key=lambda row: not row.label.casefold().startswith(query.casefold()))


def labels(session: Session, panel: Panel, these: Collection[int]) -> Mapping[int, str]:
    """What these rows are called; those that do not exist are left out."""
    if not these:
        return {}
    row, query = _labelled(panel)
    found = session.execute(query.where(row.id.in_(these))).all()
    return {one[0]: one[1] for one in found}


def rows(session: Session, panel: Panel) -> Mapping[str, str]:
    """All rows of a small table, by id as text, in the order of what they are called."""
    _, query = _labelled(panel)
    ordered = query.order_by(PLACE_OF_LABEL).limit(OPTIONS_AT_MOST)
    return {str(id_): found for id_, found in session.execute(ordered)}


@cache
def _labelled(panel: Panel) -> tuple[Any, Select[Any]]:
    """The SELECT of ids and labels, and the alias of the rows."""
    row: Any = aliased(panel.model)
    return row, select(row.id, label(row, panel))


def languages(session: Session) -> Mapping[str, str]:
    """The languages that names can be given in, by code."""
    query = select(Language.code, Language.name).order_by(Language.name)
    return dict(session.execute(query).all())


def meant(session: Session, panel: Panel, text: str) -> int:
    """The row that a text means: its number after `#`, its label, or words that find one only.

    Raises:
        Invalid: none or several.
    """
    found = matching(session, panel, text)
    exact = [row for row in found if row.label.casefold() == text.strip().casefold()]
    if len(exact or found) == 1:
        return (exact or found)[0].id
    if not found:
        raise Invalid(f"No {panel.one} is found by {text!r}")
    names = ", ".join(row.label for row in found[:3])
    raise Invalid(f"{text!r} may be several: {names} …; choose one")
