"""Students and teachers who go to another batch."""

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from tests.api.conftest import Api
from tests.api.enrolment.answers import FIRST, S1, SECOND, TERM, THIRD, done, refused
from tests.enrollment.office import DAY, EVERYWHERE, Office, stay

LATER = {"academic_year": "2026-2027", "start_date": "2026-09-01"}
FAR = {**S1, "batch_id": SECOND, **LATER}
T1 = {"teacher_id": "T1"}


@pytest.fixture
def office(office: Office) -> Office:
    """S1 is enrolled everywhere, T1 in a batch."""
    office.enroll_everywhere("S1")
    office.do("enroll", **T1, batch_id=FIRST)
    return office


def test_a_student_moves_to_a_batch_and_a_grade(office: Office, api: Api) -> None:
    student = done(api.patch("/api/enrolled", {**FAR, "grade": "12"}))
    assert (student["status"], student["grade_id"]) == ("enrolled", office.id("grade", "12"))
    assert office.stays("S1", "batch") == [
        stay(FIRST, end="2026-09-01"),
        stay(SECOND, start="2026-09-01"),
    ]
    assert office.stays("S1", "grade")[1:] == [stay("12", start="2026-09-01")]
    assert office.stays("S1", "status") == [stay("enrolled", start="2026-09-01")]
    for kind, code in {"batch": SECOND, "grade": "12", "school": "SCH001"}.items():
        assert office.member_of("S1", kind) == [code]


def test_without_a_grade_the_grade_stays(office: Office, api: Api) -> None:
    student = done(api.patch("/api/enrolled", {**FAR, "grade": None}))
    assert student["grade_id"] == office.id("grade", "11")
    assert office.stays("S1", "grade") == [stay("11")]


def test_parallel_batches_end_with_their_memberships(office: Office, api: Api) -> None:
    office.do("enroll", **S1, batch_id=THIRD)
    done(api.patch("/api/enrolled", FAR))
    assert office.current("S1", "batch") == office.member_of("S1", "batch") == [SECOND]


def test_batches_of_other_programs_may_stay(office: Office, api: Api, app: Flask) -> None:
    office.do("enroll", **S1, batch_id=THIRD)
    settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(settings, batch_move_scope="program")
    try:
        done(api.patch("/api/enrolled", FAR))
    finally:
        app.config["SETTINGS"] = settings
    assert sorted(office.current("S1", "batch")) == [SECOND, THIRD]
    assert sorted(office.member_of("S1", "batch")) == [SECOND, THIRD]


def test_moving_again_changes_nothing_and_takes_no_term(office: Office, api: Api) -> None:
    done(api.patch("/api/enrolled", {**FAR, "grade": 12}))
    before = office.stage.snapshot()
    again = {**S1, "batch_id": SECOND, "grade": 12}
    for body in (again, {**again, **TERM}):
        assert done(api.patch("/api/enrolled", body))["status"] == "enrolled"
        assert before == office.stage.snapshot()


def test_who_is_there_already_is_marked_as_enrolled(office: Office, api: Api) -> None:
    student = done(api.patch("/api/enrolled", {**S1, "batch_id": FIRST}))
    assert student["status"] == "enrolled"
    assert office.stays("S1", "status") == []


@pytest.mark.parametrize(
    ("change", "status", "body"),
    [
        (
            {"student_id": "nobody"},
            404,
            {"errors": "Student not found with the provided identifier"},
        ),
        ({"batch_id": "X"}, 404, {"errors": "Batch not found with id: X"}),
        ({"grade": 9}, 404, {"errors": "Grade not found with number: 9"}),
        ({"grade": -1}, 404, {"errors": "Grade not found with number: -1"}),
        (
            {"start_date": None},
            422,
            {
                "errors": {"start_date": ["can't be blank"]},
                "message": "start date: can't be blank",
            },
        ),
        (
            {"academic_year": " "},
            422,
            {
                "errors": {"academic_year": ["can't be blank"]},
                "message": "academic year: can't be blank",
            },
        ),
        (
            {"batch_id": None, "grade": "eleven"},
            422,
            {
                "errors": {"batch_id": ["can't be blank"], "grade": ["is invalid"]},
                "message": "batch id: can't be blank; grade: is invalid",
            },
        ),
    ],
)
def test_a_movement_that_is_refused(
    change: Any, status: int, body: Any, office: Office, api: Api
) -> None:
    assert refused(office, api, "PATCH", "/api/enrolled", {**FAR, **change}) == (status, body)


