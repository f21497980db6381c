"""Reading CSV: decoded records, one for each row of the spreadsheet, and what can be wrong."""

import csv
from collections.abc import Iterable, Iterator
from itertools import count
from typing import IO

import charset_normalizer

from dbservice.errors import Invalid

BYTE_ORDER_MARK = "\ufeff"
LINES_IN_A_CELL = 50
LINES_IN_A_RECORD = 1000
SAMPLE_BYTES = 64 * 1024

# What Excel and other desktop programs write when they do not write UTF-8.
DESKTOP_ENCODINGS = {
    "cp1252": "Windows-1252",
    "mac_roman": "Mac Roman",
    "shift_jis": "Shift JIS",
    "gb18030": "GB 18030",
}


def text_lines(content: IO[bytes]) -> Iterator[str]:
    """The lines of UTF-8 text, with their line ends as they are.

    Raises:
        Invalid: the bytes are not UTF-8 text; says where, and what they look like.
    """
    for number, line in enumerate(_byte_lines(content), 1):
        try:
            text = line.decode()
        except UnicodeDecodeError:
            content.seek(0)
            raise Invalid(_encoding_refusal(number, content), code="NOT_UTF8") from None
        if "\0" in text:
            raise Invalid(
                f"Line {number} holds a NUL character, so this is not a text file. Save the sheet"
                " as CSV UTF-8 and choose that file",
                code="NOT_TEXT",
            )
        yield text.removeprefix(BYTE_ORDER_MARK) if number == 1 else text


def records(lines: Iterable[str]) -> Iterator[list[str]]:
    """The cells of each record, in order; a blank line is a record without cells.

    Raises:
        Invalid: a quotation mark is out of place or is never closed; names the row.
    """
    pulled: list[str] = []
    reader = csv.reader(_noted(lines, pulled), strict=True)
    for row_number in count(1):
        pulled.clear()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _malformed(row_number, pulled, str(error)) from None
        if len(pulled) > 1 or '"' in pulled[0]:
            _refuse_stray_quotes(row_number, pulled, cells)
        yield cells


def _byte_lines(content: IO[bytes]) -> Iterator[bytes]:
    """Lines that end in LF, CR LF, or CR alone, as old spreadsheet programs write it."""
    for line in content:
        if b"\r" in line[:-2]:
            yield from line.splitlines(keepends=True)
        else:
            yield line


def _noted(lines: Iterable[str], pulled: list[str]) -> Iterator[str]:
    for line in lines:
        pulled.append(line)
        if len(pulled) > LINES_IN_A_RECORD:
            raise csv.Error("unexpected end of data")
        yield line


def _malformed(row_number: int, pulled: list[str], cause: str) -> Invalid:
    if "field limit" in cause:
        problem = "a cell is longer than 131,072 characters"
    elif "expected after" in cause:
        problem = "text follows a closing quotation mark"
    else:
        problem = "a quotation mark is opened and never closed"
    return _refusal(row_number, problem, pulled)


def _refuse_stray_quotes(row_number: int, pulled: list[str], cells: list[str]) -> None:
    if len(pulled) > LINES_IN_A_CELL and any(_lines(cell) > LINES_IN_A_CELL for cell in cells):
        problem = f"a quoted cell spans more than {LINES_IN_A_CELL} lines"
        raise _refusal(row_number, problem, pulled)
    if any('"' in line for line in pulled) and _has_stray_quote("".join(pulled)):
        raise _refusal(row_number, "a quotation mark stands inside a cell without quotes", pulled)


def _lines(cell: str) -> int:
    return len(cell.splitlines())


def _has_stray_quote(record: str) -> bool:
    """Whether a quotation mark stands in a cell that does not begin with one.

    The reader accepts it, but a record like this is most often one that lost a quotation mark
    elsewhere. Outside of quoted cells, a record of the standard form has none.
    """
    before_quotes = record.split('"')[:-1:2]
    return any(part and not part.endswith(",") for part in before_quotes)


def _refusal(row_number: int, problem: str, pulled: list[str]) -> Invalid:
    begin = pulled[0].strip()[:40] if pulled else ""
    return Invalid(
        f"Row {row_number}: {problem}. The row begins with: {begin}",
        code="CSV_MALFORMED",
        data={"row": row_number},
    )


def _encoding_refusal(line_number: int, content: IO[bytes]) -> str:
    guess = charset_normalizer.from_bytes(
        content.read(SAMPLE_BYTES), cp_isolation=list(DESKTOP_ENCODINGS)
    ).best()
    looks = f" (it looks like {DESKTOP_ENCODINGS[guess.encoding]})" if guess else ""
    return (
        f"The file is not UTF-8 text{looks}; see line {line_number}. In Excel, save it as"
        " “CSV UTF-8 (Comma delimited)”"
    )
