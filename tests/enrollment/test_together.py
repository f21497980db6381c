"""Several operations on one roll, whose later ones see what the earlier ones did."""

import pytest

from tests.enrollment.office import DAY, EVERYWHERE, YEAR, Office
from tests.enrollment.operations import CORRECTIONS, Operation, operation

TERM = {"academic_year": YEAR, "start_date": DAY}
S1 = {"student_id": "S1"}
FIRST, SECOND, THIRD = EVERYWHERE["batch_id"], "EN-12-Photon-Enq-24-001", "NU-11-Nucleus-24-001"


def move(batch: str, **cells: str) -> Operation:
    return operation("batch_movement", **{**S1, **TERM, **cells}, batch_id=batch)


def in_school(code: str, on: str) -> Operation:
    return operation(
        "student_school_movement", **S1, academic_year=YEAR, effective_date=on, school_code=code
    )


def right(wrong: str, right: str) -> Operation:
    return operation(CORRECTIONS["batch_id"], **S1, old_batch_id=wrong, batch_id=right)


OUT = operation("dropout", **S1, **TERM)
UNDO = operation("undo_dropout", **S1)
BACK = operation("re_enrollment", **S1, **EVERYWHERE, **TERM)


@pytest.mark.parametrize(
    "several",
    [
        pytest.param([move(SECOND), move(FIRST), move(SECOND)], id="to and fro"),
        pytest.param([move(SECOND), OUT, UNDO], id="a dropout taken back at once"),
        pytest.param(
            [in_school("SCH002", DAY), in_school("SCH003", DAY), OUT, UNDO, OUT],
            id="a dropout on the day of other ends, taken back at once",
        ),
        pytest.param([OUT, BACK, OUT, UNDO], id="the second dropout taken back"),
        pytest.param([move(SECOND), OUT, BACK, move(THIRD), OUT], id="out and back"),
        pytest.param(
            [
                operation("enroll", **S1, **TERM, batch_id=SECOND),
                right(SECOND, THIRD),
                right(FIRST, SECOND),
            ],
            id="corrections in a row",
        ),
        pytest.param([OUT, OUT, BACK, BACK], id="each twice"),
    ],
)
def test_together_is_as_one_after_another(office: Office, several: list[Operation]) -> None:
    office.enroll_everywhere("S1")
    codes, alone = office.stage.rehearse(*several)
    together, after = office.stage.rehearse_together(*several)
    assert together == codes
    assert after.told() == alone.told()