@pytest.mark.parametrize(
    ("kind", "code", "status", "text"),
    [
        ("batch", SECOND, 404, f"Batch not found with id: {SECOND}"),
        ("grade", "12", 404, "Grade not found with number: 12"),
        ("status", "enrolled", 400, "Enrolled status not found in the system"),
    ],
)
def test_a_movement_to_what_is_not_set_up(
    kind: str, code: str, status: int, text: str, office: Office, api: Api
) -> None:
    with office.without_group_row(kind, code):
        answer = refused(office, api, "PATCH", "/api/enrolled", {**FAR, "grade": 12})
    assert answer == (status, {"errors": text})


def test_who_has_dropped_out_is_not_moved(office: Office, api: Api) -> None:
    office.do("dropout", **S1)
    text = "Student has dropped out; re-enroll the student first"
    assert refused(office, api, "PATCH", "/api/enrolled", FAR) == (400, {"errors": text})


# Teachers


def test_a_teacher_has_one_batch_after_an_assignment(office: Office, api: Api) -> None:
    office.do("enroll", **T1, batch_id=THIRD)
    path = "/api/teacher/batch/assign"
    teacher = done(api.patch(path, {**T1, "batch_id": SECOND, **LATER}))
    assert teacher == done(api.get(f"/api/teacher/{teacher['id']}"))
    assert office.stays("T1", "batch") == [
        stay(FIRST, end="2026-09-01"),
        stay(THIRD, end="2026-09-01"),
        stay(SECOND, start="2026-09-01"),
    ]
    assert office.member_of("T1", "batch") == [SECOND]
    assert office.stays("T1", "status") == []
    before = office.stage.snapshot()
    done(api.patch(path, {**T1, "batch_id": SECOND}))
    assert before == office.stage.snapshot()


@pytest.mark.parametrize(
    ("change", "body"),
    [
        ({"teacher_id": "nobody"}, {"error": "Teacher not found with ID: nobody"}),
        ({"batch_id": "X"}, {"error": "Batch not found with ID: X"}),
        ({"teacher_id": None}, {"error": "teacher id: can't be blank"}),
        ({"batch_id": ""}, {"error": "batch id: can't be blank"}),
        (
            {"start_date": None},
            {
                "errors": {"start_date": ["can't be blank"]},
                "message": "start date: can't be blank",
            },
        ),
    ],
)
def test_an_assignment_that_is_refused(change: Any, body: Any, office: Office, api: Api) -> None:
    sent = {**T1, "batch_id": SECOND, **LATER, **change}
    assert refused(office, api, "PATCH", "/api/teacher/batch/assign", sent) == (422, body)


def test_no_assignment_to_a_batch_without_a_group_row(office: Office, api: Api) -> None:
    sent = {**T1, "batch_id": SECOND, **LATER}
    with office.without_group_row("batch", SECOND):
        answer = refused(office, api, "PATCH", "/api/teacher/batch/assign", sent)
    assert answer == (422, {"error": f"Batch not found with ID: {SECOND}"})


def test_a_day_before_the_first_ends_a_record_on_its_own_first_day(
    office: Office, api: Api
) -> None:
    done(api.patch("/api/enrolled", {**FAR, "start_date": "2026-01-01"}))
    assert office.stays("S1", "batch")[0] == stay(EVERYWHERE["batch_id"], end=DAY)
