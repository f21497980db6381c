"""Numbers for new students, and claims about those who are there."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine

from dbservice.security import throttle
from dbservice.services import student_numbers
from tests.api.conftest import SCHOOL, Api, Rows
from tests.rows import add_row

FIND = "/api/student/generate-id"
VERIFY = "/api/student/verify-student"
APPLICANT = {
    "first_name": "Asha",
    "date_of_birth": "2009-02-28",
    "gender": "Female",
    "category": "OBC",
    "grade": "12",
    "region": "North",
    "school_name": SCHOOL["name"],
}


@pytest.fixture
def school(api: Api, monkeypatch: pytest.MonkeyPatch) -> int:
    """A school and a grade, in December 2025."""
    monkeypatch.setattr(student_numbers, "indian_today", lambda: date(2025, 12, 1))
    for number in (11, 12):
        api.post("/api/grade", {"number": number})
    return int(api.post("/api/school", {**SCHOOL, "region": "North"}).json["id"])


def number(api: Api, **changes: Any) -> str:
    response = api.post(FIND, {**APPLICANT, **changes})
    assert response.status_code == 201, response.text
    assert [*response.json] == ["student_id"]
    return str(response.json["student_id"])


def refused(api: Api, **changes: Any) -> tuple[int, Any]:
    response = api.post(FIND, {**APPLICANT, **changes})
    return response.status_code, response.json


def test_a_number_tells_year_and_school(school: int, api: Api, rows: Rows) -> None:
    found = number(api)
    assert (found[:4], len(found), found[4:].isdigit()) == ("26S1", 7, True)
    assert number(api, grade=11)[:4] == "27S1"
    assert len({number(api) for _ in range(10)}) > 1
    assert rows.count("student") == 0


@pytest.mark.parametrize(
    ("today", "year"),
    [(date(2026, 3, 31), "26"), (date(2026, 4, 1), "27"), (date(2099, 4, 1), "00")],
)
def test_a_year_begins_in_april(
    today: date, year: str, school: int, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(student_numbers, "indian_today", lambda: today)
    assert number(api)[:2] == year


def test_only_free_numbers_are_given(school: int, api: Api, rows: Rows) -> None:
    rows.run(
        "INSERT INTO student (student_id, inserted_at, updated_at)"
        " SELECT '26S1' || lpad(n::text, 3, '0'), now(), now()"
        " FROM generate_series(0, 999) AS n WHERE n <> 7"
    )
    assert number(api) == "26S1007"
    rows.run(
        "INSERT INTO student (student_id, inserted_at, updated_at) VALUES ('26S1007', now(), now())"
    )
    error = "Student ID could not be generated. Max attempts hit!"
    assert refused(api) == (400, {"error": error})


def test_who_is_registered_gets_their_number_again(
    school: int, api: Api, engine: Engine, rows: Rows
) -> None:
    grade_id = rows.one("SELECT id FROM grade WHERE number = 12")
    body = {**APPLICANT, "student_id": "OLD1", "grade_id": grade_id}
    student = api.post("/api/student", body).json
    assert number(api) != "OLD1"
    with engine.begin() as connection:
        add_row(
            connection,
            "enrollment_record",
            user_id=student["user"]["id"],
            group_type="school",
            group_id=school,
            is_current=False,
        )
    assert number(api) == number(api, grade=12) == "OLD1"
    for change in (
        {"first_name": "asha"},
        {"gender": "Male"},
        {"category": "SC"},
        {"date_of_birth": "2009-03-01"},
        {"grade": 11},
    ):
        assert number(api, **change) != "OLD1", change
    rows.run("UPDATE student SET student_id = NULL")
    assert number(api)[:4] == "26S1"


def test_schools_are_known_by_name_and_region(school: int, api: Api) -> None:
    none = (400, {"error": "No school found with the given name and region"})
    assert refused(api, school_name="Other") == none
    assert refused(api, school_name=None) == none
    assert refused(api, region="South") == none
    assert refused(api, region="") == refused(api, region=None) == none
    api.post("/api/school", {**SCHOOL, "code": "S2"})
    assert number(api, region="")[:4] == number(api, region=None)[:4] == "26S2"
    api.post("/api/school", {**SCHOOL, "code": "S3"})
    several = (400, {"error": "multiple school found with the given name and region"})
    assert refused(api, region=None) == several


def test_a_school_without_code_gives_no_numbers(school: int, api: Api, rows: Rows) -> None:
    rows.run("UPDATE school SET code = NULL")
    assert refused(api) == (400, {"error": "The school has no code"})


def test_what_a_number_takes(school: int, api: Api) -> None:
    assert refused(api, grade=9) == (400, {"error": "Grade not found with number: 9"})
    names = ["first_name", "date_of_birth", "gender", "category", "grade"]
    status, body = refused(api, **dict.fromkeys(names))
    assert (status, body["errors"]) == (422, {name: ["can't be blank"] for name in names})
    assert refused(api, date_of_birth="x", grade="x")[1]["errors"] == {
        "date_of_birth": ["is invalid"],
        "grade": ["is invalid"],
    }


# Claims


@pytest.fixture
def student(api: Api) -> Any:
    body = {
        "student_id": "S1",
        "first_name": "Asha",
        "date_of_birth": "2009-02-28",
        "has_air_conditioner": True,
        "planned_competitive_exams": [1, 2],
        "number_of_smartphones": "5",
    }
    return api.post("/api/student", body).json


def verified(api: Api, **claims: Any) -> bool:
    body = {"student_id": "S1", "verification_params": claims}
    response = api.post(VERIFY, body)
    assert response.status_code == 200, response.text
    assert [*response.json] == ["is_verified"]
    return bool(response.json["is_verified"])


@pytest.mark.parametrize(
    "claims",
    [
        {"first_name": "Asha"},
        {"date_of_birth": "2009-02-28", "number_of_smartphones": "5"},
        {"date_of_birth": "2009-02-28T10:00:00Z"},
        {"has_air_conditioner": True},
        {"planned_competitive_exams": [1, 2]},
        {"father_name": None},
    ],
)
def test_claims_that_hold(claims: Any, student: Any, api: Api) -> None:
    assert verified(api, **claims)


@pytest.mark.parametrize(
    "claims",
    [
        {"first_name": "asha"},
        {"first_name": "Asha", "last_name": "B"},
        {"number_of_smartphones": 5},
        {"has_air_conditioner": 1},
        {"planned_competitive_exams": [2, 1]},
        {"date_of_birth": "2009-02-27"},
        {"date_of_birth": "28.2.2009"},
        {"date_of_birth": None},
        {"nonsense": None},
        {"user": None},
        {"user_id": 1},
        {"category_certificate": None},
        {"updated_at": "2026-01-01T00:00:00"},
        {"auth_group_id": 1},
        {"auth_group_id": "x"},
        {"auth_group_id": 10**30},
    ],
)
def test_claims_that_do_not_hold(claims: Any, student: Any, api: Api) -> None:
    assert not verified(api, **claims)


def test_an_auth_group_is_claimed_by_membership(
    student: Any, api: Api, engine: Engine, rows: Rows
) -> None:
    ids = [api.post("/api/auth-group", {"name": name}).json["id"] for name in ("A", "B")]
    group = rows.one('SELECT id FROM "group" WHERE child_id = :id', id=ids[1])
    with engine.begin() as connection:
        add_row(connection, "group_user", user_id=student["user"]["id"], group_id=group)
    assert verified(api, auth_group_id=ids[1])
    assert verified(api, auth_group_id=str(ids[1]), first_name="Asha")
    assert not verified(api, auth_group_id=ids[0])


def test_without_a_date_no_date_holds(api: Api) -> None:
    api.post("/api/student", {"student_id": "S1"})
    assert not verified(api, date_of_birth="2009-02-28")
    assert not verified(api, date_of_birth=None)


def test_a_claim_has_to_be_one(student: Any, api: Api) -> None:
    def answer(**body: Any) -> tuple[int, Any]:
        response = api.post(VERIFY, body)
        return response.status_code, response.json

    unknown = {"error": "Student not found"}
    claims = {"verification_params": {"first_name": "Asha"}}
    assert answer(student_id="nobody", **claims) == (404, unknown)
    for body in ({}, claims, {"student_id": "S1"}, {"student_id": 5, **claims}):
        assert answer(**body)[0] == 400
    for params in (None, "x", [], 5):
        assert answer(student_id="S1", verification_params=params)[0] == 400
    status, refusal = answer(student_id="S1", verification_params={})
    assert (status, refusal["errors"]) == (422, {"verification_params": ["can't be blank"]})


def test_nobody_guesses_for_long(student: Any, api: Api) -> None:
    api.post("/api/student", {"student_id": "S2", "first_name": "Asha"})
    for day in range(1, throttle.FREE_FAILURES + 1):
        assert not verified(api, date_of_birth=f"2009-01-{day:02d}")
    body = {"student_id": "S1", "verification_params": {"date_of_birth": "2009-02-28"}}
    response = api.post(VERIFY, body)
    assert response.status_code == 429
    assert int(response.headers["Retry-After"]) > 0
    assert response.json["errors"]["detail"] == "Too Many Requests"
    other = {"student_id": "S2", "verification_params": {"first_name": "Asha"}}
    assert api.post(VERIFY, other).json == {"is_verified": True}


def test_claims_that_hold_are_not_counted(student: Any, api: Api) -> None:
    assert all(verified(api, first_name="Asha") for _ in range(15))
