"""The rows of a stored sheet that an import still has to take."""

import sys
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, text

from dbservice.imports import files
from dbservice.imports.import_type import ImportType, SheetReader
from dbservice.imports.rows import Row

# An import and those that it resumes.
CHAIN = """chain(id) AS (
        SELECT CAST(:id AS bigint)
        UNION SELECT i.resumed_from_id FROM imports AS i JOIN chain ON i.id = chain.id
        WHERE i.resumed_from_id IS NOT NULL
    )"""
# Row numbers that the imports which an import resumes have dealt with, as spans without a gap.
DONE_SPANS = text(f"""
    WITH RECURSIVE {CHAIN}, done AS (
        SELECT DISTINCT row_number AS number FROM import_row
        WHERE import_id IN (SELECT id FROM chain WHERE id <> :id) AND outcome <> 'failed'
    )
    SELECT min(number), max(number) FROM (
        SELECT number, number - row_number() OVER (ORDER BY number) AS span FROM done
    ) AS numbered GROUP BY span ORDER BY 1
""")

Spans = Sequence[tuple[int, int]]
NO_SPAN = (sys.maxsize, sys.maxsize)


class StoredSheet(NamedTuple):
    """A stored file, its normalised header, and where to begin."""

    id: int
    header: Sequence[str]
    from_row: int


def rows_from(
    connection: Connection, file: StoredSheet, import_type: ImportType, spans: Spans = ()
) -> Iterator[Row]:
    """The rows of a sheet, read one by one, without those in `spans`.

    Args:
        connection: reads the file; must not be in a transaction that could block.
        file: which sheet, and the sheet row number to begin at.
        import_type: says which columns to read.
        spans: first and last row numbers of what is done already, in order.
    """
    reader = SheetReader(import_type, file.header)
    rest = iter(spans)
    first, last = next(rest, NO_SPAN)
    for number, cells in files.records(connection, file.id, file.from_row):
        while number > last:
            first, last = next(rest, NO_SPAN)
        if number < first:
            yield reader.read(number, cells)


def done_spans(connection: Connection, import_id: int) -> list[tuple[int, int]]:
    """The rows that imports which this one resumes have dealt with."""
    return [(first, last) for first, last in connection.execute(DONE_SPANS, {"id": import_id})]


def count_rows(*, from_row: int, last_row: int, done: Spans = ()) -> int:
    """How many rows there are from `from_row` to `last_row`, without those that are done."""
    taken = sum(max(0, min(last, last_row) - max(first, from_row) + 1) for first, last in done)
    return max(0, last_row - from_row + 1) - taken
