"""Looking imports up: the list with its counters, one import, and the imports it is one with."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, TextClause, func, select, text
from sqlalchemy.orm import Session, joinedload

from dbservice.errors import NotFound
from dbservice.imports.progress import ERRORS_SHOWN
from dbservice.models import Import, ImportFile, ImportPreview, ImportPreviewRow
from dbservice.services.clock import began

T = TypeVar("T", Import, ImportPreview)

PAGE_ROWS = 20
REMARKS_SHOWN = 50
ERRORS_OF_A_KIND = 10
LARGEST_ID = 2**63 - 1

CHAIN = text("""
    WITH RECURSIVE earlier AS (
        SELECT id, resumed_from_id, status FROM imports WHERE id = :id
        UNION SELECT i.id, i.resumed_from_id, i.status
        FROM imports AS i JOIN earlier AS e ON i.id = e.resumed_from_id
    ), later AS (
        SELECT id, resumed_from_id, status FROM imports WHERE id = :id
        UNION SELECT i.id, i.resumed_from_id, i.status
        FROM imports AS i JOIN later AS l ON i.resumed_from_id = l.id
    )
    SELECT id, status FROM earlier UNION SELECT id, status FROM later ORDER BY id
""")
FAILED = text("""
    SELECT code, total, row_number, "column", value, message FROM (
        SELECT code, row_number, "column", value, coalesce(message, code) AS message,
               count(*) OVER kind AS total,
               row_number() OVER (kind ORDER BY row_number) AS place
        FROM import_row WHERE import_id = :id AND outcome = 'failed'
        WINDOW kind AS (PARTITION BY code)
    ) AS failed WHERE place <= :at_most ORDER BY total DESC, code, row_number
""")
REMARKS = """
    SELECT row_number, "column", value, coalesce(message, code), count(*) OVER () AS total
    FROM {table} WHERE {owner} = :id AND outcome <> 'failed' AND code IS NOT NULL
    ORDER BY row_number LIMIT :at_most
"""
REMARKS_OF_IMPORT = text(REMARKS.format(table="import_row", owner="import_id"))
REMARKS_OF_PREVIEW = text(REMARKS.format(table="import_preview_row", owner="preview_id"))


class Link(NamedTuple):
    """An import in a chain of resumed ones."""

    id: int
    status: str


class RowNote(NamedTuple):
    """What was wrong with a row of a sheet, or remarkable about it."""

    number: int | None
    column: str | None
    value: str | None
    message: str

    @property
    def reason(self) -> str:
        """The message to be read beside the column's name, which it need not begin with."""
        return self.message.removeprefix(f"{self.column}: ")


class ErrorKind(NamedTuple):
    """The rows that failed for one reason: the first of them, and how many there are."""

    code: str | None
    first: list[RowNote]
    total: int


class Remarks(NamedTuple):
    """What is remarkable about rows that went in: the first of them, and how many there are."""

    first: list[RowNote]
    total: int


@dataclass(frozen=True)
class Page:
    """A page of the list, newest first."""

    number: int
    imports: list[Import]
    total: int

    @property
    def first(self) -> int:
        """The place of the page's first import in the whole list, from 1."""
        return (self.number - 1) * PAGE_ROWS + 1

    @property
    def last(self) -> int:
        """The place of its last."""
        return self.first + len(self.imports) - 1

    @property
    def has_next(self) -> bool:
        """Whether there are older ones."""
        return self.total > self.number * PAGE_ROWS


@dataclass(frozen=True)
class Wanted:
    """Which imports a list is narrowed to; blank is any.

    Args:
        name: a part of the name of the sheet.
        since: the first day, in Indian time.
        until: the last one.
    """

    status: str | None = None
    type: str | None = None
    by: str | None = None
    name: str | None = None
    since: date | None = None
    until: date | None = None

    def terms(self) -> Iterator[ColumnElement[bool]]:
        """The conditions in SQL."""
        if self.status:
            yield Import.status == self.status
        if self.type:
            yield Import.type == self.type
        if self.by:
            yield Import.created_by == self.by
        if self.name:
            file = select(ImportFile.name).where(ImportFile.id == Import.file_id)
            shown = func.coalesce(file.scalar_subquery(), Import.filename)
            yield shown.icontains(self.name, autoescape=True)
        if self.since:
            yield Import.inserted_at >= began(self.since)
        if self.until:
            yield Import.inserted_at < began(self.until) + timedelta(days=1)


