"""A row's own page: everything about it, and where it leads."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, null, select
from sqlalchemy.orm import Session, aliased

from dbservice.admin import registry
from dbservice.admin.filters import Filter
from dbservice.admin.labels import label
from dbservice.admin.listing import Cell, cell_of, columns
from dbservice.admin.narrowing import filters_of
from dbservice.admin.panel import Panel
from dbservice.models import Group
from dbservice.services.groups import GROUP_TYPES


class Fact(NamedTuple):
    """A value with its heading; `target` and `behind` are the panel and the id of a row."""

    heading: str
    text: str
    widget: str
    target: Panel | None
    behind: int | None


class Detailed(NamedTuple):
    """A row, section by section; `group` is the panel and the id of a school's group row ..."""

    id: int
    title: str
    group: tuple[Panel, int] | None
    sections: Mapping[str, Sequence[Fact]]


class Related(NamedTuple):
    """A list of rows that refer to this one: the panel, and the filter that finds them."""

    panel: Panel
    filter: Filter


def fetch(session: Session, panel: Panel, id: int) -> Detailed | None:
    """The row with this id, if there is one; one statement."""
    row, cells, query = _selected(panel)
    found = session.execute(query.where(row.id == id)).first()
    if found is None:
        return None
    title, group_row_id, *values = found
    group = None if group_row_id is None else (registry.panel_of(Group), group_row_id)
    answers = iter(values)
    facts = {}
    for cell in cells:
        content = next(answers)
        text = "" if content is None else cell.kind.full(content)
        behind = next(answers) if cell.path.is_link else None
        facts[cell.key] = Fact(cell.heading, text, cell.kind.widget, cell.target, behind)
    sections = {name: [facts[one.key] for one in paths] for name, paths in panel.sections.items()}
    return Detailed(id, title, group, sections)


@cache
def _selected(panel: Panel) -> tuple[Any, list[Cell], Select[Any]]:
    """The alias of the row, its cells, and the SELECT of its label, group row, and cells."""
    row = aliased(panel.model)
    cells = [cell_of(panel, one) for paths in panel.sections.values() for one in paths]
    return row, cells, select(label(row, panel), group_row(row, panel), *columns(row, cells))


def group_row(row: Any, panel: Panel) -> ColumnElement[Any]:
    """The id of the group row of a school, batch ...; NULL of what has none."""
    kind = GROUP_TYPES.get(panel.model)
    if kind is None:
        return null()
    rows = select(func.min(Group.id)).where(Group.type == kind.value, Group.child_id == row.id)
    return rows.scalar_subquery()


def related(panel: Panel) -> Iterator[Related]:
    """The lists that can be narrowed to what belongs to one row of this panel."""
    for other in registry.panels():
        for one in filters_of(other).values():
            if one.target is panel.model and not one.key.count("."):
                yield Related(other, one)
