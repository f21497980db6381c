"""A row's own page: everything about it, and where it leads."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from dbservice.admin import registry
from dbservice.admin.filters import Filter
from dbservice.admin.labels import label
from dbservice.admin.listing import Cell, cell_of, columns
from dbservice.admin.narrowing import filters_of
from dbservice.admin.panel import Panel


class Fact(NamedTuple):
    """A value with its heading; `target` and `behind` are the panel and the id of a row."""

    heading: str
    text: str
    widget: str
    target: Panel | None
    behind: int | None


class Detailed(NamedTuple):
    """A row, section by section."""

    id: int
    title: str
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
    title, *values = found
    answers = iter(values)
    facts = {}
    for cell in cells:
        content = next(answers)
        text = "" if content is None else cell.kind.full(content)
        behind = next(answers) if cell.path.is_link else None
        facts[cell.key] = Fact(cell.heading, text, cell.kind.widget, cell.target, behind)
    sections = {name: [facts[one.key] for one in paths] for name, paths in panel.sections.items()}
    return Detailed(id, title, sections)


@cache
def _selected(panel: Panel) -> tuple[Any, list[Cell], Select[Any]]:
    """The alias of the row, its cells, and the SELECT of its label and of what the cells need."""
    row = aliased(panel.model)
    cells = [cell_of(panel, one) for paths in panel.sections.values() for one in paths]
    return row, cells, select(label(row, panel), *columns(row, cells))


def related(panel: Panel) -> Iterator[Related]:
    """The lists that can be narrowed to what belongs to one row of this panel."""
    for other in registry.panels():
        for one in filters_of(other).values():
            if one.target is panel.model and not one.key.count("."):
                yield Related(other, one)