def find(session: Session, id: int) -> Import:
    """The import with its file; raises NotFound."""
    return _with_file(session, Import, id, "import")


def find_preview(session: Session, id: int) -> ImportPreview:
    """The preview with its file; raises NotFound."""
    return _with_file(session, ImportPreview, id, "preview")


def page(session: Session, number: int, wanted: Wanted | None = None) -> Page:
    """A page of the imports, of all or those that are wanted."""
    terms = list((wanted or Wanted()).terms())
    query = select(Import).options(joinedload(Import.file)).where(*terms)
    query = query.order_by(Import.inserted_at.desc(), Import.id.desc())
    rows = query.limit(PAGE_ROWS).offset((number - 1) * PAGE_ROWS)
    total = session.scalar(select(func.count()).select_from(Import).where(*terms)) or 0
    return Page(number, list(session.scalars(rows)), total)


def people(session: Session) -> list[str]:
    """Everybody who has started an import."""
    query = select(Import.created_by).where(Import.created_by.is_not(None)).distinct()
    return sorted(filter(None, session.scalars(query)))


def counters(session: Session) -> Mapping[str, int]:
    """How many imports there are of each status."""
    counted = session.execute(select(Import.status, func.count()).group_by(Import.status))
    return {status or "": count for status, count in counted}


def chain(session: Session, id: int) -> list[Link]:
    """The imports that resume one another, this one among them, oldest first."""
    return [Link(*row) for row in session.execute(CHAIN, {"id": id})]


def error_kinds(session: Session, run: Import) -> list[ErrorKind]:
    """What ended an import, and the first failed rows of each kind, the most frequent kind first.

    Of an older import, whose rows are not kept, those that it keeps itself.
    """
    kept = [_kept(one) for one in (run.error_details or [])[:ERRORS_SHOWN]]
    found = session.execute(FAILED, {"id": run.id, "at_most": ERRORS_OF_A_KIND}).all()
    of_rows = [
        ErrorKind(code, [RowNote(*row[2:]) for row in rows], total)
        for (code, total), rows in groupby(found, attrgetter("code", "total"))
    ]
    return _gathered(one for one in kept if one[1].number is None or not found) + of_rows


def _kept(error: Mapping[str, Any]) -> tuple[str | None, RowNote]:
    note = RowNote(error.get("row"), error.get("column"), error.get("value"), error["error"])
    return error.get("code"), note


def _gathered(errors: Iterable[tuple[str | None, RowNote]]) -> list[ErrorKind]:
    kinds: dict[str | None, list[RowNote]] = {}
    for code, note in errors:
        kinds.setdefault(code, []).append(note)
    return [ErrorKind(code, notes, len(notes)) for code, notes in kinds.items()]


def preview_errors(session: Session, id: int, *, at_most: int) -> list[RowNote]:
    """The rows that would fail."""
    row = ImportPreviewRow
    query = select(row.row_number, row.column, row.value, row.message).where(
        row.preview_id == id, row.outcome == "failed"
    )
    found = session.execute(query.order_by(row.row_number).limit(at_most))
    return [RowNote(number, column, value, text or "") for number, column, value, text in found]


def remarks_of(session: Session, id: int) -> Remarks:
    """What is remarkable about rows of an import that went in all the same."""
    return _remarks(session, REMARKS_OF_IMPORT, id)


def preview_remarks(session: Session, id: int) -> Remarks:
    """What is remarkable about rows of a preview that would go in all the same."""
    return _remarks(session, REMARKS_OF_PREVIEW, id)


def preview_rows(session: Session, id: int, *, at_most: int) -> list[ImportPreviewRow]:
    """The first rows of the sheet, with the cells they would change."""
    query = select(ImportPreviewRow).where(
        ImportPreviewRow.preview_id == id, ImportPreviewRow.changes.is_not(None)
    )
    return list(session.scalars(query.order_by(ImportPreviewRow.row_number).limit(at_most)))


def _remarks(session: Session, query: TextClause, id: int) -> Remarks:
    found = session.execute(query, {"id": id, "at_most": REMARKS_SHOWN}).all()
    return Remarks([RowNote(*row[:-1]) for row in found], found[0].total if found else 0)


def _with_file(session: Session, model: type[T], id: int, noun: str) -> T:
    found = None
    if id <= LARGEST_ID:
        found = session.get(model, id, options=[joinedload(model.file)], populate_existing=True)
    if found is None:
        raise NotFound(f"There is no {noun} {id}")
    return found
