"""Dropping out, coming back, taking it back, and other statuses."""

from typing import Any

import pytest

from tests.enrollment.office import EVERYWHERE, Office, stay
from tests.enrollment.operations import PLACES
from tests.enrollment.snapshot import stripped

FIRST, SECOND = "EN-11-Photon-Enq-24-001", "EN-12-Photon-Enq-24-001"
OUT, BACK = "2026-09-01", "2026-10-01"
S1 = {"student_id": "S1"}
RETURN = {**S1, **EVERYWHERE, "start_date": BACK}


@pytest.fixture
def gone(office: Office) -> Office:
    """S1 was enrolled everywhere and has dropped out."""
    office.enroll_everywhere("S1")
    office.do("dropout", **S1, start_date=OUT)
    return office


def records(office: Office) -> list[Any]:
    return [stripped(row) for row in office.stage.snapshot().records(office.user("S1"))]


def test_a_dropout_ends_everything_and_leaves_the_memberships(office: Office) -> None:
    office.enroll_everywhere("S1")
    office.do("enroll", **S1, batch_id=SECOND)
    office.do("set_status", **S1, status="enrolled")
    office.do("dropout", **S1, start_date=OUT)
    for field, kind in PLACES.items():
        assert office.current("S1", kind) == []
        assert EVERYWHERE[field] in office.member_of("S1", kind)
    assert office.stays("S1", "status") == [stay("enrolled", end=OUT), stay("dropout", start=OUT)]
    assert {one.end for one in office.stays("S1", "batch")} == {OUT}
    assert office.student("S1")["status"] == "dropout"
    assert office.grade("S1") == "11"


def test_a_dropout_before_it_all_began(office: Office) -> None:
    office.enroll_everywhere("S1")
    office.do("dropout", **S1, start_date="2026-01-01")
    assert office.stays("S1", "school") == [stay("SCH001", end="2026-06-15")]


def test_a_dropout_twice(gone: Office) -> None:
    assert gone.refusal("dropout", **S1) == "ALREADY_DROPPED_OUT"


@pytest.mark.parametrize("blank", ["academic_year", "start_date"])
def test_defect_a_dropout_without_a_day_or_year_ends_nothing(office: Office, blank: str) -> None:
    """In base everything is closed by then."""
    office.enroll_everywhere("S1")
    assert office.refusal("dropout", **S1, **{blank: ""}) == "INVALID_FIELDS"
    assert office.current("S1", "school") == ["SCH001"]


def test_a_dropout_without_its_status(office: Office) -> None:
    office.enroll_everywhere("S1")
    with office.without_group_row("status", "dropout"):
        assert office.refusal("dropout", **S1) == "STATUS_ROW_MISSING"


def test_a_dropout_of_nobody(office: Office) -> None:
    assert office.refusal("dropout", student_id="S404") == "STUDENT_NOT_FOUND"


def test_a_dropout_of_someone_who_is_nowhere(office: Office) -> None:
    office.do("dropout", **S1)
    assert office.current("S1", "status") == ["dropout"]


def test_who_comes_back_begins_anew_but_for_the_auth_group(gone: Office) -> None:
    """T8."""
    gone.do("re_enrollment", **RETURN)
    for field, kind in PLACES.items():
        assert gone.current("S1", kind) == [EVERYWHERE[field]]
        assert gone.member_of("S1", kind) == [EVERYWHERE[field]]
        assert len(gone.stays("S1", kind)) == (1 if field == "auth_group" else 2)
    assert gone.stays("S1", "auth_group") == [stay("EnableStudents", year=None)]
    assert gone.stays("S1", "status") == [
        stay("dropout", start=OUT, end=BACK),
        stay("enrolled", start=BACK),
    ]
    assert gone.student("S1")["status"] == "enrolled"


def test_who_comes_back_leaves_all_former_places(office: Office) -> None:
    """Two batches before, one after."""
    office.enroll_everywhere("S1")
    office.do("enroll", **S1, batch_id=SECOND)
    office.do("dropout", **S1, start_date=OUT)
    there = {"batch_id": "NU-11-Nucleus-24-001", "school_code": "SCH003", "grade": "12"}
    office.do("re_enrollment", **{**RETURN, **there})
    for field, code in there.items():
        assert office.member_of("S1", PLACES[field]) == [code]
        assert office.current("S1", PLACES[field]) == [code]


