"""A preview as the sheet it is of: which of its cells would change something, and from what."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from dbservice.imports.enrollment_columns import PLACES
from dbservice.imports.import_type import Column, ImportType
from dbservice.models import ImportPreviewRow

NEW, CHANGED, SAME = "new", "changed", ""

Change = Mapping[str, Any]


class Cell(NamedTuple):
    """A cell of the sheet.

    Attributes:
        text: what the sheet says.
        mark: "new" where it fills something, "changed" where it replaces `before`, else blank.
    """

    text: str
    mark: str = SAME
    before: str = ""


class PreviewRow(NamedTuple):
    """A row of the sheet with its outcome."""

    row: ImportPreviewRow
    cells: Sequence[Cell]


class PreviewTable(NamedTuple):
    """The first rows of the sheet, in the columns that count."""

    headings: Sequence[str]
    rows: Sequence[PreviewRow]


def of(
    import_type: ImportType, header: Sequence[str], rows: Sequence[ImportPreviewRow]
) -> PreviewTable:
    """The rows of a preview under the headings that the type knows, in the order of the sheet."""
    known = {column.header: column for column in import_type.columns}
    columns = [(at, known[name]) for at, name in enumerate(header) if name in known]
    found = [PreviewRow(row, list(_cells(row, columns))) for row in rows]
    return PreviewTable([column.header for _, column in columns], found)


def _cells(row: ImportPreviewRow, columns: Sequence[tuple[int, Column]]) -> Iterator[Cell]:
    texts, changes = row.cells or [], row.changes or []
    for at, column in columns:
        text = texts[at] if at < len(texts) else ""
        yield _marked(text, column, changes) if text.strip() else Cell(text)


def _marked(text: str, column: Column, changes: Sequence[Change]) -> Cell:
    told = [change for change in changes if _is_by(column, change)]
    if not told:
        return Cell(text)
    replaced = [one["before"] for one in told if one["before"] not in (None, "")]
    return Cell(text, CHANGED, _readable(replaced[0])) if replaced else Cell(text, NEW)


def _is_by(column: Column, change: Change) -> bool:
    """Whether a change is what a cell of this column brings about."""
    if change["operation"] == "delete":
        return False
    if kind := PLACES.get(column.field):
        return (change["column"], change["after"]) == ("group_type", kind)
    return bool(change["column"] == column.field)


def _readable(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else str(value)
