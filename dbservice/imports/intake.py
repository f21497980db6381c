"""Taking an import in: every check that comes before the first row, and the record of it."""

import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from dbservice.config import Settings
from dbservice.errors import DomainError, Invalid, NotFound
from dbservice.imports import canonical, files, headings
from dbservice.imports.canonical import CanonicalSheet
from dbservice.imports.import_type import ImportType
from dbservice.imports.registry import TYPES
from dbservice.imports.sources import upload
from dbservice.imports.sources.google_sheets import address, reader
from dbservice.imports.sources.google_sheets.address import SheetAddress
from dbservice.imports.sources.sheet import SourcedSheet
from dbservice.imports.sources.spool import Spool, spool_of
from dbservice.imports.sources.upload import Upload
from dbservice.models import Import, ImportFile

ON_ERROR = {
    "continue": "Go on with the other rows",
    "stop": "Stop at the first bad row",
    "all_or_nothing": "All rows or none",
}
NAME_LIMIT = 255
HEADER_ROW = 1
LARGEST_ID = 2**63 - 1
INTEGER = re.compile(r"[+-]?\d{1,18}", re.ASCII)
DUPLICATES_SHOWN = 5


@dataclass(frozen=True)
class Submission:
    """What a person asks for, as the form brings it: text, and None for what is not there.

    Exactly one of `upload`, `sheet_url` and `file_id` says where the sheet is; `file_id` is a
    sheet that was taken in before.
    """

    type: str | None = None
    start_row: str | None = None
    on_error: str | None = None
    sheet_url: str | None = None
    upload: Upload | None = None
    file_id: str | None = None


@dataclass(frozen=True)
class Terms:
    """How a sheet is to be imported."""

    type: ImportType
    start_row: int
    on_error: str


@dataclass(frozen=True)
class NewSheet:
    """A sheet that has passed all checks and is not stored yet."""

    source: SourcedSheet
    content: CanonicalSheet

    @property
    def row_count(self) -> int:
        """The row number of the last row."""
        return self.content.row_count

    @property
    def header(self) -> Sequence[str]:
        """The normalised headings."""
        return self.content.header


@contextmanager
def examined(
    session: Session, submission: Submission, settings: Settings
) -> Iterator[tuple[Terms, NewSheet | ImportFile]]:
    """A submission that passed all checks, and its sheet, to be kept inside; nothing is written.

    Raises:
        DomainError: the first thing that is wrong, with the form's field it is about.
    """
    _refuse_source(submission)
    import_type = _import_type(submission.type)
    terms = Terms(import_type, _start_row(submission.start_row), _on_error(submission.on_error))
    place = _place(submission)
    with ExitStack() as stack:
        sheet = _sheet(session, place, spool_of(stack), settings)
        _refuse_start(terms.start_row, sheet.row_count)
        with _about(place):
            headings.refuse_unfit(sheet.header, import_type)
        yield terms, sheet


def keep(session: Session, sheet: NewSheet | ImportFile, *, by: str) -> ImportFile:
    """The sheet in the database."""
    if isinstance(sheet, ImportFile):
        return sheet
    return files.store(session, sheet.source, sheet.content, by=by)


def start(session: Session, terms: Terms, file: ImportFile, *, by: str) -> Import:
    """Record an import that waits for a worker; ring for one after the commit."""
    run = Import(
        filename=file.name[:NAME_LIMIT],
        status="pending",
        type=terms.type.name,
        total_rows=0,
        processed_rows=0,
        error_count=0,
        error_details=[],
        start_row=terms.start_row,
        file_id=file.id,
        on_error=terms.on_error,
        created_by=by,
    )
    session.add(run)
    session.flush()
    return run


def duplicates(session: Session, terms: Terms, file: ImportFile) -> list[Import]:
    """Imports of the same content and type that run, wait, or are through; the newest first."""
    same: list[ColumnElement[bool]] = [
        ImportFile.sha256 == file.sha256,
        Import.type == terms.type.name,
        Import.status.in_(["pending", "processing", "completed"]),
        Import.undone_at.is_(None),
    ]
    query = select(Import).join(ImportFile, ImportFile.id == Import.file_id).where(*same)
    return list(session.scalars(query.order_by(Import.id.desc()).limit(DUPLICATES_SHOWN)))


Place = Upload | SheetAddress | int


def _refuse_source(submission: Submission) -> None:
    given = [submission.upload, (submission.sheet_url or "").strip(), submission.file_id]
    if sum(map(bool, given)) > 1:
        raise Invalid(
            "Choose either a file or the address of a Google sheet, not both",
            field="sheet_url",
            code="SOURCE_AMBIGUOUS",
        )
    if not any(given):
        code = "URL_MISSING" if submission.sheet_url is None else "URL_BLANK"
        raise Invalid(
            "Choose a file, or give the address of a Google sheet", field="file", code=code
        )


def _import_type(name: str | None) -> ImportType:
    if not name:
        raise Invalid("Choose what the sheet holds", field="type", code="TYPE_MISSING")
    if name not in TYPES:
        raise Invalid(f"There is no import type {name!r}", field="type", code="TYPE_UNKNOWN")
    return TYPES[name]


def _start_row(text: str | None) -> int:
    text = (text or "").strip()
    if not text:
        raise Invalid("Say which row to begin at", field="start_row", code="START_ROW_MISSING")
    if not INTEGER.fullmatch(text):
        raise Invalid(
            f"{text[:20]!r} is not a whole number", field="start_row", code="START_ROW_NOT_A_NUMBER"
        )
    return int(text)


def _on_error(name: str | None) -> str:
    name = name or next(iter(ON_ERROR))
    if name not in ON_ERROR:
        raise Invalid(
            f"{name!r} is none of {', '.join(ON_ERROR)}", field="on_error", code="ON_ERROR_UNKNOWN"
        )
    return name


def _place(submission: Submission) -> Place:
    if submission.upload:
        return submission.upload
    if submission.file_id:
        return int(submission.file_id) if INTEGER.fullmatch(submission.file_id) else 0
    return address.parse(submission.sheet_url or "")


def _sheet(
    session: Session, place: Place, spool: Spool, settings: Settings
) -> NewSheet | ImportFile:
    if isinstance(place, int):
        return _stored(session, place)
    with _about(place):
        if isinstance(place, SheetAddress):
            source = reader.read(place, spool, settings)
        else:
            source = upload.read(place, spool, max_mb=settings.max_upload_mb)
        content = canonical.canonical(source.content, spool(), max_rows=settings.max_import_rows)
    return NewSheet(source, content)


def _stored(session: Session, id: int) -> ImportFile:
    file = session.get(ImportFile, id) if 0 < id <= LARGEST_ID else None
    if file is None:
        raise NotFound("This sheet is no longer stored; choose it again", field="file")
    return file


def _refuse_start(start_row: int, row_count: int) -> None:
    if start_row <= HEADER_ROW:
        raise Invalid(
            "Row 1 holds the headings; the first row of data is row 2",
            field="start_row",
            code="START_ROW_TOO_SMALL",
        )
    if start_row > row_count:
        last = f"The sheet ends at row {row_count}" if row_count > 1 else "The sheet has no data"
        raise Invalid(
            f"{last}; row {start_row} is past its end", field="start_row", code="START_ROW_PAST_END"
        )


@contextmanager
def _about(place: Place) -> Iterator[None]:
    """Name the field of the form that brought the sheet, where a refusal names none."""
    try:
        yield
    except DomainError as refusal:
        refusal.field = refusal.field or (
            "sheet_url" if isinstance(place, SheetAddress) else "file"
        )
        raise