def test_defect_the_grade_of_the_student_follows(gone: Office) -> None:
    """Base leaves the old one in the student's row."""
    gone.do("re_enrollment", **{**RETURN, "grade": "12"})
    assert gone.grade("S1") == "12"


def test_a_return_twice(gone: Office) -> None:
    gone.do("re_enrollment", **RETURN)
    assert gone.refusal("re_enrollment", **RETURN) == "NOT_DROPPED_OUT"


@pytest.mark.parametrize(
    ("field", "code"),
    [
        ("auth_group", "AUTH_GROUP_NOT_FOUND"),
        ("school_code", "SCHOOL_NOT_FOUND"),
        ("batch_id", "BATCH_NOT_FOUND"),
        ("grade", "GRADE_NOT_FOUND"),
    ],
)
def test_defect_a_return_that_fails_leaves_nothing_behind(
    gone: Office, field: str, code: str
) -> None:
    """In base the dropout is closed by then, and each further try adds an `enrolled`."""
    assert gone.refusal("re_enrollment", **{**RETURN, field: "99"}) == code
    with gone.without_group_row(PLACES[field], EVERYWHERE[field]):
        assert gone.refusal("re_enrollment", **RETURN) == "GROUP_ROW_MISSING"
    assert gone.stays("S1", "status") == [stay("dropout", start=OUT)]


@pytest.mark.parametrize("blank", ["academic_year", "start_date", *PLACES])
def test_a_return_needs_everything(gone: Office, blank: str) -> None:
    assert gone.refusal("re_enrollment", **{**RETURN, blank: ""})


def test_what_keeps_from_returning_is_told_in_order(office: Office) -> None:
    """First whether they are gone at all, then the auth group on record, then the status."""
    office.enroll_everywhere("S1")
    with office.without_group_row("status", "enrolled"):
        wrong = {**RETURN, "auth_group": "Walk-in"}
        assert office.refusal("re_enrollment", **wrong) == "NOT_DROPPED_OUT"
        office.do("dropout", **S1, start_date=OUT)
        assert office.refusal("re_enrollment", **wrong) == "AUTH_GROUP_MISMATCH"
        assert office.refusal("re_enrollment", **RETURN) == "STATUS_ROW_MISSING"
    office.do("dropout", student_id="S2")
    assert office.refusal("re_enrollment", **{**RETURN, "student_id": "S2"}) == (
        "AUTH_GROUP_UNKNOWN"
    )


def test_of_several_auth_groups_on_record_the_newest_counts(office: Office) -> None:
    """One of long ago is over already and stays so."""
    office.enroll_everywhere("S1", auth_group="Walk-in")
    office.run(
        "UPDATE enrollment_record SET is_current = false, end_date = '2026-07-01'"
        " WHERE group_type = 'auth_group'"
    )
    office.run(
        'DELETE FROM group_user AS m USING "group" AS g'
        " WHERE g.id = m.group_id AND g.type = 'auth_group'"
    )
    office.do("enroll", **S1, auth_group="EnableStudents", start_date="2026-07-02")
    office.do("dropout", **S1, start_date=OUT)
    wrong = {**RETURN, "auth_group": "Walk-in"}
    assert office.refusal("re_enrollment", **wrong) == "AUTH_GROUP_MISMATCH"
    office.do("re_enrollment", **RETURN)
    assert office.stays("S1", "auth_group") == [
        stay("Walk-in", year=None, end="2026-07-01"),
        stay("EnableStudents", year=None, start="2026-07-02"),
    ]


def test_a_dropout_taken_back_leaves_no_trace(office: Office) -> None:
    """T10."""
    office.enroll_everywhere("S1")
    office.do("set_status", **S1, status="enrolled")
    before, members = records(office), office.stage.snapshot().memberships(office.user("S1"))
    office.do("dropout", **S1, start_date=OUT)
    office.do("undo_dropout", **S1)
    assert records(office) == before
    assert office.stage.snapshot().memberships(office.user("S1")) == members
    assert office.student("S1")["status"] is None


