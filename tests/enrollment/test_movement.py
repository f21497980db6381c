"""Moving students to another batch, grade or school, and teachers to another batch."""

from collections.abc import Callable

import pytest

from dbservice.services.movement import MoveScope
from tests.enrollment.office import EVERYWHERE, Office, stay

FIRST, SECOND = "EN-11-Photon-Enq-24-001", "EN-12-Photon-Enq-24-001"
ELSEWHERE, ELSEWHERE_TOO = "NU-11-Nucleus-24-001", "NU-12-Nucleus-24-001"
OPEN = "OPEN-24-001"
LATER, EARLIER = "2026-09-01", "2026-05-01"

Move = Callable[..., str | None]


@pytest.fixture(params=["student", "teacher"])
def number(request: pytest.FixtureRequest) -> str:
    """A student or a teacher: movement and assignment treat batches alike."""
    return {"student": "S1", "teacher": "T1"}[request.param]


@pytest.fixture
def enroll(office: Office, number: str) -> Move:
    """Enrols them in a batch."""
    return lambda batch, **cells: office.refusal("enroll", **whom(number), batch_id=batch, **cells)


@pytest.fixture
def move(office: Office, number: str) -> Move:
    """Moves or assigns them to a batch."""
    kind = "batch_movement" if number == "S1" else "teacher_batch_assignment"
    return lambda batch, **cells: office.refusal(
        kind, **{**whom(number), "batch_id": batch, **cells}
    )


def whom(number: str) -> dict[str, str]:
    return {"student_id" if number.startswith("S") else "teacher_id": number}


def test_a_movement_ends_every_other_batch(
    office: Office, number: str, enroll: Move, move: Move
) -> None:
    """Of all programs, as in base."""
    for batch in (FIRST, ELSEWHERE):
        assert enroll(batch) is None
    assert move(SECOND, start_date=LATER) is None
    assert office.stays(number, "batch") == [
        stay(FIRST, end=LATER),
        stay(ELSEWHERE, end=LATER),
        stay(SECOND, start=LATER),
    ]
    assert office.member_of(number, "batch") == [SECOND]


def test_defect_a_movement_before_the_record_began_ends_it_on_its_first_day(
    office: Office, number: str, enroll: Move, move: Move
) -> None:
    """Base sets an end before the start."""
    assert enroll(FIRST) is None
    assert move(SECOND, start_date=EARLIER) is None
    assert office.stays(number, "batch") == [
        stay(FIRST, end="2026-06-15"),
        stay(SECOND, start=EARLIER),
    ]


def test_defect_several_memberships_become_one(
    office: Office, number: str, enroll: Move, move: Move
) -> None:
    """Base repoints any one of them; the others stay, or the target is there twice."""
    for batch in (FIRST, SECOND, ELSEWHERE):
        assert enroll(batch) is None
    assert move(SECOND) is None
    assert office.member_of(number, "batch") == [SECOND]
    assert office.current(number, "batch") == [SECOND]
    assert len(office.stays(number, "batch")) == 3


@pytest.mark.parametrize("blank", ["academic_year", "start_date", "batch_id"])
def test_defect_a_blank_refuses_the_movement(
    office: Office, number: str, enroll: Move, move: Move, blank: str
) -> None:
    """In base the old record is closed, the new one is lost, and the row counts as a success."""
    assert enroll(FIRST) is None
    assert move(SECOND, **{blank: ""}) in ("INVALID_FIELDS", "VALUE_REQUIRED")
    assert office.current(number, "batch") == [FIRST]


def test_a_movement_twice_changes_nothing(
    office: Office, number: str, enroll: Move, move: Move
) -> None:
    assert enroll(FIRST) is None
    assert move(SECOND) is None
    before = office.stage.snapshot()
    assert move(SECOND) is None
    assert before.same_rows(office.stage.snapshot())


def test_a_batch_that_is_not_there(office: Office, move: Move) -> None:
    assert move("NOWHERE") == "BATCH_NOT_FOUND"
    with office.without_group_row("batch", FIRST):
        assert move(FIRST) in ("BATCH_NOT_FOUND", "GROUP_ROW_MISSING")


def test_nobody_is_moved(office: Office) -> None:
    assert office.refusal("batch_movement", student_id="S404", batch_id=FIRST) == (
        "STUDENT_NOT_FOUND"
    )
    assert office.refusal("teacher_batch_assignment", teacher_id="T404", batch_id=FIRST) == (
        "TEACHER_NOT_FOUND"
    )


@pytest.mark.parametrize(
    ("target", "stays"),
    [
        (SECOND, [ELSEWHERE, OPEN, SECOND]),
        (ELSEWHERE_TOO, [FIRST, OPEN, ELSEWHERE_TOO]),
        (OPEN, [FIRST, ELSEWHERE, OPEN]),
    ],
)
def test_a_movement_within_its_program(
    office: Office, number: str, enroll: Move, move: Move, target: str, stays: list[str]
) -> None:
    """The setting BATCH_MOVE_SCOPE=program; batches without a program form one of their own."""
    office.scope = MoveScope.PROGRAM
    for batch in (FIRST, ELSEWHERE, OPEN):
        assert enroll(batch) is None
    assert move(target) is None
    assert sorted(office.current(number, "batch")) == sorted(stays)
    assert sorted(office.member_of(number, "batch")) == sorted(stays)


