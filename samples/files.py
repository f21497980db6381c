"""The sample sheets as files, the same to the last byte on every run."""

import csv
from datetime import UTC, date, datetime
from pathlib import Path

import xlsxwriter

from samples.faults import dirty_sheet
from samples.readme import readme
from samples.sheets import FIRST_NUMBER_CLEAN, HEADERS, Sheet, student_sheet

MADE_ON = datetime(2026, 6, 15, tzinfo=UTC)
DATES = ("start_date", "addition_date", "user_date_of_birth")
NUMBERS = ("grade",)


def write_all(folder: Path) -> None:
    """Write the sheets and the table of their faults into this folder."""
    clean, dirty = student_sheet(FIRST_NUMBER_CLEAN), dirty_sheet()
    write_csv(folder / "students-clean.csv", clean)
    write_csv(folder / "students-dirty.csv", dirty)
    write_xlsx(folder / "students-clean.xlsx", clean)
    (folder / "README.md").write_text(readme(dirty), encoding="utf-8")


def write_csv(path: Path, rows: Sheet) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, HEADERS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def write_xlsx(path: Path, rows: Sheet) -> None:
    """A workbook as people make them: dates are dates, grades are numbers, codes are text."""
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        book.set_properties({"created": MADE_ON})
        sheet = book.add_worksheet("Students")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, HEADERS)
        for number, row in enumerate(rows, 1):
            for column, header in enumerate(HEADERS):
                cell = row[header]
                if header in DATES and cell:
                    sheet.write_datetime(number, column, date.fromisoformat(cell), day)
                elif header in NUMBERS and cell:
                    sheet.write_number(number, column, int(cell))
                else:
                    sheet.write_string(number, column, cell)
