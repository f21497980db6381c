"""Writes the first visible sheet of a workbook to standard output as CSV.

Run as a script, by `workbook`, because a workbook can be made to eat all memory there is. Imports
nothing of the service, so that it starts at once.
"""

import csv
import re
import resource
import sys
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import Any, TextIO
from xml.etree import ElementTree as ET

import python_calamine

REFUSED_WITH_REASON = 3
CPU_SECONDS = 60
MEMORY_TIMES = 2  # a cell in memory takes more than its text
LEAST_MEMORY = 256 * 1024 * 1024
EXACT_DIGITS = 15  # as many as a spreadsheet keeps of a number
MIDNIGHT = time()
CHUNK = 1024 * 1024
ERROR_CELL = b't="e"'
PLACE = re.compile(r"(?P<column>[A-Z]{1,3})(?P<row>\d{1,7})")

ErrorCells = dict[int, list[tuple[int, str]]]


class Refused(Exception):
    """The workbook holds no sheet that can be imported; the message is for people."""


def cell_text(value: Any) -> str:
    """What a person reads in the cell, in the form in which the imports take it."""
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case float() if value.is_integer():
            return f"{value:.0f}"
        case float():
            return f"{value:.{EXACT_DIGITS}g}"
        case datetime() if value.time() == MIDNIGHT:
            return value.date().isoformat()
        case date() | time():
            return value.isoformat()
        case _:
            return str(value)


def rows(path: str) -> Iterator[list[str]]:
    """The rows of the first visible sheet, the empty ones above the data included."""
    workbook = python_calamine.CalamineWorkbook.from_path(path)
    index, sheet = first_visible(workbook)
    errors = error_cells(path, index)
    left = sheet.start[1] if sheet.start else 0
    for number, values in enumerate(sheet.iter_rows()):
        cells = [cell_text(value) for value in values]
        for column, text in errors.get(number, ()):
            cells[column - left] = text
        while cells and not cells[-1]:
            cells.pop()
        yield cells


def first_visible(
    workbook: python_calamine.CalamineWorkbook,
) -> tuple[int, python_calamine.CalamineSheet]:
    """The sheet a person sees first, and where it stands among all."""
    for index, sheet in enumerate(workbook.sheets_metadata):
        if (sheet.typ, sheet.visible) == (
            python_calamine.SheetTypeEnum.WorkSheet,
            python_calamine.SheetVisibleEnum.Visible,
        ):
            return index, workbook.get_sheet_by_index(index)
    raise Refused("The workbook has no visible sheet")


def error_cells(path: str, index: int) -> ErrorCells:
    """The cells of a sheet that show an error such as #N/A, by row.

    The library reads them as empty, and a look-up that failed would pass for a cell left blank.
    """
    found: ErrorCells = defaultdict(list)
    with zipfile.ZipFile(path) as archive:
        member = sheet_member(archive, index)
        if member is None or not mentions_error(archive, member):
            return found
        with archive.open(member) as sheet:
            for _, element in ET.iterparse(sheet):  # noqa: S314  # expat bounds entity expansion
                if element.get("t") == "e" and (place := PLACE.fullmatch(element.get("r", ""))):
                    row, column = int(place["row"]) - 1, column_number(place["column"])
                    found[row].append((column, element.findtext("{*}v") or "#N/A"))
                if element.tag.endswith("}row"):
                    element.clear()
    return found


def sheet_member(archive: zipfile.ZipFile, index: int) -> str | None:
    """The member of the archive that holds the sheet; None in binary workbooks."""
    try:
        book = ET.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314  # as above
        links = ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    except KeyError:
        return None
    sheet = book.findall("{*}sheets/{*}sheet")[index]
    [key] = [value for name, value in sheet.items() if name.endswith("}id")]
    [target] = [link.get("Target", "") for link in links if link.get("Id") == key]
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def mentions_error(archive: zipfile.ZipFile, member: str) -> bool:
    """Whether any cell may be one that shows an error; quickly."""
    end = b""
    with archive.open(member) as sheet:
        while chunk := sheet.read(CHUNK):
            if ERROR_CELL in end + chunk:
                return True
            end = chunk[-len(ERROR_CELL) :]
    return False


def column_number(letters: str) -> int:
    """A is 0, Z is 25, AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def write(table: Iterable[list[str]], target: TextIO, limit: int) -> None:
    """Write the rows as CSV; raises Refused when that takes more than `limit` characters."""
    written = 0
    writer = csv.writer(target)
    for cells in table:
        written += writer.writerow(cells)
        if written > limit:
            raise Refused("The sheet is far too large; save it as CSV UTF-8 and upload that file")


def restrict(limit: int) -> None:
    """Bound the memory and the time of this process."""
    memory = LEAST_MEMORY + MEMORY_TIMES * limit
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(path: str, limit: int) -> None:
    """Read the workbook at `path`, whose text may take `limit` bytes."""
    restrict(limit)
    sys.stdout.reconfigure(encoding="utf-8", newline="")  # type: ignore[union-attr]
    try:
        write(rows(path), sys.stdout, limit)
    except Refused as refusal:
        sys.stderr.write(str(refusal))
        sys.exit(REFUSED_WITH_REASON)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