def test_who_moves_becomes_enrolled_by_record_only(office: Office) -> None:
    office.enroll_everywhere("S1")
    office.do("set_status", student_id="S1", status="registered")
    office.do("batch_movement", student_id="S1", batch_id=SECOND, start_date=LATER)
    assert office.stays("S1", "status") == [
        stay("registered", end=LATER),
        stay("enrolled", start=LATER),
    ]
    assert office.student("S1")["status"] == "registered"
    assert office.current("S1", "school") == ["SCH001"]
    assert office.current("S1", "auth_group") == ["EnableStudents"]


def test_who_is_there_already_keeps_their_status_and_changes_grade(office: Office) -> None:
    office.enroll_everywhere("S1")
    office.do("batch_movement", student_id="S1", batch_id=FIRST, grade="12", start_date=LATER)
    assert office.stays("S1", "status") == []
    assert office.stays("S1", "batch") == [stay(FIRST)]
    assert office.stays("S1", "grade") == [stay("11", end=LATER), stay("12", start=LATER)]
    assert office.member_of("S1", "grade") == ["12"]
    assert office.grade("S1") == "12"


def test_the_same_grade_is_left_alone(office: Office) -> None:
    office.enroll_everywhere("S1")
    office.do("batch_movement", student_id="S1", batch_id=SECOND, grade="11", start_date=LATER)
    assert office.stays("S1", "grade") == [stay("11")]


def test_a_first_grade_and_a_first_batch_can_come_by_movement(office: Office) -> None:
    office.do("batch_movement", student_id="S1", batch_id=SECOND, grade="12")
    assert office.member_of("S1", "grade") == ["12"]
    assert office.member_of("S1", "batch") == [SECOND]


def test_defect_an_unknown_grade_refuses_the_movement(office: Office) -> None:
    """Base ignores it."""
    office.enroll_everywhere("S1")
    refusal = office.refusal("batch_movement", student_id="S1", batch_id=SECOND, grade="77")
    assert refusal == "GRADE_NOT_FOUND"


@pytest.mark.parametrize("kind", ["batch_movement", "student_school_movement"])
def test_defect_who_has_dropped_out_is_not_moved(office: Office, kind: str) -> None:
    """Base moves them, and then they are a dropout by their row and enrolled by record."""
    office.enroll_everywhere("S1")
    office.do("dropout", student_id="S1")
    where = {"batch_id": SECOND, "school_code": "SCH002"}
    assert office.refusal(kind, student_id="S1", **where) == "ALREADY_DROPPED_OUT"


def test_a_status_that_is_not_set_up_is_missed_only_if_needed(office: Office) -> None:
    office.enroll_everywhere("S1")
    with office.without_group_row("status", "enrolled"):
        there = {"student_id": "S1", "batch_id": FIRST, "grade": "12"}
        assert office.refusal("batch_movement", **there) is None
        refusal = office.refusal("batch_movement", student_id="S1", batch_id=SECOND)
        assert refusal == "STATUS_ROW_MISSING"


def test_an_assignment_touches_no_student(office: Office) -> None:
    office.do("enroll", teacher_id="T1", grade="11", auth_group="EnableStudents")
    office.do("teacher_batch_assignment", teacher_id="T1", batch_id=FIRST)
    assert office.stays("T1", "status") == []
    assert office.current("T1", "grade") == ["11"]


SCHOOL = {"student_id": "S1", "academic_year": "2026-2027", "effective_date": LATER}


def test_a_school_movement_keeps_the_old_school_in_the_history(office: Office) -> None:
    office.enroll_everywhere("S1")
    office.do("student_school_movement", **SCHOOL, school_code="SCH003")
    assert office.stays("S1", "school") == [stay("SCH001", end=LATER), stay("SCH003", start=LATER)]
    assert office.member_of("S1", "school") == ["SCH003"]
    assert office.current("S1", "batch") == [EVERYWHERE["batch_id"]]


def test_a_school_movement_again_changes_nothing_even_later(office: Office) -> None:
    office.enroll_everywhere("S1")
    office.do("student_school_movement", **SCHOOL, school_code="SCH003")
    before = office.stage.snapshot()
    again = {**SCHOOL, "effective_date": "2026-10-01"}
    office.do("student_school_movement", **again, school_code="SCH003")
    assert before.same_rows(office.stage.snapshot())


def test_who_comes_back_to_a_school_in_the_same_year_goes_on_there(office: Office) -> None:
    """The newest record of that school and year is opened again."""
    office.enroll_everywhere("S1")
    office.do("student_school_movement", **SCHOOL, school_code="SCH003")
    back = {**SCHOOL, "effective_date": "2026-10-01"}
    office.do("student_school_movement", **back, school_code="SCH001")
    assert office.stays("S1", "school") == [
        stay("SCH001", start="2026-10-01"),
        stay("SCH003", start=LATER, end="2026-10-01"),
    ]


def test_a_school_movement_into_another_year_of_the_same_school(office: Office) -> None:
    office.enroll_everywhere("S1")
    office.do(
        "student_school_movement", **{**SCHOOL, "academic_year": "2027-2028"}, school_code="SCH001"
    )
    assert office.stays("S1", "school") == [
        stay("SCH001", end=LATER),
        stay("SCH001", year="2027-2028", start=LATER),
    ]
    assert office.member_of("S1", "school") == ["SCH001"]


def test_a_school_movement_backwards(office: Office) -> None:
    office.enroll_everywhere("S1")
    back = {**SCHOOL, "effective_date": EARLIER}
    office.do("student_school_movement", **back, school_code="SCH002")
    assert office.stays("S1", "school") == [
        stay("SCH001", end="2026-06-15"),
        stay("SCH002", start=EARLIER),
    ]
