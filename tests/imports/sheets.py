"""Sheets for tests: students with headings and cells, as CSV or workbook."""

import csv
import io
from collections.abc import Mapping, Sequence

import xlsxwriter

from dbservice.imports.registry import TYPES

HEADERS = TYPES["student"].headers()


def student_rows(*students: Mapping[str, str], headers: Sequence[str] = HEADERS) -> list[list[str]]:
    """A header and one row for each student, whose cells are blank unless given."""
    return [list(headers), *([row.get(name, "") for name in headers] for row in students)]


def csv_of(rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def workbook_of(rows: Sequence[Sequence[object]], **options: object) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, **options}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return content.getvalue()
