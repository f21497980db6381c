"""Lists: which rows a request asks for, and how it goes on to the next page."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from flask import current_app, request
from marshmallow import ValidationError
from werkzeug.exceptions import BadRequest

from dbservice.blueprints._casting import as_whole, refusal
from dbservice.blueprints._documents import JsonObject, Many, ObjectList
from dbservice.blueprints._entity import Entity
from dbservice.blueprints._filters import Filter
from dbservice.services.pages import Page, Selection
from dbservice.services.projection import Projection

PAGING = ("limit", "offset", "after_id", "sort")
WHOLE = re.compile(r"[0-9]{1,18}", re.ASCII)
UNORDERED = (Many, JsonObject, ObjectList)


def filtered(entity: Entity, given: Mapping[str, Any], *, order: str = "") -> Selection:
    """The rows whose columns equal the parameters of the same names, page by page.

    Raises:
        BadRequest: a parameter that is no column, or a value that the column cannot have.
    """
    asked = [
        (filter_named(entity, name), filter_value(entity, name, given[name]))
        for name in given
        if name not in PAGING
    ]
    found = [(one, value, one.of(value)) for one, value in asked]
    conditions = [condition for *_, condition in found if condition]
    effective = {one: value for one, value, condition in found if condition}
    after_id = whole_number(given, "after_id", None)
    sort = given.get("sort")
    if after_id is not None and (sort is not None or given.get("offset")):
        raise BadRequest("after_id goes with neither sort nor offset")
    limit, offset = page_bounds(given)
    chosen_order = sorting(entity, sort) if sort is not None else order
    chosen = Selection(limit, offset, order=chosen_order, after_id=after_id)
    return reshaped(entity, chosen.narrowed(conditions), effective)


def unfiltered(entity: Entity, given: Mapping[str, Any]) -> Selection:
    """All rows, page by page; parameters that are not about pages or order have no effect."""
    return filtered(entity, {name: value for name, value in given.items() if name in PAGING})


def tolerant(entity: Entity, given: Mapping[str, Any], *, order: str = "") -> Selection:
    """The same as `filtered`, but parameters that the list does not know have no effect."""
    known = {
        name: value for name, value in given.items() if name in entity.parameters or name in PAGING
    }
    return filtered(entity, known, order=order)


def reshaped(entity: Entity, chosen: Selection, asked: Mapping[Filter, Any]) -> Selection:
    """The selection, its rows shown as the filters want them."""
    reshaping = tuple(one for one in asked if one.shows)
    if not reshaping:
        return chosen
    projection = projection_of(entity, reshaping)
    shown = tuple(asked[one] for key in projection.values for one in reshaping if key in one.shows)
    return replace(chosen, projection=projection, shown=shown)


@lru_cache(maxsize=256)
def projection_of(entity: Entity, filters: tuple[Filter, ...]) -> Projection:
    """How the rows of an entity are shown while these filters are given."""
    return entity.projection.showing(
        {key: value for one in filters for key, value in one.shows.items()}
    )


def page_bounds(given: Mapping[str, Any], usual: int | None = None) -> tuple[int, int]:
    """The limit, reduced to what a page may hold, and the offset; `usual` is the default limit."""
    settings = current_app.config["SETTINGS"]
    limit = whole_number(given, "limit", usual or settings.list_default_limit)
    offset = whole_number(given, "offset", 0)
    return min(limit or 0, settings.list_max_limit), offset or 0


def whole_number(given: Mapping[str, Any], name: str, default: int | None) -> int | None:
    """A parameter that counts something."""
    value = as_whole(given.get(name))
    if value is None:
        return default
    if not WHOLE.fullmatch(str(value)) or isinstance(value, bool):
        raise BadRequest(f"{name} must be a whole number, 0 or more, not {brief(value)}")
    return int(value)


def filter_named(entity: Entity, name: str) -> Filter:
    """What a parameter asks for."""
    if name not in entity.parameters:
        valid = ", ".join((*entity.parameters, *PAGING))
        raise BadRequest(f"{brief(name)} is not a parameter of this list; valid are: {valid}")
    return entity.parameters[name]


def filter_value(entity: Entity, name: str, value: Any) -> Any:
    """The value to compare a column with; blank texts stand for themselves here.

    Columns that hold lists or objects are compared with nothing.
    """
    kind = entity.parameters[name].kind
    try:
        if isinstance(kind, UNORDERED) and name not in entity.filters:
            raise refusal()
        return kind.compared(value)
    except ValidationError as error:
        raise BadRequest(f"{name} cannot be {brief(value)}") from error


def sorting(entity: Entity, sort: Any) -> str:
    """SQL of an order by columns, `-` before one for descending; the id breaks ties."""
    keys = str(sort).split(",")
    columns = [(key.removeprefix("-"), key.startswith("-")) for key in keys]
    for name, _ in columns:
        if name not in sortable(entity):
            valid = ", ".join(sortable(entity))
            raise BadRequest(f"Cannot sort by {brief(name)}; valid are: {valid}")
    parts = (
        f"{entity.column(entity.stored[name])}{' DESC' if down else ''}" for name, down in columns
    )
    return ", ".join((*parts, f"{entity.projection.name}.id"))


def sortable(entity: Entity) -> Sequence[str]:
    """The columns that have an order."""
    return [name for name in entity.filterable if not isinstance(entity.kinds[name], UNORDERED)]


def links(chosen: Selection, page: Page) -> str:
    """The Link header: where the neighbouring pages are."""
    found = []
    if chosen.after_id is not None:
        if page.length == chosen.limit and page.last_id is not None:
            found.append(link("next", after_id=page.last_id))
        return ", ".join(found)
    if chosen.offset + page.length < page.total and page.length:
        found.append(link("next", offset=chosen.offset + page.length))
    if chosen.offset:
        found.append(link("prev", offset=max(chosen.offset - chosen.limit, 0)))
    return ", ".join(found)


def link(relation: str, **changed: int) -> str:
    """One entry of the Link header: this request with some parameters changed."""
    kept = [(name, value) for name, value in request.args.items(multi=True) if name not in changed]
    query = urlencode([*kept, *changed.items()])
    return f'<{request.path}?{query}>; rel="{relation}"'


def brief(value: Any) -> str:
    """A value as a message may repeat it."""
    shown = repr(value)
    return shown if len(shown) <= 100 else f"{shown[:100]}…"  # noqa: PLR2004  # enough to see
