"""The report on failed rows: the sheet's own columns, and what was wrong, to be corrected."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from sqlalchemy import TextClause, text

from dbservice.db import reading
from dbservice.imports.formulas import guard
from dbservice.imports.headings import REPORT_HEADINGS

AT_A_TIME = 1000
COLUMNS = "row_number, code, message, cells"
LIMITS = "outcome = 'failed' AND row_number > :after ORDER BY row_number LIMIT :limit"

OF_IMPORT = text(f"SELECT {COLUMNS} FROM import_row WHERE import_id = :id AND {LIMITS}")
OF_PREVIEW = text(f"SELECT {COLUMNS} FROM import_preview_row WHERE preview_id = :id AND {LIMITS}")

FailedRow = tuple[int, str, str, Sequence[str] | None]


def of_import(id: int, header: Sequence[str]) -> Iterator[str]:
    """The failed rows of an import as CSV, bit by bit."""
    return _report(header, _rows(OF_IMPORT, id))


def of_preview(id: int, header: Sequence[str]) -> Iterator[str]:
    """The rows that would fail, as CSV, bit by bit."""
    return _report(header, _rows(OF_PREVIEW, id))


def _report(header: Sequence[str], rows: Iterable[FailedRow]) -> Iterator[str]:
    """Our columns come last; those of an earlier report that was corrected are left out."""
    own = [index for index, name in enumerate(header) if name not in REPORT_HEADINGS]
    lines = (
        [*_cells(cells or (), own), str(number), code or "", message or ""]
        for number, code, message, cells in rows
    )
    heading = [*(header[index] for index in own), *REPORT_HEADINGS]
    return map(_line, chain([heading], lines))


def _cells(cells: Sequence[str], own: Sequence[int]) -> Iterator[str]:
    return (cells[index] if index < len(cells) else "" for index in own)


def _line(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow([guard(cell) for cell in cells])
    return line.getvalue()


def _rows(query: TextClause, id: int) -> Iterator[FailedRow]:
    after = 0
    while True:
        with reading() as connection:
            found = connection.execute(query, {"id": id, "after": after, "limit": AT_A_TIME}).all()
        yield from (tuple(row) for row in found)
        if len(found) < AT_A_TIME:
            return
        after = found[-1].row_number
