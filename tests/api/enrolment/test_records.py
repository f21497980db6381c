"""Enrolment records that are written by hand."""

from typing import Any

import pytest

from tests.api.conftest import Api, Rows
from tests.api.enrolment.answers import FIRST, S1, SECOND, done, refused
from tests.enrollment.office import DAY, YEAR, Office, stay

KEYS = ["user_id", "group_id", "group_type", "academic_year"]
PATH = "/api/enrollment-record"
CHANGES = "/api/update-user-enrollment-records"


@pytest.fixture
def body(office: Office) -> dict[str, Any]:
    return {
        "user_id": office.user("S1"),
        "group_id": office.id("batch", FIRST),
        "group_type": "batch",
        "academic_year": YEAR,
        "start_date": DAY,
    }


@pytest.fixture
def enrolled(office: Office) -> Office:
    """S1 is enrolled everywhere and has a status."""
    office.enroll_everywhere("S1")
    office.do("set_status", **S1, status="enrolled")
    return office


@pytest.fixture
def loose(office: Office) -> Any:
    """What is written by hand may break the invariants."""
    yield
    office.stage.begin_anew()


def test_a_record_is_current_unless_said(loose: None, api: Api, body: Any, rows: Rows) -> None:
    response = api.post(PATH, body)
    record = done(response, 201)
    assert done(api.post(PATH, {**body, "is_current": True})) == record
    assert response.headers["Location"] == f"{PATH}/{record['id']}"
    assert record == {
        **body,
        "id": record["id"],
        "is_current": True,
        "end_date": None,
        "subject_id": None,
    }
    again = api.post(PATH, {**body, "is_current": False, "end_date": "2026-09-01"})
    assert done(again) == {**record, "is_current": False, "end_date": "2026-09-01"}
    assert "Location" not in again.headers
    assert rows.count("enrollment_record") == 1
    assert rows.count("group_user") == 0


def test_other_records_are_not_closed(loose: None, office: Office, api: Api, body: Any) -> None:
    done(api.post(PATH, body), 201)
    done(api.post(PATH, {**body, "group_id": office.id("batch", SECOND)}), 201)
    assert office.current("S1", "batch") == [FIRST, SECOND]


@pytest.mark.parametrize("blank", [None, "", "  "])
def test_a_key_with_blanks_is_refused_by_name(
    blank: Any, office: Office, api: Api, body: Any
) -> None:
    error = "missing required parameter(s)"
    answer = refused(office, api, "POST", PATH, {"start_date": DAY})
    assert answer == (422, {"error": error, "missing": KEYS})
    for name in KEYS:
        answer = refused(office, api, "POST", PATH, {**body, name: blank})
        assert answer == (422, {"error": error, "missing": [name]})


@pytest.mark.parametrize(
    ("change", "errors"),
    [
        ({"start_date": None}, {"start_date": ["can't be blank"]}),
        ({"end_date": "2026-06-14"}, {"start_date": ["cannot be later than end date"]}),
        ({"user_id": 10**9}, {"user_id": ["does not exist"]}),
        ({"subject_id": 10**9}, {"subject_id": ["does not exist"]}),
        ({"group_id": "x"}, {"group_id": ["is invalid"]}),
    ],
)
def test_a_record_that_cannot_be(
    change: Any, errors: Any, office: Office, api: Api, body: Any
) -> None:
    status, answer = refused(office, api, "POST", PATH, {**body, **change})
    assert (status, answer["errors"]) == (422, errors)


def test_a_change_is_seen_with_what_is_stored(
    loose: None, office: Office, api: Api, body: Any
) -> None:
    record = done(api.post(PATH, {**body, "end_date": "2026-09-01"}), 201)
    path = f"{PATH}/{record['id']}"
    for change, errors in {
        "2026-09-02": {"start_date": ["cannot be later than end date"]},
        None: {"start_date": ["can't be blank"]},
    }.items():
        answer = refused(office, api, "PATCH", path, {"start_date": change})
        assert (answer[0], answer[1]["errors"]) == (422, errors)
    answer = refused(office, api, "PATCH", path, {"is_current": None})
    assert answer[1]["errors"] == {"is_current": ["can't be blank"]}
    blank = {"academic_year": ["can't be blank"]}
    assert refused(office, api, "PATCH", path, {"academic_year": None})[1]["errors"] == blank
    auth_group = {"group_type": "auth_group", "academic_year": None}
    assert done(api.patch(path, auth_group)) == {**record, **auth_group}
    assert refused(office, api, "PATCH", path, {"group_type": "x"})[1]["errors"] == blank


