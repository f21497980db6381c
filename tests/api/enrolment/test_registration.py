"""Students who are registered with all their memberships in one call."""

from typing import Any

import pytest

from tests.api.conftest import Api
from tests.api.enrolment.answers import FIRST, S1, TERM, done, refused
from tests.enrollment.office import YEAR, Office, stay

PATH = "/api/student/create-with-enrollments"
NEW = {
    "student_id": "N1",
    "first_name": "Asha",
    "father_name": "Ramesh",
    "auth_group": "EnableStudents",
    "school_code": "SCH001",
    "batch_id": FIRST,
    "grade": "11",
    **TERM,
}
CODES = {"auth_group": "EnableStudents", "school": "SCH001", "batch": FIRST, "grade": "11"}
NOWHERE = "At least one of: auth_group, school_code, batch_id, or grade must be provided"


def test_a_student_comes_with_all_memberships(office: Office, api: Api) -> None:
    response = api.post(PATH, NEW)
    student = done(response, 201)
    assert "Location" not in response.headers
    assert student == done(api.get(f"/api/student/{student['id']}"))
    assert (student["father_name"], student["user"]["first_name"]) == ("Ramesh", "Asha")
    assert (student["status"], student["grade_id"]) == (None, office.id("grade", "11"))
    for kind, code in CODES.items():
        year = None if kind == "auth_group" else YEAR
        assert office.stays("N1", kind) == [stay(code, year=year)]
        assert office.member_of("N1", kind) == [code]


def test_the_same_call_again_changes_nothing(office: Office, api: Api) -> None:
    first = done(api.post(PATH, NEW), 201)
    before = office.stage.snapshot()
    assert done(api.post(PATH, NEW), 201) == first
    assert before == office.stage.snapshot()


def test_who_is_there_already_is_changed_and_enrolled(office: Office, api: Api) -> None:
    office.do("enroll", **S1, school_code="SCH001")
    student = done(api.post(PATH, {**NEW, **S1}), 201)
    assert student["user"]["first_name"] == "Asha"
    assert office.stays("S1", "school") == [stay("SCH001")]
    assert office.current("S1", "batch") == [FIRST]


@pytest.mark.parametrize("kind", ["auth_group", "school_code", "batch_id", "grade"])
def test_one_place_is_enough_and_blanks_are_none(kind: str, office: Office, api: Api) -> None:
    blank = {"auth_group": None, "school_code": "", "batch_id": " ", "grade": None}
    done(api.post(PATH, {**NEW, **blank, kind: NEW[kind]}), 201)
    snapshot = office.stage.snapshot()
    assert len(snapshot.records(office.user("N1"))) == 1


def test_a_grade_may_be_given_by_its_id(office: Office, api: Api) -> None:
    body = {**NEW, "grade": None, "grade_id": office.id("grade", "12")}
    assert done(api.post(PATH, body), 201)["grade_id"] == office.id("grade", "12")
    assert office.current("N1", "grade") == ["12"]


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({"academic_year": None}, ["academic_year"]),
        ({"start_date": "", "academic_year": " "}, ["academic_year", "start_date"]),
        (
            {"auth_group": None, "school_code": "", "batch_id": None, "grade": None},
            [NOWHERE],
        ),
    ],
)
def test_what_has_to_be_there(change: Any, missing: list[str], office: Office, api: Api) -> None:
    answer = refused(office, api, "POST", PATH, {**NEW, "grade_id": 1, **change})
    error = "Missing required enrollment fields"
    assert answer == (400, {"error": error, "missing_fields": missing})


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"student_id": None}, "Student ID or APAAR ID is required"),
        ({"auth_group": "Ghosts"}, "Auth group not found with name: Ghosts"),
        ({"school_code": "X"}, "School not found with code: X"),
        ({"batch_id": "X"}, "Batch not found with id: X"),
        ({"grade": 9}, "Grade not found with number: 9"),
        ({"grade": None, "grade_id": 10**9}, "Grade not found with id: 1000000000"),
    ],
)
def test_a_registration_that_is_refused_leaves_nothing(
    change: Any, error: str, office: Office, api: Api
) -> None:
    answer = refused(office, api, "POST", PATH, {**NEW, **change})
    assert answer == (400, {"error": error})


@pytest.mark.parametrize(
    ("change", "details"),
    [
        (
            {"phone": "x", "stream": "y"},
            {"phone": ["has invalid format"], "stream": ["is invalid"]},
        ),
        ({"start_date": "soon"}, {"start_date": ["is invalid"]}),
        ({"batch_id": 7}, {"batch_id": ["is invalid"]}),
        ({"date_of_birth": "2999-01-01"}, {"date_of_birth": ["cannot be later than today"]}),
    ],
)
def test_faults_of_fields_are_detailed(change: Any, details: Any, office: Office, api: Api) -> None:
    answer = refused(office, api, "POST", PATH, {**NEW, **change})
    assert answer == (422, {"error": "Validation failed", "details": details})


def test_a_conflict_takes_back_what_was_changed(office: Office, api: Api) -> None:
    office.do("enroll", **S1, grade="12")
    error = (
        "Student is already enrolled in a different grade."
        " Use 'update_incorrect_grade_to_correct_grade' import type to change grades."
    )
    assert refused(office, api, "POST", PATH, {**NEW, **S1}) == (400, {"error": error})


def test_numbers_that_contradict_what_is_stored(office: Office, api: Api) -> None:
    office.run("UPDATE student SET apaar_id = 'A1' WHERE student_id = 'S1'")
    status, answer = refused(office, api, "POST", PATH, {**NEW, **S1, "apaar_id": "A2"})
    error = "Student found with Student ID 'S1' but APAAR ID 'A2'"
    assert (status, answer["error"]) == (400, f"{error} doesn't match existing APAAR ID 'A1'")


def test_who_has_dropped_out_is_enrolled_again_first(office: Office, api: Api) -> None:
    office.do("dropout", **S1)
    error = "Student has dropped out; re-enroll the student first"
    answer = refused(office, api, "POST", PATH, {**NEW, **S1, "auth_group": None})
    assert answer == (400, {"error": error})


def test_a_number_of_another_auth_group_is_of_someone_else(office: Office, api: Api) -> None:
    first = done(api.post(PATH, NEW), 201)
    second = done(api.post(PATH, {**NEW, "auth_group": "Walk-in", "first_name": "Ravi"}), 201)
    assert first["id"] != second["id"]
    for body, student in ((NEW, first), ({**NEW, "auth_group": "Walk-in"}, second)):
        assert done(api.post(PATH, body), 201)["id"] == student["id"]


def test_an_apaar_id_that_is_taken_is_a_fault(office: Office, api: Api) -> None:
    office.run("UPDATE student SET apaar_id = 'A1', student_id = NULL WHERE student_id = 'S1'")
    done(api.post(PATH, {**NEW, "apaar_id": "A1"}), 201)
    error = "APAAR ID 'A1' already exists for another student"
    answer = refused(office, api, "POST", PATH, {**NEW, "student_id": "S2", "apaar_id": "A1"})
    assert answer == (400, {"error": error})
