"""What the page of a list shows around its rows: filters, columns to choose, fields for cells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from dbservice.admin import listing, lookup, searching
from dbservice.admin.filters import Arguments, Filter, Options
from dbservice.admin.forms import Field, field_of
from dbservice.admin.listing import Wish
from dbservice.admin.narrowing import filters_of, options_of
from dbservice.admin.panel import Panel
from dbservice.admin.paths import owner_of
from dbservice.admin.registry import panel_of
from dbservice.admin.row_ids import row_id


@dataclass(frozen=True)
class FilterField:
    """A filter with what it lets choose from; `behind` is what the row chosen is called."""

    filter: Filter
    options: Options
    behind: str
    is_active: bool


def context(
    session: Session, panel: Panel, args: Arguments, chosen: Sequence[str]
) -> dict[str, Any]:
    """Everything that the template of a list needs; `chosen` are the names of its columns."""
    wanted = listing.wish(session, panel, args)
    cells = listing.chosen_cells(panel, chosen)
    return {
        "wanted": wanted,
        "sort": wanted.given.get("sort", ""),
        "cells": cells,
        "page": listing.page(session, wanted, cells),
        "filters": filter_fields(session, panel, wanted),
        "columns": {name: listing.heading_of(panel, one) for name, one in panel.cells.items()},
        "chosen": {cell.key for cell in cells},
        "searched": searched(panel),
        "inline": inline_fields(session, panel, [cell.key for cell in cells if cell.is_inline]),
    }


def filter_fields(session: Session, panel: Panel, wanted: Wish) -> list[FilterField]:
    """The filters of a list as they stand."""
    return [_filter_field(session, one, wanted.given) for one in filters_of(panel).values()]


def inline_fields(session: Session, panel: Panel, names: Sequence[str]) -> list[Field]:
    """The fields in which cells of the list can be changed."""
    return [field_of(session, panel, panel.cells[name]) for name in names]


def searched(panel: Panel) -> str:
    """What the search box looks into, in words."""
    found = (
        listing.heading_of(
            panel_of(owner_of(column)), panel_of(owner_of(column)).columns[column.key]
        )
        for branch in searching.branches(panel)
        for column in branch.columns
    )
    return ", ".join(dict.fromkeys(heading.lower() for heading in found))


def title_of(session: Session, panel: Panel, number: str) -> str:
    """What the row with the number in an address is called, blank if there is none."""
    id = row_id(number)
    return "" if id is None else lookup.labels(session, panel, [id]).get(id, "")


def _filter_field(session: Session, one: Filter, given: Mapping[str, str]) -> FilterField:
    options = options_of(session, one)
    number = given.get(one.key, "")
    behind = ""
    if one.target and number and not options:
        behind = title_of(session, panel_of(one.target), number)
    active = any(given.get(name) for name in (one.key, f"{one.key}.from", f"{one.key}.to"))
    return FilterField(one, options, behind, active)
