"""Sheets in the database: kept in parts, so that neither writer nor reader holds the whole."""

import csv
import io
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from sqlalchemy import Connection, insert, text
from sqlalchemy.orm import Session

from dbservice.imports.canonical import CanonicalSheet
from dbservice.imports.sources.sheet import SourcedSheet
from dbservice.models import ImportFile, ImportFilePart

PART_BYTES = 256 * 1024
PARTS_AT_A_TIME = 4

PARTS = text("""
    SELECT content FROM import_file_part
    WHERE file_id = :file_id AND position >= :position ORDER BY position LIMIT :limit
""")


def store(session: Session, source: SourcedSheet, sheet: CanonicalSheet, *, by: str) -> ImportFile:
    """Keep a sheet for its imports, its resumptions and its reports.

    Args:
        session: the transaction to write in.
        source: where the sheet came from.
        sheet: the sheet in its stored form; read once.
        by: who brought it.
    """
    file = ImportFile(
        kind=source.kind,
        name=source.name,
        sheet_id=source.sheet_id,
        sheet_gid=source.sheet_gid,
        sha256=sheet.sha256,
        size=sheet.size,
        header=list(sheet.header),
        row_count=sheet.row_count,
        created_by=by,
    )
    session.add(file)
    session.flush()
    for position, content in enumerate(iter(partial(sheet.content.read, PART_BYTES), b"")):
        part = {"file_id": file.id, "position": position, "content": content}
        session.execute(insert(ImportFilePart), part)
    return file


def records(
    connection: Connection, file_id: int, from_row: int = 2
) -> Iterator[tuple[int, list[str]]]:
    """The data rows of a stored sheet, from `from_row` on: sheet row number and cells.

    The header is row 1. A blank row has no cells. Memory stays flat however long the sheet is.
    """
    lines = _lines(connection, file_id)
    _skip(lines, from_row - 1)
    return enumerate(csv.reader(lines, strict=True), from_row)


def _lines(connection: Connection, file_id: int) -> Iterator[str]:
    content = io.BufferedReader(_Parts(_parts(connection, file_id)), PART_BYTES)
    return io.TextIOWrapper(content, encoding="utf-8", newline="")


def _skip(lines: Iterator[str], rows: int) -> None:
    """Pass over records without decoding them: one ends where no quotation mark is open."""
    for _ in range(rows):
        quotes = 0
        for line in lines:
            quotes += line.count('"')
            if quotes % 2 == 0:
                break


def _parts(connection: Connection, file_id: int) -> Iterator[bytes]:
    position = 0
    while True:
        asked = {"file_id": file_id, "position": position, "limit": PARTS_AT_A_TIME}
        found = connection.scalars(PARTS, asked).all()
        yield from found
        if len(found) < PARTS_AT_A_TIME:
            return
        position += PARTS_AT_A_TIME


class _Parts(io.RawIOBase):
    """The parts of a file as one stream."""

    def __init__(self, parts: Iterable[bytes]) -> None:
        self._parts = iter(parts)
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._rest:
            self._rest = memoryview(next(self._parts, b"")).cast("B")
        target = memoryview(buffer)
        size = min(len(target), len(self._rest))
        target[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size
