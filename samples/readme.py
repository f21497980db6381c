"""The text that goes with the sample sheets."""

from collections.abc import Iterator

from samples.faults import BLANK_ROWS, WHITE_SPACE_CELLS_ROW, WHITE_SPACE_ROW, bad_rows
from samples.sheets import FIRST_DATA_ROW, Sheet

SHOWN = 40
BLANKS = ", ".join(map(str, sorted((*BLANK_ROWS, WHITE_SPACE_ROW))))
TEXT = f"""# Sample sheets

Student sheets to try the import "Student Addition" with. Their schools, batches, grades and auth
groups are those of the demo data, so run `flask seed` first. All people are made up: their phone
numbers begin with 5, which no Indian mobile number does, and their addresses end in example.org.

| file | what it is |
|---|---|
| students-clean.csv | 500 new students; every row goes in |
| students-clean.xlsx | the same as a workbook, with real dates and numbers |
| students-dirty.csv | 500 rows with the faults below; everybody else goes in |

The sheets are written by `python -m samples`; a test compares them with what it writes.

## What the clean sheet has in it

Names in Devanagari, Tamil and Gujarati script and with an apostrophe; commas, quotes and line
breaks inside addresses; leading zeros in school codes, phone numbers and APAAR ids; students who
are known by their APAAR id only, who have no batch yet, or only an auth group; yes and no in all
spellings that are understood; genders and categories in lower case.

## What is wrong in the dirty sheet

Row numbers are those of the sheet; the headings are row 1. Rows {BLANKS} are blank and are
skipped. Row {WHITE_SPACE_CELLS_ROW} has cells of white space only; they count as blank, and it
goes in. In the rows whose phone number is bad the father's name looks like a formula; the list of
failed rows defuses it.

| row | column | value | what is wrong | code |
|---|---|---|---|---|
"""


def readme(dirty: Sheet) -> str:
    """The whole text, with the table of faults."""
    return TEXT + "".join(_fault_lines(dirty))


def _fault_lines(dirty: Sheet) -> Iterator[str]:
    for number, fault in bad_rows():
        cell = dirty[number - FIRST_DATA_ROW][fault.header]
        shown = f"`{cell[:SHOWN]}{'...' if len(cell) > SHOWN else ''}`" if cell else "(blank)"
        yield f"| {number} | {fault.header} | {shown} | {fault.why} | {fault.code} |\n"
