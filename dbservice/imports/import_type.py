"""What an import type is, and how the rows of its sheets are read."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from sqlalchemy.orm import Session

from dbservice.errors import DomainError, Invalid
from dbservice.imports.cells import UNREAD, Kind
from dbservice.imports.rows import Outcome, Row

Apply = Callable[[Session, Sequence[Row]], None]


class Section(StrEnum):
    """What a sheet is about, in the order in which the form offers it."""

    PEOPLE = "People"
    ENROLMENT = "Enrolment"
    CORRECTIONS = "Corrections"
    CONTENT = "Content"
    ORGANISATION = "Organisation"


@dataclass(frozen=True)
class Column:
    """A column of a sheet: its exact heading, the field its cells fill, and their kind.

    `blank` is the code of the error that a blank cell is; without one the cell may be blank.
    """

    header: str
    field: str
    kind: Kind
    required: bool = True
    about: str = ""
    example: str = ""
    blank: str = ""


@dataclass(frozen=True)
class ImportType:
    """A kind of sheet.

    `apply` takes rows whose cells have been read. It touches only the session, and gives every
    row an outcome: it rejects the rows that break a rule before it writes, and writes the others
    with a fixed number of statements. When the database refuses a write the engine rolls back and
    tries again with fewer rows, until the bad ones stand alone.

    For the people who use it: `writes` are the tables that it changes, `errors` the codes of what
    can be wrong with a row beyond unreadable cells, `remarks` those of what is remarkable about
    one that goes in, `again` what a second run of the same sheet does. `section` and `position`
    are the place in the form. A protected type takes an admin.
    """

    name: str
    label: str
    section: Section
    position: int
    summary: str
    columns: tuple[Column, ...]
    apply: Apply
    protected: bool = False
    writes: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    again: str = ""

    @property
    def address(self) -> str:
        """Where imports of this type are started: protected types have an address each."""
        return f"/imports/{self.name.removesuffix('_addition')}" if self.protected else "/imports"

    @property
    def template_filename(self) -> str:
        """The name of the template that people download."""
        return self.label.replace(" ", "") + ".csv"

    def headers(self) -> list[str]:
        """Every heading, in the order of the template."""
        return sorted(column.header for column in self.columns)

    @cached_property
    def header_of(self) -> Mapping[str, str]:
        """The heading above each field."""
        return {column.field: column.header for column in self.columns}


class SheetReader:
    """Reads the rows of one sheet; knows where the columns are that the type wants."""

    def __init__(self, import_type: ImportType, header: Sequence[str]) -> None:
        positions = {name: index for index, name in enumerate(header)}
        self._columns = [
            (positions[column.header], column.field, column.kind.parse)
            for column in import_type.columns
            if column.header in positions and column.kind is not UNREAD
        ]
        self._needed = {column.field: column for column in import_type.columns if column.blank}

    def read(self, number: int, cells: Sequence[str]) -> Row:
        """The row with the values of its filled cells; rejected if one of them cannot be read."""
        row = Row(number, cells)
        values = row.values
        problems = []
        width = len(cells)
        for index, field, parse in self._columns:
            if index >= width or not (cell := cells[index]) or cell.isspace():
                continue
            try:
                values[field] = parse(cell)
            except DomainError as error:
                error.field = field
                error.data["value"] = cell
                problems.append(error)
        if not (values or problems) and not any(cell and not cell.isspace() for cell in cells):
            row.finish(Outcome.SKIPPED)
        elif problems or not values.keys() >= self._needed.keys():
            row.reject(*problems, *self._blanks(values.keys() | {one.field for one in problems}))
        return row

    def _blanks(self, filled: Collection[str | None]) -> list[DomainError]:
        return [
            Invalid(f"{column.header} is blank", field=field, code=column.blank)
            for field, column in self._needed.items()
            if field not in filled
        ]