def test_nobody_has_two_current_schools(loose: None, office: Office, api: Api, body: Any) -> None:
    school = {**body, "group_type": "school", "group_id": office.id("school", "SCH001")}
    done(api.post(PATH, school), 201)
    other = {**school, "group_id": office.id("school", "SCH002")}
    status, answer = refused(office, api, "POST", PATH, other)
    assert (status, answer["errors"]) == (422, {"user_id": ["has already been taken"]})


# By what the record is for


def test_a_record_is_changed_by_what_it_is_for(enrolled: Office, api: Api) -> None:
    school = {**S1, "group_type": "school", "group_id": enrolled.id("school", "SCH001")}
    answer = done(api.patch(CHANGES, {**school, "start_date": "2026-06-01", "user_id": 77}))
    assert answer["message"] == "Enrollment records updated."
    assert answer["updated_status_record"] is None
    assert answer["updated_record"]["start_date"] == "2026-06-01"
    assert answer["updated_record"]["user_id"] == enrolled.user("S1")
    assert enrolled.stays("S1", "school") == [stay("SCH001", start="2026-06-01")]


def test_with_that_of_a_batch_the_status_changes(enrolled: Office, api: Api) -> None:
    batch = {**S1, "group_type": "batch", "group_id": enrolled.id("batch", FIRST)}
    answer = done(api.patch(CHANGES, {**batch, "start_date": "2026-06-01"}))
    assert answer["updated_status_record"]["group_type"] == "status"
    assert enrolled.stays("S1", "status") == [stay("enrolled", start="2026-06-01")]
    assert enrolled.stays("S1", "batch") == [stay(FIRST, start="2026-06-01")]


def test_what_cannot_be_changed_is_told_inside(loose: None, enrolled: Office, api: Api) -> None:
    batch = {**S1, "group_type": "batch", "group_id": enrolled.id("batch", FIRST)}
    failed = {"error": "Failed to update enrollment record"}
    for wrong in ({"start_date": "x"}, {"start_date": None}, {"end_date": "2020-01-01"}):
        before = enrolled.stage.snapshot()
        answer = done(api.patch(CHANGES, {**batch, **wrong}))
        assert answer["updated_record"] == failed
        assert answer["updated_status_record"] == {"error": "Failed to update status record"}
        assert before == enrolled.stage.snapshot()
    answer = done(api.patch(CHANGES, {**batch, "group_id": 77, "start_date": "2026-06-01"}))
    missing = "Enrollment record not found for given group_type and group_id"
    assert answer["updated_record"] == {"error": missing}
    assert answer["updated_status_record"]["start_date"] == "2026-06-01"
    enrolled.run("DELETE FROM enrollment_record WHERE group_type = 'status'")
    answer = done(api.patch(CHANGES, {**batch, "start_date": "2026-06-02"}))
    assert answer["updated_record"]["start_date"] == "2026-06-02"
    assert answer["updated_status_record"] == {"error": "Status record not found"}


def test_a_second_current_record_fails_alone(enrolled: Office, api: Api) -> None:
    enrolled.do("student_school_movement", **S1, school_code="SCH002", effective_date="2026-09-01")
    old = {**S1, "group_type": "school", "group_id": enrolled.id("school", "SCH001")}
    answer = done(api.patch(CHANGES, {**old, "is_current": True, "end_date": None}))
    assert answer["updated_record"] == {"error": "Failed to update enrollment record"}
    assert enrolled.current("S1", "school") == ["SCH002"]


def test_of_several_the_current_one_is_changed_or_the_latest(
    loose: None, enrolled: Office, api: Api
) -> None:
    enrolled.do(
        "enroll", **S1, school_code="SCH001", academic_year="2027-2028", start_date="2027-06-15"
    )
    school = {**S1, "group_type": "school", "group_id": enrolled.id("school", "SCH001")}
    answer = done(api.patch(CHANGES, {**school, "start_date": "2027-06-01"}))
    assert answer["updated_record"]["academic_year"] == "2027-2028"
    swap = "UPDATE enrollment_record SET is_current = {} WHERE academic_year = '{}'"
    enrolled.run(f"{swap} AND group_type = 'school'".format("false", "2027-2028"))
    enrolled.run(f"{swap} AND group_type = 'school'".format("true", "2026-2027"))
    answer = done(api.patch(CHANGES, {**school, "subject_id": None}))
    assert answer["updated_record"]["academic_year"] == "2026-2027"


def test_whose_record_and_which_has_to_be_said(enrolled: Office, api: Api) -> None:
    known = {"group_type": "batch", "group_id": 1}
    answer = refused(enrolled, api, "PATCH", CHANGES, {"student_id": "nobody", **known})
    assert answer == (404, {"message": "Student not found"})
    answer = refused(enrolled, api, "PATCH", CHANGES, {**known, "group_id": None})
    blanks = "student id: can't be blank; group id: can't be blank"
    assert answer == (422, {"error": blanks})
