"""What changes say, in words: columns by their headings, references by what the rows are called."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from dbservice.admin import lookup, registry
from dbservice.admin.documents import Document, Names
from dbservice.admin.kinds import Day, Kind, WallClock
from dbservice.admin.listing import heading_of
from dbservice.admin.panel import Panel
from dbservice.admin.panels.enrollment import ENTITIES
from dbservice.admin.paths import Path, column_of, humanised, target_of
from dbservice.models import Change
from dbservice.services import history
from dbservice.services.bulk import STAMPS
from dbservice.services.crud import json_text
from dbservice.services.history import CellChange

UNTOLD = {"id", *STAMPS}  # every row has these, and they say nothing
POINTERS = {("enrollment_record", "group_id"): "group_type", ("group", "child_id"): "type"}
"""Columns that hold the id of a row whose table another column names."""
DEEP = 6  # levels of a document that are compared by themselves


class Words(NamedTuple):
    """A value as people read it; of a reference also the panel and the id of the row behind."""

    text: str
    target: Panel | None = None
    id: int | None = None


class Difference(NamedTuple):
    """A value that is not what it was; None where there was or is nothing.

    `part` tells the place inside a document.
    """

    heading: str
    part: str
    before: Words | None
    after: Words | None


@dataclass(frozen=True)
class Named:
    """What the rows are called that changes refer to, by panel and id."""

    labels: Mapping[tuple[Panel, int], str] = field(default_factory=dict)

    def words(self, panel: Panel, id: int) -> Words:
        """A row by name; one that is not there by its number."""
        known = self.labels.get((panel, id))
        return Words(known, panel, id) if known else Words(f"{panel.one} {id}, not there any more")


def panel_of_table(table: str) -> Panel | None:
    """The panel of a table, if it has one."""
    return registry.of_table(table)


def named(session: Session, changes: Sequence[Change]) -> Named:
    """Look up every row that changes are of or refer to; one statement for each table."""
    wanted: dict[Panel, set[int]] = {}
    for change in changes:
        for panel, id_ in _mentioned(change):
            wanted.setdefault(panel, set()).add(id_)
    return Named(
        {
            (panel, id_): text
            for panel, ids in wanted.items()
            for id_, text in lookup.labels(session, panel, ids).items()
        }
    )


def told(change: Change, names: Named) -> list[Difference]:
    """What a change has changed, column by column."""
    return list(compared(change, history.cells(change), names))


def compared(change: Change, cells: Iterator[CellChange], names: Named) -> Iterator[Difference]:
    """The differences that cells of the row of a change make."""
    panel = panel_of_table(change.table_name)
    for cell in cells:
        if cell.column not in UNTOLD:
            yield from _told(change, panel, cell, names)


def _told(
    change: Change, panel: Panel | None, cell: CellChange, names: Named
) -> Iterator[Difference]:
    path = None if panel is None else columns_by_name(panel).get(cell.column)
    if panel is None or path is None:
        heading = humanised(cell.column)
        if panel is not None and cell.column in hidden_columns(panel):
            yield Difference(heading, "", _secret(cell.before), _secret(cell.after))
            return
        yield Difference(heading, "", _plain(cell.before), _plain(cell.after))
        return
    heading, kind = heading_of(panel, path), panel.kind(path)
    if isinstance(kind, Document | Names):
        yield from _parts(heading, kind, cell)
        return
    sides = ((cell.before, change.before), (cell.after, change.after))
    targets = [_target(change.table_name, path, image or {}) for _, image in sides]
    before, after = (
        _words(kind, value, target, names)
        for (value, _), target in zip(sides, targets, strict=True)
    )
    yield Difference(heading, "", before, after)


def _words(kind: Kind, value: Any, target: Panel | None, names: Named) -> Words | None:
    if value is None:
        return None
    return Words(readable(kind, value)) if target is None else names.words(target, int(value))


def readable(kind: Kind, value: Any) -> str:
    """A value of the history, which is JSON, as the page of a row shows it."""
    try:
        if isinstance(kind, Day):
            value = date.fromisoformat(value)
        elif isinstance(kind, WallClock):
            value = datetime.fromisoformat(value)
        return kind.full(value)
    except (TypeError, ValueError, AttributeError):  # of a time when the column held something else
        return json_text(value)


@cache
def columns_by_name(panel: Panel) -> Mapping[str, Path]:
    """The columns of a panel that people may see, by their names in the database."""
    return {one.column.name: one for one in panel.columns.values()}


@cache
def hidden_columns(panel: Panel) -> frozenset[str]:
    """The columns of a panel that nobody sees."""
    return frozenset(column_of(one).name for one in panel.hidden)


def _mentioned(change: Change) -> Iterator[tuple[Panel, int]]:
    panel = panel_of_table(change.table_name)
    if panel is None:
        return
    yield panel, change.row_id
    for image in (change.before, change.after):
        for name, value in (image or {}).items():
            path = columns_by_name(panel).get(name)
            target = path and _target(change.table_name, path, image or {})
            if target and value is not None:
                yield target, int(value)


def _target(table: str, path: Path, image: Mapping[str, Any]) -> Panel | None:
    """The panel of the row that a column refers to, if it refers to one."""
    if path.is_link:
        return registry.find(target_of(path.end))
    kind = POINTERS.get((table, path.column.name))
    model = kind and ENTITIES.get(image.get(kind) or "")
    return registry.find(model) if model else None


def _parts(heading: str, kind: Kind, cell: CellChange) -> Iterator[Difference]:
    """A document is compared part by part."""
    before, after = (dict(_flat(kind, value)) for value in (cell.before, cell.after))
    for place in before | after:
        if before.get(place) != after.get(place):
            part = " \u203a ".join(place)
            old, new = (_plain(side.get(place)) for side in (before, after))
            yield Difference(heading, part, old, new)


def _flat(kind: Kind, value: Any) -> Iterator[tuple[tuple[str, ...], Any]]:
    """The parts of a document, each with the keys that lead to it."""
    if isinstance(kind, Names):
        for entry in kind.entries(value):
            yield (str(entry.get(kind.language) or ""),), entry.get(kind.member)
    else:
        yield from _leaves(value, ())


def _leaves(value: Any, place: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    inside: Sequence[tuple[Any, Any]] = ()
    if isinstance(value, dict):
        inside = list(value.items())
    elif isinstance(value, list) and any(isinstance(one, dict | list) for one in value):
        inside = list(enumerate(value, start=1))
    if not inside or len(place) == DEEP:
        if value not in (None, {}, []):
            yield place, value
        return
    for key, one in inside:
        yield from _leaves(one, (*place, str(key)))


def _plain(value: Any) -> Words | None:
    if value is None:
        return None
    return Words(value if isinstance(value, str) else json_text(value))


def _secret(value: Any) -> Words | None:
    return None if value is None else Words("not shown")
