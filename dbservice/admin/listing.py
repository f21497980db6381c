"""One page of a list: what the address asks for, and the rows that are shown."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from dbservice.admin import counting, lookup
from dbservice.admin.counting import Total
from dbservice.admin.filters import Arguments, Filter
from dbservice.admin.kinds import Kind
from dbservice.admin.labels import value
from dbservice.admin.narrowing import filters_of
from dbservice.admin.panel import Panel
from dbservice.admin.paths import Path, near_key, owner_of, target_of
from dbservice.admin.registry import find, panel_of
from dbservice.admin.selection import Order, Selection, ids, ids_and_count
from dbservice.errors import Invalid
from dbservice.models import Base

PAGE_ROWS = 25
LAST_PAGE = 1_000_000


class Shown(NamedTuple):
    """A cell: its text, blank if there is nothing; the row behind it; what a form would hold."""

    text: str
    behind: int | None
    raw: str


class Row(NamedTuple):
    """A row of the list."""

    id: int
    cells: Sequence[Shown]


@dataclass(frozen=True, eq=False)
class Cell:
    """A column of the list."""

    path: Path
    heading: str
    kind: Kind
    target: Panel | None = None
    is_sortable: bool = False
    is_inline: bool = False

    @property
    def key(self) -> str:
        """Its name in addresses."""
        return self.path.key


@dataclass(frozen=True)
class Wish:
    """What the address of a list asks for.

    `refusals` say which filters could not be understood, and why.
    """

    selection: Selection
    page: int
    given: Mapping[str, str]
    refusals: Mapping[str, str]


@dataclass(frozen=True)
class Page:
    """The rows of a page."""

    rows: Sequence[Row]
    total: Total
    number: int
    has_next: bool

    @property
    def first(self) -> int:
        """The place of the first row, from 1."""
        return (self.number - 1) * PAGE_ROWS + 1

    @property
    def last(self) -> int:
        """The place of the last row."""
        return self.first + len(self.rows) - 1

    @property
    def pages(self) -> int:
        """How many pages there are, or about."""
        return max(1, -(-self.total.number // PAGE_ROWS))


def wish(session: Session, panel: Panel, args: Arguments) -> Wish:
    """Read what an address asks for; what makes no sense is left out."""
    refusals: dict[str, str] = {}
    conditions = []
    given = {name: text.strip() for name, text in args.items() if text.strip()}
    for key, one in filters_of(panel).items():
        try:
            _resolve(session, one, given, args)
            condition = one.condition(session, given)
        except Invalid as error:
            refusals[key] = f"{one.heading}: {error.message}"
        else:
            conditions += [] if condition is None else [condition]
    order = ordered(panel, args.get("sort", ""))
    selection = Selection(panel, given.get("q", ""), tuple(conditions), order)
    return Wish(selection, _page(given.get("page", "")), given, refusals)


def _resolve(session: Session, one: Filter, given: dict[str, str], args: Arguments) -> None:
    """Put the number of a row in the place of words that a picker was left with."""
    typed = given.pop(f"{one.key}.text", None)
    if one.target is None or f"{one.key}.text" not in args:
        return
    if typed is None:
        given.pop(one.key, None)
    elif not given.get(one.key):
        given[one.key] = str(lookup.meant(session, panel_of(one.target), typed))


def ordered(panel: Panel, sort: str) -> Order | None:
    """The order that `name` or, descending, `-name` asks for; None if there is no such one."""
    one = panel.cells.get(sort.removeprefix("-"))
    if one is None or not panel.is_sortable(one):
        return None
    return Order(one.end, descending=sort.startswith("-"))


def page(session: Session, wanted: Wish, cells: Sequence[Cell]) -> Page:
    """The rows of a page; two statements, and one or two to count."""
    chosen, offset = wanted.selection, (wanted.page - 1) * PAGE_ROWS
    guess = counting.guessed(session, chosen)
    if guess is not None and counting.are_few(guess) and not chosen.is_everything:
        found, counted = _found_and_counted(session, chosen, offset)
    else:
        found, counted = _found(session, chosen, offset), None
    has_next = len(found) > PAGE_ROWS
    rows = fetch(session, chosen.panel.model, found[:PAGE_ROWS], cells)
    if not has_next and (rows or not offset):
        total = Total(offset + len(rows))
    elif counted is not None:
        total = counting.told(session, chosen, counted)
    else:
        total = counting.count(session, chosen, guess)
    return Page(rows, total, wanted.page, has_next)


def _found(session: Session, chosen: Selection, offset: int) -> Sequence[int]:
    """The ids of a page, and of one row more if there is one."""
    return session.scalars(ids(chosen, limit=PAGE_ROWS + 1, offset=offset)).all()


def _found_and_counted(
    session: Session, chosen: Selection, offset: int
) -> tuple[Sequence[int], int | None]:
    """The same of few rows of a large table, and how many there are; beyond the last, nothing."""
    most = counting.EXACT_AT_MOST + 1
    statement = ids_and_count(chosen, limit=PAGE_ROWS + 1, offset=offset, most=most)
    found = session.execute(statement).all()
    return [row[0] for row in found], found[0][1] if found else None


def fetch(
    session: Session, model: type[Base], these: Sequence[int], cells: Sequence[Cell]
) -> list[Row]:
    """The cells of these rows, in their order; one statement."""
    if not these:
        return []
    row, query = _selected(model, tuple(cells))
    found = {values[0]: values[1:] for values in session.execute(query.where(row.id.in_(these)))}
    return [Row(id_, shown(cells, found[id_])) for id_ in these if id_ in found]


@lru_cache(maxsize=512)
def _selected(model: type[Base], cells: tuple[Cell, ...]) -> tuple[Any, Select[Any]]:
    """The SELECT of cells and the alias of the rows; to build one takes longer than to run it."""
    row = aliased(model)
    return row, select(row.id, *columns(row, cells))


def columns(row: Any, cells: Sequence[Cell]) -> list[Any]:
    """SQL of what cells need: of a link the label and the id, of a column the value."""
    found: list[Any] = []
    for number, cell in enumerate(cells):
        found.append(value(row, cell.path).label(f"c{number}"))
        if cell.path.is_link:
            key = Path(cell.path.links, near_key(cell.path.end))
            found.append(value(row, key).label(f"k{number}"))
    return found


def shown(cells: Sequence[Cell], values: Sequence[Any]) -> list[Shown]:
    """The cells of a row, from what the database answered."""
    answers = iter(values)
    return [_shown(cell, next(answers), answers) for cell in cells]


def _shown(cell: Cell, content: Any, more: Iterator[Any]) -> Shown:
    if cell.path.is_link:
        key = next(more)
        return Shown(content or "", key, "" if key is None else str(key))
    text = "" if content is None else cell.kind.shown(content)
    return Shown(text, None, cell.kind.text(content) if cell.is_inline else "")


def heading_of(panel: Panel, one: Path) -> str:
    """What a column is called in a panel's list."""
    return panel.labels.get(one.end) or panel_of(owner_of(one.end)).heading(one)


@cache
def cell_of(panel: Panel, one: Path) -> Cell:
    """The column of the list that a path stands for."""
    owner = panel_of(owner_of(one.end))
    return Cell(
        path=one,
        heading=heading_of(panel, one),
        kind=owner.kind(one),
        target=find(target_of(one.end)) if one.is_link else None,
        is_sortable=panel.is_sortable(one),
        is_inline=not one.links and one.end in set(panel.inline),
    )


def chosen_cells(panel: Panel, names: Sequence[str]) -> list[Cell]:
    """The columns of these names; the usual ones if there are none."""
    wanted = [panel.cells[name] for name in names if name in panel.cells]
    if not wanted:
        wanted = list(panel.cells.values())[: len(panel.show)]
    return [cell_of(panel, one) for one in wanted]


def _page(text: str) -> int:
    is_number = text.isdecimal() and len(text) <= len(str(LAST_PAGE))
    return max(int(text), 1) if is_number else 1
