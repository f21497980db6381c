"""Rows that meet an earlier row of their own sheet: the message names that row."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from dbservice.errors import Conflict, DomainError
from dbservice.imports.rows import Outcome, Row

# What people are known by. A person who stands in a sheet twice is a slip more often than not.
IDENTIFIERS = ("student_id", "apaar_id", "teacher_id")
CHANGED = (Outcome.UPDATED, Outcome.UNCHANGED)


def records_met(rows: Iterable[Row]) -> set[int]:
    """The records of which it matters whether an earlier row of the sheet made or changed them.

    A type that checks rows against earlier rows of the same chunk, which have no id yet, gives
    minus the earlier row's number as the id; such a row needs no looking up.
    """
    met = {record_id for row in rows if (record_id := _clash(row)) and record_id > 0}
    return met | {row.record_id for row in rows if row.record_id and _may_repeat(row)}


def tell_of_earlier_rows(rows: Sequence[Row], changed_by: Mapping[int, int]) -> None:
    """Name the earlier row, to rows that clash with it and to those about the same person.

    Args:
        rows: the rows of a chunk.
        changed_by: which row of the sheet first made or changed each record, by its id; of the
            rows before these.
    """
    met = [row for row in rows if row.problems or _may_repeat(row)]
    if not met:
        return
    first = {**first_rows(rows), **changed_by}
    for row in met:
        clash = _clash(row)
        if clash is not None:
            earlier = -clash if clash < 0 else first.get(clash)
            if earlier is not None:
                row.problems = (_clashing(row, row.problems[0], earlier), *row.problems[1:])
        elif row.record_id and _may_repeat(row) and first[row.record_id] != row.number:
            row.remark(_repeating(row, first[row.record_id]))


def first_rows(rows: Iterable[Row]) -> dict[int, int]:
    """Which of these rows first made or changed each record: record id to row number."""
    first: dict[int, int] = {}
    for row in rows:
        if row.record_id:
            first.setdefault(row.record_id, row.number)
    return first


def _clash(row: Row) -> int | None:
    return row.problems[0].data.get("existing") if row.problems else None


def _may_repeat(row: Row) -> bool:
    changed = row.outcome in CHANGED and row.record_id is not None
    return changed and any(map(row.values.__contains__, IDENTIFIERS))


def _identifiers(row: Row) -> Iterator[str]:
    return (name for name in IDENTIFIERS if name in row.values)


def _clashing(row: Row, problem: DomainError, earlier: int) -> Conflict:
    shared = problem.data["shares"]
    message = f"{row.get(shared)} stands in row {earlier} of this sheet already"
    return _duplicate(message, shared, earlier)


def _repeating(row: Row, earlier: int) -> Conflict:
    name = next(_identifiers(row))
    return _duplicate(f"Row {earlier} of this sheet is about {row.get(name)} too", name, earlier)


def _duplicate(message: str, field: str, earlier: int) -> Conflict:
    return Conflict(message, field=field, code="DUPLICATE_IN_SHEET", data={"row": earlier})
