"""Deletions in words: what the rows were called, what was in them, what went along."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from dbservice.admin import differences, images, trail
from dbservice.admin.differences import Difference, panel_of_table
from dbservice.admin.panel import Panel
from dbservice.models import Change
from dbservice.services import deletions
from dbservice.services.deletions import GOING_ALONG, Deleted, Deletion
from dbservice.services.nouns import noun

ROWS_SHOWN = 50  # of each table of a deletion
NAMED = 3  # rows of a deletion that are named in a list


@dataclass(frozen=True)
class Gone:
    """A deleted row by name, and what was in it."""

    row: Deleted
    noun: str
    title: str
    contents: Sequence[Difference] = ()


@dataclass(frozen=True)
class Line:
    """A deletion with its first rows by name.

    Attributes:
        more: how many rows are worth naming beside them.
        along: what went with them, in words.
    """

    deletion: Deletion
    rows: Sequence[Gone]
    more: int
    along: str


@dataclass(frozen=True)
class Section:
    """The rows of one table that went with a deletion: how many, and the first of them."""

    heading: str
    number: int
    rows: Sequence[Gone]


def lines(session: Session, those: Sequence[Deletion]) -> list[Line]:
    """Deletions with their first rows by name; a statement for each table."""
    hidden = set(trail.hidden_tables())
    shown = [[row for row in one.rows if row.table not in hidden][:NAMED] for one in those]
    titles = _titles(session, [row for rows in shown for row in rows])
    return [
        _line(one, [_gone(row, titles) for row in rows])
        for one, rows in zip(those, shown, strict=True)
    ]


def sections(session: Session, deletion: Deletion) -> list[Section]:
    """The rows of a deletion by table, what went along last; three statements for each table."""
    hidden = set(trail.hidden_tables())
    found = []
    for table in sorted(deletion.counts, key=lambda name: (name in GOING_ALONG, name)):
        if table not in hidden:
            rows = deletions.rows_of(session, deletion, table, limit=ROWS_SHOWN)
            panel = panel_of_table(table)
            heading = panel.many if panel else noun(table).several.capitalize()
            found.append(Section(heading, deletion.counts[table], _contents(session, rows)))
    return found


def headline(session: Session, deletion: Deletion) -> str:
    """A deletion by its first row, with the number of the others."""
    [line] = lines(session, [deletion])
    named = ", ".join(row.title for row in line.rows)
    return f"{named} and {line.more} more" if line.more else named


def counted(counts: Mapping[str, int]) -> str:
    """How many rows of which tables, in words, what goes along last: `1 batch, 2 memberships`."""
    ordered = sorted(counts, key=lambda table: table in GOING_ALONG)
    return ", ".join(f"{counts[table]:,} {_noun(table, counts[table])}" for table in ordered)


def _line(deletion: Deletion, rows: Sequence[Gone]) -> Line:
    worth = {table: number for table, number in deletion.counts.items() if table not in GOING_ALONG}
    along = {table: number for table, number in deletion.counts.items() if table in GOING_ALONG}
    if not worth:
        worth, along = along, {}
    return Line(deletion, rows, max(sum(worth.values()) - len(rows), 0), counted(along))


def _contents(session: Session, rows: Sequence[Deleted]) -> list[Gone]:
    changes = [
        Change(table_name=row.table, row_id=row.row_id, operation="delete", before=row.image)
        for row in rows
    ]
    names = differences.named(session, changes)
    titles = _titles(session, rows)
    return [
        _gone(row, titles, differences.told(change, names))
        for row, change in zip(rows, changes, strict=True)
    ]


def _gone(row: Deleted, titles: Mapping[int, str], contents: Sequence[Difference] = ()) -> Gone:
    called = _noun(row.table, 1)
    return Gone(row, called, titles.get(row.change_id) or f"{called} {row.row_id}", contents)


def _titles(session: Session, rows: Sequence[Deleted]) -> dict[int, str]:
    """What deleted rows were called, by the id of the change that deleted them."""
    by_panel: dict[Panel, list[Deleted]] = {}
    for row in rows:
        panel = panel_of_table(row.table)
        if panel and row.image:
            by_panel.setdefault(panel, []).append(row)
    titles = {}
    for panel, some in by_panel.items():
        known = images.labels(session, panel, [row.image for row in some if row.image])
        titles.update({row.change_id: known[row.row_id] for row in some if row.row_id in known})
    return titles


def _noun(table: str, number: int) -> str:
    panel = panel_of_table(table)
    if panel is None:
        words = noun(table)
        return words.one if number == 1 else words.several
    return panel.one if number == 1 else panel.many_inside
