"""Enrolling in a place, for the first time or again."""

import pytest

from tests.enrollment.office import DAY, EVERYWHERE, YEAR, Office, stay
from tests.enrollment.operations import PLACES, operation

FIRST = "EN-11-Photon-Enq-24-001"
SECOND = "EN-12-Photon-Enq-24-001"
OTHER = {"auth_group": "Walk-in", "school_code": "SCH003", "grade": "12"}


def kind_of(field: str) -> str:
    return PLACES[field].value


@pytest.mark.parametrize("field", PLACES)
@pytest.mark.parametrize("whom", [{"student_id": "S1"}, {"teacher_id": "T1"}])
def test_a_place_gets_one_record_and_one_membership(
    office: Office, field: str, whom: dict[str, str]
) -> None:
    [number] = whom.values()
    office.do("enroll", **whom, **{field: EVERYWHERE[field]})
    year = None if field == "auth_group" else YEAR
    assert office.stays(number, kind_of(field)) == [stay(EVERYWHERE[field], year=year)]
    assert office.member_of(number, kind_of(field)) == [EVERYWHERE[field]]


@pytest.mark.parametrize("field", PLACES)
@pytest.mark.parametrize(
    ("cell", "code"), [("NOWHERE", "{}_NOT_FOUND"), ("gone", "GROUP_ROW_MISSING")]
)
def test_a_place_that_is_not_there(office: Office, field: str, cell: str, code: str) -> None:
    kind = kind_of(field)
    if cell == "gone":
        with office.without_group_row(kind, EVERYWHERE[field]):
            refusal = office.refusal("enroll", student_id="S1", **{field: EVERYWHERE[field]})
    else:
        refusal = office.refusal("enroll", student_id="S1", **{field: cell})
    assert refusal == code.format(kind.upper())


@pytest.mark.parametrize("field", PLACES)
@pytest.mark.parametrize("blank", ["academic_year", "start_date"])
def test_a_place_needs_a_day_and_but_for_an_auth_group_a_year(
    office: Office, field: str, blank: str
) -> None:
    refusal = office.refusal("enroll", student_id="S1", **{field: EVERYWHERE[field], blank: ""})
    exempt = field == "auth_group" and blank == "academic_year"
    assert refusal == (None if exempt else "ENROLMENT_WRITE_FAILED")


@pytest.mark.parametrize("field", OTHER)
def test_defect_the_same_place_again_is_no_conflict(office: Office, field: str) -> None:
    """Base compares the number of the place with that of a group row, and so refuses who comes
    again to the very same school, grade or auth group.
    """
    office.do("enroll", student_id="S1", **{field: EVERYWHERE[field]})
    before = office.stage.snapshot()
    office.do("enroll", student_id="S1", **{field: EVERYWHERE[field]})
    assert before.same_rows(office.stage.snapshot())


@pytest.mark.parametrize("field", OTHER)
def test_another_place_of_a_kind_that_one_has_one_of(office: Office, field: str) -> None:
    """T12."""
    office.do("enroll", student_id="S1", **{field: EVERYWHERE[field]})
    assert (
        office.refusal("enroll", student_id="S1", **{field: OTHER[field]}) == "ENROLMENT_CONFLICT"
    )
    assert office.current("S1", kind_of(field)) == [EVERYWHERE[field]]


def test_defect_a_conflict_is_seen_though_the_numbers_are_the_same(office: Office) -> None:
    """Base misses the conflict when the school now has the number of the other's group row."""
    places = office.stage.places
    now, other = (places.entities[PLACES["school_code"], code] for code in ("SCH001", "SCH003"))
    assert places.group_rows[other] == now.id, "the world is not what this test needs"
    office.do("enroll", student_id="S1", school_code="SCH001")
    assert office.refusal("enroll", student_id="S1", school_code="SCH003") == "ENROLMENT_CONFLICT"


def test_a_second_batch_comes_beside_the_first(office: Office) -> None:
    office.do("enroll", student_id="S1", batch_id=FIRST)
    office.do("enroll", student_id="S1", batch_id=SECOND)
    assert office.current("S1", "batch") == [FIRST, SECOND]
    assert sorted(office.member_of("S1", "batch")) == [FIRST, SECOND]


