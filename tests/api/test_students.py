"""What the contract says of students and the users behind them."""

from typing import Any

import pytest
from sqlalchemy import Engine

from tests.api.conftest import Api, Rows
from tests.rows import add_row


def test_a_student_and_the_user_are_made_from_one_body(api: Api, rows: Rows) -> None:
    body = {
        "student_id": "2401",
        "first_name": "Asha",
        "category": "obc",
        "planned_competitive_exams": ["1", 2],
        "has_air_conditioner": "true",
        "user": {"first_name": "ignored"},
        "user_id": 77,
        "category_certificate": "ignored",
    }
    response = api.post("/api/student", body)
    assert response.status_code == 200
    assert "Location" not in response.headers
    student = response.json
    assert (student["category"], student["planned_competitive_exams"]) == ("OBC", [1, 2])
    assert student["user"]["first_name"] == "Asha"
    assert student["has_air_conditioner"] is True
    stored = "SELECT user_id, category_certificate FROM student"
    assert rows.one(stored) == (student["user"]["id"], None)


def test_posting_a_student_again_changes_both_and_null_clears(api: Api, rows: Rows) -> None:
    body = {"student_id": "1", "first_name": "A", "city": "Pune", "father_name": "F"}
    created = api.post("/api/student", body).json
    changed = api.post("/api/student", {"student_id": "1", "city": None, "father_name": ""})
    assert changed.status_code == 200
    assert (changed.json["father_name"], changed.json["user"]["city"]) == (None, None)
    assert changed.json["user"]["first_name"] == "A"
    assert changed.json["id"] == created["id"]
    assert (rows.count("student"), rows.count("user")) == (1, 1)


def test_a_student_is_also_found_by_apaar_id(api: Api) -> None:
    id = api.post("/api/student", {"apaar_id": "AP1"}).json["id"]
    response = api.post("/api/student", {"student_id": "S1", "apaar_id": "AP1"})
    assert (response.json["id"], response.json["student_id"]) == (id, "S1")


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({}, "Student ID or APAAR ID is required"),
        ({"student_id": " ", "apaar_id": None}, "Student ID or APAAR ID is required"),
        (
            {"student_id": "S1", "apaar_id": "AP9"},
            (
                "Student found with Student ID 'S1' but APAAR ID 'AP9'"
                " doesn't match existing APAAR ID 'AP1'"
            ),
        ),
        (
            {"student_id": "S9", "apaar_id": "AP1"},
            (
                "Student found with APAAR ID 'AP1' but Student ID 'S9'"
                " doesn't match existing Student ID 'S1'"
            ),
        ),
        (
            {"student_id": "S2", "apaar_id": "AP1"},
            "APAAR ID 'AP1' already exists for another student",
        ),
    ],
)
def test_numbers_that_contradict_what_is_stored(
    body: dict[str, Any], error: str, api: Api, rows: Rows
) -> None:
    api.post("/api/student", {"student_id": "S1", "apaar_id": "AP1"})
    api.post("/api/student", {"student_id": "S2"})
    response = api.post("/api/student", {**body, "first_name": "X"})
    assert (response.status_code, response.json) == (400, {"error": error})
    assert rows.all('SELECT count(*) FROM "user" WHERE first_name IS NOT NULL') == [0]


def test_a_refused_student_leaves_no_user_behind(api: Api, rows: Rows) -> None:
    body = {"student_id": "1", "first_name": "A"}
    for wrong in ({"category": "x"}, {"gender": "x"}, {"grade_id": 10**9}, {"stream": 5}):
        response = api.post("/api/student", body | wrong)
        assert response.status_code == 422, wrong
        assert [*response.json["errors"]] == [*wrong]
    assert (rows.count("student"), rows.count("user")) == (0, 0)


def test_a_change_of_a_student_clears_nothing(api: Api) -> None:
    body = {"student_id": "1", "first_name": "A", "father_name": "F", "has_air_conditioner": True}
    student = api.post("/api/student", body).json
    path = f"/api/student/{student['id']}"
    blank = {"father_name": None, "first_name": "", "student_id": " "}
    assert api.patch(path, blank).json == student
    response = api.patch(path, {**blank, "has_air_conditioner": False, "last_name": "B"})
    assert response.json["has_air_conditioner"] is False
    assert response.json["user"] == {**student["user"], "last_name": "B"}


def test_a_change_of_a_student_is_all_or_nothing(api: Api) -> None:
    student = api.post("/api/student", {"student_id": "1", "first_name": "A"}).json
    path = f"/api/student/{student['id']}"
    for wrong in ({"grade_id": 10**9}, {"stream": "x"}, {"phone": "x"}):
        assert api.patch(path, {"first_name": "B", "father_name": "F", **wrong}).status_code == 422
    assert api.get(path).json == student


def test_a_student_without_user_gets_one_when_there_is_something_to_keep(
    api: Api, engine: Engine
) -> None:
    with engine.begin() as connection:
        id = add_row(connection, "student", student_id="1")
    assert api.get(f"/api/student/{id}").json["user"] is None
    assert api.patch(f"/api/student/{id}", {"father_name": "F"}).json["user"] is None
    assert api.patch(f"/api/student/{id}", {"first_name": "A"}).json["user"]["first_name"] == "A"


def test_students_are_looked_up_by_number_with_a_group(api: Api) -> None:
    for number in ("S1", "S2"):
        api.post("/api/student", {"student_id": number, "apaar_id": f"AP{number}"})

    def found(query: str) -> list[str]:
        return [student["student_id"] for student in api.get(f"/api/student?{query}").json]

    assert found("id=S2&group=EnableStudents&limit=0&nonsense=1") == ["S2"]
    assert found("id=APS2&group=EnableStudents") == ["S2"]
    assert found("id=APS2&group=Other") == []
    assert found("id=S1&group=Other") == ["S1"]
    assert found("student_id=S1") == ["S1"]
    assert api.get("/api/student?id=S1").status_code == 400
    assert api.get("/api/student?first_name=A").status_code == 400


def test_a_pen_number_has_eleven_digits_and_is_unique(api: Api) -> None:
    body = {"student_id": "1", "pen_number": "12345678901", "g10_board": "CBSE", "g10_roll_no": "7"}
    later = {**body, "family_income": "1-3 LPA", "g12_graduating_year": 2028}
    student = api.post("/api/student", later).json
    assert {name: student[name] for name in later} == later
    for wrong in ("1234567890", "123456789012", "1234567890a", 12345678901):
        response = api.post("/api/student", {**body, "pen_number": wrong})
        assert response.json["errors"] == {
            "pen_number": ["is invalid" if isinstance(wrong, int) else "has invalid format"]
        }
    response = api.post("/api/student", {**body, "student_id": "2"})
    assert (response.status_code, response.json["errors"]) == (
        422,
        {"pen_number": ["has already been taken"]},
    )


def test_a_deleted_student_leaves_the_user(api: Api, rows: Rows) -> None:
    student = api.post("/api/student", {"student_id": "1"}).json
    assert api.delete(f"/api/student/{student['id']}").status_code == 204
    assert api.get(f"/api/user/{student['user']['id']}").status_code == 200
    assert rows.count("student") == 0
