"""The one form in which sheets are stored, whatever they came as."""

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any

from dbservice.errors import Invalid
from dbservice.imports.csv_records import BYTE_ORDER_MARK, records, text_lines
from dbservice.imports.formulas import unguarded
from dbservice.imports.template import is_example


@dataclass(frozen=True)
class CanonicalSheet:
    """UTF-8 CSV with a normalised header and without trailing blank rows.

    `row_count` counts the header too, so it is the row number of the last row.
    """

    content: IO[bytes]
    header: tuple[str, ...]
    row_count: int
    size: int
    sha256: str


class _Digest(io.RawIOBase):
    """A file that hashes and counts the bytes it passes on."""

    def __init__(self, content: IO[bytes]) -> None:
        self._content = content
        self.sha256 = hashlib.sha256()
        self.size = 0

    def writable(self) -> bool:
        return True

    def write(self, written: Any) -> int:
        self.sha256.update(written)
        self.size += len(written)
        return self._content.write(written)


def canonical(content: IO[bytes], stored: IO[bytes], *, max_rows: int) -> CanonicalSheet:
    """Read CSV text to its end and bring it into its stored form.

    Args:
        content: the bytes as they came; read from the beginning.
        stored: the empty file that takes the stored form.
        max_rows: how many rows there may be below the header.

    Raises:
        Invalid: it is not UTF-8 CSV, is empty, or has too many rows; says in which row.
    """
    content.seek(0)
    digest = _Digest(stored)
    text = io.TextIOWrapper(io.BufferedWriter(digest), encoding="utf-8", newline="")
    writer = csv.writer(text)
    header: tuple[str, ...] = ()
    row_count = 0
    rows = _numbered(records(text_lines(content)), max_rows)
    for row_number, cells in _without_trailing_blanks(rows):
        if row_number == 1:
            header = normalised_header(cells)
            writer.writerow(header)
        else:
            writer.writerow(unguarded(cells))
        row_count = row_number
    if not row_count:
        raise Invalid("The sheet is empty", code="SHEET_EMPTY")
    text.flush()
    stored.seek(0)
    return CanonicalSheet(stored, header, row_count, digest.size, digest.sha256.hexdigest())


def normalised_header(cells: Sequence[str]) -> tuple[str, ...]:
    """The headings without byte-order mark and surrounding white space."""
    return tuple(cell.strip(BYTE_ORDER_MARK).strip() for cell in cells)


def is_blank(cells: Sequence[str]) -> bool:
    """Whether a row has nothing but white space, or is the example of a template."""
    text = "".join(cells)
    return not text or text.isspace() or is_example(cells[0])


def _numbered(rows: Iterable[list[str]], max_rows: int) -> Iterator[tuple[int, list[str]]]:
    for row_number, cells in enumerate(rows, 1):
        if row_number > max_rows + 1:
            raise Invalid(
                f"The sheet has more than {max_rows:,} rows; split it", code="TOO_MANY_ROWS"
            )
        yield row_number, cells


def _without_trailing_blanks(
    rows: Iterable[tuple[int, list[str]]],
) -> Iterator[tuple[int, list[str]]]:
    last = 0
    for row_number, cells in rows:
        if not is_blank(cells):
            for blank in range(last + 1, row_number):
                yield blank, []
            yield row_number, cells
            last = row_number
