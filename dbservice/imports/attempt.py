"""Applying rows together, and finding the bad ones when the database refuses."""

from collections.abc import Sequence

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from dbservice.errors import DomainError
from dbservice.imports.import_type import ImportType
from dbservice.imports.rows import Outcome, Row
from dbservice.services.constraints import explain, is_refusal


def apply_rows(session: Session, import_type: ImportType, rows: Sequence[Row]) -> list[Row]:
    """Every row of these, in order, with an outcome; what a failed row wrote is undone.

    Rows whose cells could not be read keep their rejection. The others are tried together; if
    the database refuses, each half is tried on its own, down to the row that is to blame.
    """
    readable = [row for row in rows if row.outcome is None]
    tried = _try(session, import_type, readable)
    if len(tried) == len(rows):
        return tried
    by_number = {row.number: row for row in tried}
    return [by_number.get(row.number, row) for row in rows]


def apply_until_failure(
    session: Session, import_type: ImportType, rows: Sequence[Row]
) -> list[Row]:
    """The rows up to and with the first that fails; those after it are not taken."""
    with session.begin_nested() as savepoint:
        tried = apply_rows(session, import_type, rows)
        first = next((at for at, row in enumerate(tried) if row.outcome is Outcome.FAILED), None)
        if first is None or first == len(tried) - 1:
            return tried
        savepoint.rollback()
    # As far as the failure, and from there on if it does not fail again.
    taken = apply_until_failure(session, import_type, rows[: first + 1])
    if taken[-1].outcome is Outcome.FAILED:
        return taken
    return [*taken, *apply_until_failure(session, import_type, rows[first + 1 :])]


def _try(session: Session, import_type: ImportType, rows: Sequence[Row]) -> list[Row]:
    if not rows:
        return []
    trial = [row.untouched() for row in rows]
    refusal = _refusal(session, import_type, trial)
    if refusal is None:
        return trial
    if len(rows) == 1:
        trial[0].reject(refusal)
        return trial
    middle = len(rows) // 2
    return [
        *_try(session, import_type, rows[:middle]),
        *_try(session, import_type, rows[middle:]),
    ]


def _refusal(session: Session, import_type: ImportType, rows: Sequence[Row]) -> DomainError | None:
    """Apply these rows; why not, if they cannot be applied together, and then nothing is."""
    try:
        with session.begin_nested():
            import_type.apply(session, rows)
    except DomainError as refusal:
        return refusal
    except DBAPIError as error:
        if not is_refusal(error):
            raise
        return explain(error)
    return None
