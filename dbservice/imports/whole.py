"""A run that takes all rows of a sheet in one transaction, or none."""

from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from dbservice.db import transaction
from dbservice.imports import outcomes, status
from dbservice.imports.attempt import apply_until_failure
from dbservice.imports.import_type import ImportType
from dbservice.imports.lease import Ending, Run, WindingDown
from dbservice.imports.outcomes import Outcomes, Report, Tally
from dbservice.imports.rows import Row


class _Abandoned(Exception):
    """The whole is to be rolled back."""

    def __init__(self, ending: Ending, failures: Sequence[Report] = ()) -> None:
        super().__init__(ending)
        self.ending, self.failures = ending, failures


def run_as_a_whole(
    turn: Run, import_type: ImportType, chunks: Iterable[Sequence[Row]], winding_down: WindingDown
) -> Ending:
    """Take all chunks and commit once; at the first bad row nothing stays but its report."""
    try:
        with transaction() as session:
            _take_all(session, turn, import_type, chunks, winding_down)
    except _Abandoned as abandoned:
        if abandoned.failures:
            return _fail(turn, Outcomes([], abandoned.failures))
        return abandoned.ending
    return Ending.FINAL


def _take_all(
    session: Session,
    turn: Run,
    import_type: ImportType,
    chunks: Iterable[Sequence[Row]],
    winding_down: WindingDown,
) -> None:
    tally = Tally()
    next_row = turn.next_row
    for chunk in chunks:
        if winding_down():
            raise _Abandoned(Ending.UNFINISHED)
        rows = apply_until_failure(session, import_type, chunk)
        became = outcomes.of_rows(session, turn.import_id, import_type, rows)
        tally.add(became)
        if tally.failed:
            raise _Abandoned(Ending.FINAL, became.failures)
        outcomes.record(session, turn.import_id, became)
        if not status.show(turn, tally):
            raise _Abandoned(Ending.NOT_OURS)
        next_row = chunk[-1].number + 1
    if not status.complete_whole(session, turn, tally, next_row):
        raise _Abandoned(Ending.NOT_OURS)


def _fail(turn: Run, failures: Outcomes) -> Ending:
    tally = Tally()
    tally.add(failures)
    with transaction() as session:
        if not status.fail_whole(session, turn, tally):
            return Ending.NOT_OURS
        outcomes.record(session, turn.import_id, failures)
    return Ending.FINAL
