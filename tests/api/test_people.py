"""Teachers and candidates, who come with their users, and the numbers that people are known by."""

import pytest

from tests.api.conftest import Api, Rows

NUMBERS = {"/api/teacher": "teacher_id", "/api/candidate": "candidate_id"}
each_role = pytest.mark.parametrize(("path", "number"), NUMBERS.items())


@each_role
def test_a_person_and_the_user_are_made_from_one_body(path: str, number: str, api: Api) -> None:
    response = api.post(path, {number: "7", "first_name": "Meera", "user_id": 99, "id": 5})
    assert response.status_code == 201
    assert "Location" not in response.headers
    assert response.json[number] == "7"
    assert response.json["user"]["first_name"] == "Meera"
    assert response.json["user_id"] == response.json["user"]["id"] != 99


@each_role
def test_posting_again_changes_both(path: str, number: str, api: Api, rows: Rows) -> None:
    first = api.post(path, {number: "7", "first_name": "Meera", "city": "Pune"}).json
    response = api.post(path, {number: "7", "first_name": "Mira", "city": None})
    assert response.status_code == 200
    expected = {**first["user"], "first_name": "Mira", "city": None}
    assert response.json == {**first, "user": expected}
    assert len(api.get(path).json) == 1


@each_role
def test_a_person_without_a_number_leaves_no_user_behind(path: str, number: str, api: Api) -> None:
    for blank in ({}, {number: None}, {number: " "}):
        response = api.post(path, {"first_name": "Meera", **blank})
        assert (response.status_code, response.json["errors"]) == (
            422,
            {number: ["can't be blank"]},
        )
    assert api.get("/api/user").json == []


@each_role
def test_a_refused_user_leaves_nothing_behind(path: str, number: str, api: Api) -> None:
    response = api.post(path, {number: "7", "phone": "x", "subject_id": 10**9})
    assert response.status_code == 422
    assert "phone" in response.json["errors"]
    assert api.post(path, {number: "7", "subject_id": 10**9}).status_code == 422
    assert api.get(path).json == api.get("/api/user").json == []


@each_role
def test_a_change_may_clear(path: str, number: str, api: Api) -> None:
    person = api.post(path, {number: "7", "first_name": "Meera", "city": "Pune"}).json
    own = f"{path}/{person['id']}"
    response = api.patch(own, {"city": None, "first_name": "Mira"})
    assert response.json["user"] == {**person["user"], "city": None, "first_name": "Mira"}
    assert api.patch(own, {number: None}).json["errors"] == {number: ["can't be blank"]}
    assert api.patch(f"{path}/{10**6}", {"city": "x"}).status_code == 404


@pytest.mark.parametrize("number", ["student_id", "apaar_id"])
def test_a_change_cannot_take_the_number_of_another_student(number: str, api: Api) -> None:
    first, second = (
        api.post("/api/student", {"student_id": one, "apaar_id": f"A{one}"}).json
        for one in ("1", "2")
    )
    path = f"/api/student/{second['id']}"
    response = api.patch(path, {number: first[number], "first_name": "B"})
    assert response.status_code == 422
    assert response.json["errors"] == {number: ["has already been taken"]}
    assert api.get(path).json == second
    assert api.patch(path, {number: second[number], "first_name": "B"}).status_code == 200
    assert api.patch(path, {number: "free"}).json[number] == "free"


def test_a_number_that_two_students_have_already_may_stay(api: Api, rows: Rows) -> None:
    first, second = (api.post("/api/student", {"student_id": one}).json for one in ("1", "2"))
    rows.run("UPDATE student SET student_id = '1'")
    for student in (first, second):
        path = f"/api/student/{student['id']}"
        assert api.patch(path, {"student_id": "1", "first_name": "B"}).status_code == 200