def test_defect_taking_a_dropout_back_revives_only_what_it_closed(office: Office) -> None:
    """Base makes the whole history current: old schools, grades and batches together."""
    office.enroll_everywhere("S1")
    office.do("batch_movement", **S1, batch_id=SECOND, grade="12", start_date=OUT)
    office.do("student_school_movement", **S1, school_code="SCH003", effective_date=OUT)
    before = records(office)
    office.do("dropout", **S1, start_date=OUT)
    office.do("undo_dropout", **S1)
    assert records(office) == before


def test_a_dropout_without_a_note_is_told_by_its_day(office: Office) -> None:
    """As base has left them; of what one has only one of, the newest that ended that day counts."""
    office.enroll_everywhere("S1")
    office.do("enroll", **S1, batch_id="NU-11-Nucleus-24-001")
    office.do("set_status", **S1, status="enrolled")
    before = records(office)
    office.do("dropout", **S1, start_date=OUT)
    office.run("DELETE FROM dropout")
    office.do("undo_dropout", **S1)
    assert records(office) == before


def test_without_a_note_what_ended_earlier_stays_over(office: Office) -> None:
    office.enroll_everywhere("S1")
    office.do("student_school_movement", **S1, school_code="SCH003", effective_date=OUT)
    office.do("batch_movement", **S1, batch_id=SECOND, grade="12", start_date="2026-08-01")
    before = records(office)
    office.do("dropout", **S1, start_date=OUT)
    office.run("DELETE FROM dropout")
    office.do("undo_dropout", **S1)
    assert records(office) == before


def test_without_a_note_what_began_after_the_day_counts_by_its_first_day(office: Office) -> None:
    office.enroll_everywhere("S1")
    before = records(office)
    office.do("dropout", **S1, start_date="2026-01-01")
    office.run("DELETE FROM dropout")
    office.do("undo_dropout", **S1)
    assert records(office) == before


def test_nothing_to_take_back(office: Office) -> None:
    assert office.refusal("undo_dropout", **S1) == "NOT_DROPPED_OUT"
    office.enroll_everywhere("S1")
    office.do("set_status", **S1, status="registered")
    assert office.refusal("undo_dropout", **S1) == "NOT_DROPPED_OUT"


def test_a_return_is_not_taken_back_with_the_dropout(gone: Office) -> None:
    gone.do("re_enrollment", **RETURN)
    assert gone.refusal("undo_dropout", **S1) == "NOT_DROPPED_OUT"


def test_a_second_dropout_is_taken_back_alone(gone: Office) -> None:
    gone.do("re_enrollment", **RETURN)
    before = records(gone)
    gone.do("dropout", **S1, start_date="2026-11-01")
    gone.do("undo_dropout", **S1)
    assert records(gone) == before


def test_a_status_ends_the_one_before(office: Office) -> None:
    office.do("set_status", **S1, status="registered")
    office.do("set_status", **S1, status="enrolled", start_date=OUT)
    assert office.stays("S1", "status") == [
        stay("registered", end=OUT),
        stay("enrolled", start=OUT),
    ]
    assert office.student("S1")["status"] == "enrolled"


def test_the_same_status_again_changes_nothing(office: Office) -> None:
    office.do("set_status", **S1, status="registered")
    before = office.stage.snapshot()
    office.do("set_status", **S1, status="registered", start_date=OUT)
    assert before == office.stage.snapshot()


def test_defect_the_status_dropout_is_a_dropout(office: Office) -> None:
    """Base marks the student and leaves every other record current."""
    office.enroll_everywhere("S1")
    office.do("set_status", **S1, status="dropout", start_date=OUT)
    assert office.current("S1", "school") == []
    office.do("undo_dropout", **S1)
    assert office.current("S1", "school") == ["SCH001"]


def test_defect_no_other_status_for_who_has_dropped_out(gone: Office) -> None:
    """Base leaves them without a current place; they have to be enrolled again."""
    assert gone.refusal("set_status", **S1, status="enrolled") == "ALREADY_DROPPED_OUT"
    gone.do("set_status", **S1, status="dropout")


def test_a_status_that_is_not_there(office: Office) -> None:
    assert office.refusal("set_status", **S1, status="ghost") == "STATUS_NOT_FOUND"