def test_a_school_is_enrolled_in_anew_for_another_year(office: Office) -> None:
    """T13: the old record is closed, there is one new, and one membership."""
    office.do(
        "enroll",
        student_id="S1",
        school_code="SCH001",
        academic_year="2025-2026",
        start_date="2025-06-15",
    )
    office.do("enroll", student_id="S1", school_code="SCH001")
    old = stay("SCH001", year="2025-2026", start="2025-06-15", end="2026-06-15")
    assert office.stays("S1", "school") == [old, stay("SCH001")]
    assert office.member_of("S1", "school") == ["SCH001"]


def test_defect_the_old_year_of_a_school_is_closed_even_if_it_began_later(office: Office) -> None:
    """Base refuses that close without a word, and two current records of the school remain."""
    office.do("enroll", student_id="S1", school_code="SCH001", start_date="2026-07-01")
    office.do("enroll", student_id="S1", school_code="SCH001", academic_year="2027-2028")
    old = stay("SCH001", start="2026-07-01", end="2026-07-01")
    assert office.stays("S1", "school") == [old, stay("SCH001", year="2027-2028")]


@pytest.mark.parametrize("field", ["batch_id", "grade"])
def test_another_year_adds_nothing_elsewhere(office: Office, field: str) -> None:
    office.do("enroll", student_id="S1", **{field: EVERYWHERE[field]})
    office.do("enroll", student_id="S1", academic_year="2027-2028", **{field: EVERYWHERE[field]})
    assert office.stays("S1", kind_of(field)) == [stay(EVERYWHERE[field])]


@pytest.mark.parametrize("field", PLACES)
def test_defect_a_membership_without_a_record_gets_one(office: Office, field: str) -> None:
    """Base adds none for a grade, batch or auth group once there is a membership."""
    office.do("enroll", teacher_id="T1", **{field: EVERYWHERE[field]})
    office.run("DELETE FROM enrollment_record")
    office.do("enroll", teacher_id="T1", **{field: EVERYWHERE[field]})
    assert office.current("T1", kind_of(field)) == [EVERYWHERE[field]]
    assert office.member_of("T1", kind_of(field)) == [EVERYWHERE[field]]


@pytest.mark.parametrize("kind", ["enroll", "student_enrollment"])
def test_defect_who_has_dropped_out_is_not_enrolled(office: Office, kind: str) -> None:
    """Base gives them current records beside the dropout."""
    office.enroll_everywhere("S1")
    office.do("dropout", student_id="S1")
    assert office.refusal(kind, student_id="S1", school_code="SCH002") == "ALREADY_DROPPED_OUT"


def test_first_enrolments_make_a_whole(office: Office) -> None:
    office.enroll_everywhere("S1")
    for field, code in EVERYWHERE.items():
        assert office.current("S1", kind_of(field)) == [code]
        assert office.member_of("S1", kind_of(field)) == [code]
    assert office.grade("S1") == "11"


@pytest.mark.parametrize("field", PLACES)
def test_first_enrolments_are_refused_where_one_is_already(office: Office, field: str) -> None:
    """And then none of the others is made: base would have made the earlier ones."""
    office.do("enroll", student_id="S1", **{field: EVERYWHERE[field]})
    assert office.refusal("student_enrollment", student_id="S1", **EVERYWHERE) == "ALREADY_MEMBER"


@pytest.mark.parametrize("lost", ["enrollment_record", "group_user"])
def test_first_enrolments_are_refused_if_only_half_of_one_is_there(
    office: Office, lost: str
) -> None:
    office.do("enroll", student_id="S1", grade="11")
    office.run(f"DELETE FROM {lost}")
    term = {"academic_year": YEAR, "start_date": DAY}
    refused = office.stage.call(
        operation("student_enrollment", student_id="S1", grade="11", **term)
    )
    assert refused
    assert refused.code == "ALREADY_MEMBER"


def test_a_closed_record_alone_does_not_keep_from_a_first_enrolment(office: Office) -> None:
    office.do("enroll", student_id="S1", batch_id=FIRST)
    office.do("batch_movement", student_id="S1", batch_id=SECOND)
    office.do("student_enrollment", student_id="S1", batch_id=FIRST)
    assert office.stays("S1", "batch") == [
        stay(FIRST, end="2026-06-15"),
        stay(SECOND),
        stay(FIRST),
    ]


def test_first_enrolments_do_not_end_another(office: Office) -> None:
    office.do("enroll", student_id="S1", school_code="SCH002")
    refusal = office.refusal("student_enrollment", student_id="S1", **EVERYWHERE)
    assert refusal == "ENROLMENT_CONFLICT"
