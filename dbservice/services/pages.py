"""Pages of rows: one statement gives the JSON of the rows, and how many there are in all."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, NamedTuple

from dbservice.services.projection import Projection

# The history gets a number with every change of any row, so a total holds while this stands.
MARK = "(SELECT last_value FROM change_log_id_seq)"
TOTALS_KEPT = 1000
TOTAL_SECONDS = 5.0  # a change that commits while we count is noticed after this time at the latest

Fetch = Callable[[str, Sequence[Any]], tuple[Any, ...] | None]


class Condition(NamedTuple):
    """SQL that rows must meet, with a place for each of its values."""

    sql: str
    values: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Selection:
    """Which rows of a table, in which order.

    Args:
        conditions: SQL, with a place for each of `values`.
        order: SQL of the ORDER BY.
        after_id: only rows with a greater id; the order is by id then.
        projection: how the rows are shown, if not as usual.
        shown: a value for each place in that projection.
    """

    limit: int
    offset: int = 0
    conditions: tuple[str, ...] = ()
    values: tuple[Any, ...] = ()
    order: str = ""
    after_id: int | None = None
    projection: Projection | None = None
    shown: tuple[Any, ...] = ()

    def narrowed(self, further: Iterable[Condition]) -> "Selection":
        """Those of the rows that meet these conditions too."""
        conditions, values = self.conditions, self.values
        for one in further:
            conditions += (one.sql,)
            values += one.values
        return replace(self, conditions=conditions, values=values)


class Page(NamedTuple):
    """Rows as the text of a JSON array, their number, the greatest id, and the total."""

    text: str
    length: int
    last_id: int | None
    total: int


class Totals:
    """How many rows there were lately, each with the mark of the history at which it held."""

    def __init__(self) -> None:
        self._kept: dict[tuple[Any, ...], tuple[float, int, int]] = {}

    def get(self, key: tuple[Any, ...]) -> tuple[int, int] | None:
        """The mark and the total, unless it was counted too long ago."""
        until, mark, total = self._kept.get(key, (0.0, 0, 0))
        return (mark, total) if time.monotonic() < until else None

    def keep(self, key: tuple[Any, ...], mark: int, total: int) -> None:
        if len(self._kept) >= TOTALS_KEPT:
            self._kept.clear()
        self._kept[key] = (time.monotonic() + TOTAL_SECONDS, mark, total)


def page(
    fetch: Fetch,
    totals: Totals,
    projection: Projection,
    chosen: Selection,
    *,
    with_rows: bool = True,
) -> Page:
    """The selected rows; one statement, and one more if a total that was known has changed.

    Without its rows, for those who fetch them bit by bit, a page has no text.
    """
    key = (projection.table.name, chosen.conditions, chosen.values)
    known = totals.get(key)
    projection = chosen.projection or projection
    after = () if chosen.after_id is None else (chosen.after_id,)
    bounds = (*chosen.shown, *chosen.values, *after, chosen.limit, chosen.offset)
    shape = (projection, chosen.conditions, chosen.order)
    if not with_rows:
        bounds = bounds[len(chosen.shown) :]
    statement = page_statement(
        *shape, keyset=bool(after), counted=known is None, with_rows=with_rows
    )
    counting = (-1 if after else chosen.limit, chosen.offset, *chosen.values)
    row = fetch(statement, bounds if known else (*counting, *bounds))
    assert row is not None
    text, length, last_id, mark, counted = row
    total = _told(chosen, length)
    if total is None:
        if counted is None and known and known[0] == mark:
            counted = known[1]
        elif counted is None:
            [counted] = fetch(count_statement(*shape[:2]), chosen.values) or [0]
        totals.keep(key, mark, counted)
        total = counted
    return Page(text, length, last_id, total)


def _told(chosen: Selection, length: int) -> int | None:
    """The total, where the page itself tells it: it is the last one."""
    if chosen.after_id is None and length < chosen.limit and (length or not chosen.offset):
        return chosen.offset + length
    return None


@lru_cache(maxsize=2048)
def page_statement(
    projection: Projection,
    conditions: tuple[str, ...],
    order: str,
    *,
    keyset: bool,
    counted: bool,
    with_rows: bool = True,
) -> str:
    """SELECT of a page; if it is to be counted, only when the page itself does not tell."""
    total = "NULL"
    if counted:
        tells = "count(*) < %s AND (count(*) > 0 OR %s = 0)"
        total = f"CASE WHEN {tells} THEN NULL ELSE ({count_statement(projection, conditions)}) END"
    listed = f"'[' || coalesce(string_agg(({projection.json('p')})::text, ','), '') || ']'"
    columns = projection.columns() if with_rows else f"{projection.name}.id"
    rows = _rows(projection, conditions, order, columns, keyset=keyset)
    return (
        f"SELECT {listed if with_rows else 'NULL'}, count(*), max(p.id), {MARK}, {total}"
        f" FROM ({rows}) AS p"
    )


def row_statement(projection: Projection, chosen: Selection) -> tuple[str, tuple[Any, ...]]:
    """SELECT that answers with the JSON of one row of a page at a time, and its parameters."""
    projection = chosen.projection or projection
    after = () if chosen.after_id is None else (chosen.after_id,)
    rows = _rows(
        projection, chosen.conditions, chosen.order, projection.columns(), keyset=bool(after)
    )
    values = (*chosen.shown, *chosen.values, *after, chosen.limit, chosen.offset)
    return f"SELECT ({projection.json('p')})::text FROM ({rows}) AS p", values


def _rows(
    projection: Projection, conditions: tuple[str, ...], order: str, columns: str, *, keyset: bool
) -> str:
    name = projection.name
    within = (*conditions, f"{name}.id > %s") if keyset else conditions
    return (
        f"SELECT {columns} FROM {name}{_where(within)}"
        f" ORDER BY {order or f'{name}.id'} LIMIT %s OFFSET %s"
    )


@lru_cache(maxsize=2048)
def count_statement(projection: Projection, conditions: tuple[str, ...]) -> str:
    """SELECT of how many rows meet the conditions."""
    return f"SELECT count(*) FROM {projection.name}{_where(conditions)}"


def _where(conditions: tuple[str, ...]) -> str:
    return f" WHERE {' AND '.join(conditions)}" if conditions else ""
