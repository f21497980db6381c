"""Which rows of a table a page of the site is about: the search, the filters, the order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, func, literal, not_, select, union
from sqlalchemy.orm import aliased

from dbservice.admin import searching
from dbservice.admin.filters import Condition
from dbservice.admin.panel import Panel
from dbservice.admin.paths import Attribute, near_key, target_of
from dbservice.admin.searching import Branch


@dataclass(frozen=True)
class Order:
    """The column that rows are ordered by; ties by id in the same direction."""

    column: Attribute
    descending: bool = False


@dataclass(frozen=True, eq=False)
class Selection:
    """Which rows, in which order: the newest first unless it says otherwise."""

    panel: Panel
    query: str = ""
    conditions: Sequence[Condition] = field(default_factory=tuple)
    order: Order | None = None

    @property
    def is_everything(self) -> bool:
        """Whether no row is left out."""
        return not self.query.strip() and not self.conditions


def ids(chosen: Selection, *, limit: int | None = None, offset: int = 0) -> Select[Any]:
    """SELECT of the ids of the rows, in their order.

    Of every branch of a search only as many rows are taken as the page can need, in the order of
    the page, so that each of them can stop early.
    """
    ways = _ways(chosen)
    if len(ways) == 1:
        return _ordered(*ways[0], chosen).limit(limit).offset(offset)
    needed = None if limit is None else limit + offset
    found = union(
        *(select(_ordered(*way, chosen).limit(needed).subquery()) for way in ways)
    ).subquery()
    return _in_order(select(found.c.id), found, chosen).limit(limit).offset(offset)


def ids_and_count(chosen: Selection, *, limit: int, offset: int, most: int) -> Select[Any]:
    """SELECT of the same ids, each with how many rows there are, which are counted up to `most`.

    For few rows of a large table: they are all found, and that once.
    """
    ways = [_ordered(*way, chosen).order_by(None) for way in _ways(chosen)]
    found = (union(*ways) if len(ways) > 1 else ways[0]).cte("found")
    some = select(found.c.id).limit(most).subquery()
    counted = select(func.count()).select_from(some).scalar_subquery()
    return _in_order(select(found.c.id, counted), found, chosen).limit(limit).offset(offset)


def unordered(chosen: Selection, *, limit: int | None = None) -> Select[Any]:
    """SELECT of the ids of the rows in whatever order; each branch of a search stops at a limit."""
    ways = [statement for _, statement in _ways(chosen)]
    if len(ways) == 1:
        return ways[0].limit(limit)
    found = union(*(select(way.limit(limit).subquery()) for way in ways)).subquery()
    return select(found.c.id).limit(limit)


def _ways(chosen: Selection) -> list[tuple[Any, Select[Any]]]:
    """For each branch of the search the alias of the rows, and the SELECT of their ids."""
    number = searching.row_number(chosen.query)
    if number is not None:
        return [_way(chosen, (), [lambda row: row.id == number])]
    if not searching.words(chosen.query):
        return [_way(chosen, (), [])]
    branches = searching.branches(chosen.panel)
    if not branches:
        return [_way(chosen, (), [])]
    return [way for branch in branches for way in _ways_of(chosen, branch)]


def _ways_of(chosen: Selection, branch: Branch) -> Iterator[tuple[Any, Select[Any]]]:
    """A code that is the very query; only if nobody has it, codes that contain the query."""
    panel, test = chosen.panel, branch.test(chosen.query)
    if not branch.is_of_keys(panel):
        yield _way(chosen, branch.links, [test])
        return
    typed = literal(" ".join(searching.words(chosen.query)))
    anybody = _anybody(panel)
    is_known = select(anybody.id).where(searching.is_key(anybody, panel, typed)).exists()
    yield _way(chosen, (), [lambda row: searching.is_key(row, panel, typed)])
    yield _way(chosen, (), [test, lambda _: not_(is_known)])


@cache
def _anybody(panel: Panel) -> Any:
    return aliased(panel.model)


def _way(
    chosen: Selection, links: Sequence[Attribute], tests: Sequence[Condition]
) -> tuple[Any, Select[Any]]:
    row, end, statement = _joined(chosen.panel, tuple(links))
    for condition in chosen.conditions:
        statement = statement.where(condition(row))
    return row, statement.where(*(test(end) for test in tests))


@cache
def _joined(panel: Panel, links: tuple[Attribute, ...]) -> tuple[Any, Any, Select[Any]]:
    """The aliases of the rows and of those at the end of the links, and the SELECT of the ids."""
    row: Any = aliased(panel.model)
    statement, end = select(row.id), row
    for link in links:
        target: Any = aliased(target_of(link))
        statement = statement.join(target, target.id == getattr(end, near_key(link).key))
        end = target
    return row, end, statement


def _in_order(statement: Select[Any], found: FromClause, chosen: Selection) -> Select[Any]:
    """A statement about ids that were found with their places, in the order of these."""
    by = [found.c[name] for name in ("place", "id") if name in found.c]
    descending = chosen.order is None or chosen.order.descending
    return statement.order_by(*(one.desc() if descending else one.asc() for one in by))


def _ordered(row: Any, statement: Select[Any], chosen: Selection) -> Select[Any]:
    if chosen.order is None or chosen.order.column.key == "id":
        up = chosen.order is not None and not chosen.order.descending
        return statement.order_by(row.id.asc() if up else row.id.desc())
    column: ColumnElement[Any] = getattr(row, chosen.order.column.key)
    by = [column, row.id]
    if chosen.order.descending:
        by = [each.desc() for each in by]
        if not chosen.panel.large:  # an index of a large table has the rows without a value first
            by[0] = by[0].nulls_last()
    return statement.add_columns(column.label("place")).order_by(*by)
