"""Rows that clash with an earlier row of their own sheet: the message names that row."""

from collections.abc import Iterable, Mapping

from dbservice.errors import Conflict, DomainError
from dbservice.imports.rows import Row


def clashes(rows: Iterable[Row]) -> dict[int, int]:
    """Of the rejected rows that clash with a record: row number and that record's id.

    A type that checks rows against earlier rows of the same chunk, which have no id yet, gives
    minus the earlier row's number as the id.
    """
    return {
        row.number: row.problems[0].data["existing"]
        for row in rows
        if row.problems and "existing" in row.problems[0].data
    }


def blame_earlier_row(rows: Iterable[Row], made_by: Mapping[int, int]) -> None:
    """Replace the first problem of rows that clash with what the sheet itself made.

    Args:
        rows: the rows of a chunk.
        made_by: which row of the sheet made which record: record id to row number.
    """
    rows = list(rows)
    existing = clashes(rows)
    for row in rows:
        if row.number not in existing:
            continue
        record_id = existing[row.number]
        earlier = -record_id if record_id < 0 else made_by.get(record_id)
        if earlier is not None:
            row.problems = (_repeated(row, row.problems[0], earlier), *row.problems[1:])


def _repeated(row: Row, problem: DomainError, earlier: int) -> Conflict:
    shared = problem.data["shares"]
    return Conflict(
        f"{row.get(shared)} stands in row {earlier} of this sheet already",
        field=shared,
        code="DUPLICATE_IN_SHEET",
        data={"row": earlier},
    )
