"""Profiles of students and teachers, which come with those of their users."""

from typing import Any

import pytest
from sqlalchemy import Engine

from tests.api.conftest import Api, Rows
from tests.rows import add_row

each_role = pytest.mark.parametrize("role", ["student", "teacher"])
FIGURES = {
    "student": {
        "attendance_in_classes_current_year": ["82.50", "7"],
        "average_batch_score_in_latest_test": "71.25",
        "total_number_of_tests": 3,
        "took_test_atleast_once": True,
    },
    "teacher": {"school": "JNV Bhiwani", "program_manager": "Ravi", "avg_rating": "4.50"},
}
ALONG = {"logged_in_atleast_once": True, "latest_session_accessed": "S1"}


@pytest.fixture
def person(engine: Engine, role: str) -> dict[str, int]:
    """The ids of a student or teacher with the number 7, and of the user behind."""
    with engine.begin() as connection:
        user_id = add_row(connection, "user")
        values = {f"{role}_id": "7", "user_id": user_id}
        return {"id": add_row(connection, role, **values), "user_id": user_id}


@each_role
def test_both_profiles_are_made_from_one_body(
    role: str, person: dict[str, int], api: Api, rows: Rows
) -> None:
    body = {f"{role}_id": "7", **FIGURES[role], **ALONG, "user_profile_id": 99, "id": 5}
    response = api.post(f"/api/{role}-profile", body)
    assert response.status_code == 201
    shown = response.json
    assert response.headers["Location"] == f"/api/{role}-profile/{shown['id']}"
    user_profile = shown["user_profile"]
    assert user_profile == {"id": user_profile["id"], "user_id": person["user_id"], **ALONG}
    figures = {**FIGURES[role], f"{role}_id": "7", f"{role}_fk": person["id"]}
    assert {name: shown[name] for name in figures} == figures
    assert ("user_profile_id" in shown) == (role == "student")
    linked = rows.one(f"SELECT user_profile_id FROM {role}_profile")
    assert linked == shown.get("user_profile_id", linked) == user_profile["id"]
    assert api.get(f"/api/user-profile/{linked}").json == user_profile


@each_role
def test_posting_again_changes_both(
    role: str, person: dict[str, int], api: Api, rows: Rows
) -> None:
    path, number = f"/api/{role}-profile", {f"{role}_id": "7"}
    first = api.post(path, {**number, **FIGURES[role], **ALONG}).json
    response = api.post(path, {**number, "latest_session_accessed": None})
    assert response.status_code == 200
    assert "Location" not in response.headers
    expected = {**first["user_profile"], "latest_session_accessed": None}
    assert response.json == {**first, "user_profile": expected}
    assert rows.count(f"{role}_profile") == rows.count("user_profile") == 1


@each_role
def test_the_profile_that_a_user_has_is_kept(
    role: str, person: dict[str, int], api: Api, rows: Rows
) -> None:
    kept = api.post("/api/user-profile", {"user_id": person["user_id"], **ALONG}).json
    shown = api.post(f"/api/{role}-profile", {f"{role}_id": "7", "logged_in_atleast_once": False})
    assert shown.status_code == 201
    assert shown.json["user_profile"] == {**kept, "logged_in_atleast_once": False}
    assert rows.count("user_profile") == 1


@each_role
def test_the_body_may_name_the_person_and_the_user(
    role: str, person: dict[str, int], api: Api, engine: Engine
) -> None:
    with engine.begin() as connection:
        other, user_id = add_row(connection, role), add_row(connection, "user")
    body = {f"{role}_id": "7", f"{role}_fk": other, "user_id": user_id}
    shown = api.post(f"/api/{role}-profile", body).json
    assert (shown[f"{role}_fk"], shown["user_profile"]["user_id"]) == (other, user_id)
    blank = {f"{role}_id": "7", f"{role}_fk": None, "user_id": ""}
    again = api.post(f"/api/{role}-profile", blank).json
    found = (again[f"{role}_fk"], again["user_profile"]["user_id"])
    assert found == (person["id"], person["user_id"])


@each_role
def test_a_profile_is_of_someone(role: str, person: dict[str, int], api: Api, rows: Rows) -> None:
    path, number = f"/api/{role}-profile", f"{role}_id"
    unknown = api.post(path, {number: "8", **ALONG})
    assert unknown.status_code == 404
    assert unknown.json == {"errors": {"detail": "Not Found", "message": "Not Found"}}
    for body, refused in (
        ({}, {number: ["can't be blank"]}),
        ({number: None}, {number: ["can't be blank"]}),
        ({number: " "}, {number: ["can't be blank"]}),
        ({number: 7}, {number: ["is invalid"]}),
        ({number: "7", "user_id": 10**9}, {"user_id": ["does not exist"]}),
        ({number: "7", f"{role}_fk": 10**9}, {f"{role}_fk": ["does not exist"]}),
        ({number: "7", "user_id": "x"}, {"user_id": ["is invalid"]}),
    ):
        response = api.post(path, {**ALONG, **body})
        assert (response.status_code, response.json["errors"]) == (422, refused)
    rows.run(f"UPDATE {role} SET user_id = NULL")
    response = api.post(path, {number: "7"})
    assert response.json["errors"] == {"user_id": ["can't be blank"]}
    assert rows.count(f"{role}_profile") == rows.count("user_profile") == 0


@each_role
def test_a_change_sets_both_profiles(
    role: str, person: dict[str, int], api: Api, rows: Rows
) -> None:
    shown = api.post(f"/api/{role}-profile", {f"{role}_id": "7", **ALONG}).json
    path = f"/api/{role}-profile/{shown['id']}"
    change = {**FIGURES[role], "latest_session_accessed": "S2", "user_profile_id": 99}
    expected = {**shown["user_profile"], "latest_session_accessed": "S2"}
    assert api.patch(path, change).json == {**shown, **FIGURES[role], "user_profile": expected}
    cleared = api.patch(path, {f"{role}_id": None})
    assert (cleared.status_code, cleared.json[f"{role}_id"]) == (200, None)
    for name in (f"{role}_fk", "user_id"):
        refused = api.patch(path, {name: None, "latest_session_accessed": "S3"})
        assert (refused.status_code, refused.json["errors"]) == (422, {name: ["can't be blank"]})
    assert api.get(path).json["user_profile"] == expected
    assert api.patch(f"/api/{role}-profile/{10**9}", ALONG).status_code == 404
    assert api.delete(path).status_code == 204
    assert rows.count("user_profile") == 1


@each_role
def test_a_profile_without_one_of_the_user_gets_it(
    role: str, person: dict[str, int], api: Api, engine: Engine, rows: Rows
) -> None:
    with engine.begin() as connection:
        values = {f"{role}_id": "7", f"{role}_fk": person["id"]}
        path = f"/api/{role}-profile/{add_row(connection, f'{role}_profile', **values)}"
    assert api.get(path).json["user_profile"] is None
    shown = api.patch(path, {}).json["user_profile"]
    assert shown["user_id"] == person["user_id"]
    rows.run(f"UPDATE {role}_profile SET user_profile_id = NULL")
    assert api.post(f"/api/{role}-profile", values).json["user_profile"] == shown
    rows.run(f"UPDATE {role}_profile SET user_profile_id = NULL")
    rows.run(f"UPDATE {role} SET user_id = NULL")
    assert api.patch(path, {}).json["user_profile"] is None
    assert api.patch(path, ALONG).json["errors"] == {"user_id": ["can't be blank"]}
    changed: dict[str, Any] = api.patch(path, {**ALONG, "user_id": person["user_id"]}).json
    assert changed["user_profile"] == {**shown, **ALONG}
