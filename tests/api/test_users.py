"""What the contract says of users."""

from typing import Any

import pytest
from sqlalchemy import Engine

from dbservice.services.clock import indian_today
from tests.api.conftest import Api, Rows
from tests.api.shapes import SHAPES
from tests.rows import add_row

OLD = "2020-01-01 00:00:00"


def test_an_empty_body_makes_an_empty_user(api: Api) -> None:
    response = api.post("/api/user", {})
    assert response.status_code == 201
    id = response.json["id"]
    assert response.headers["Location"] == f"/api/user/{id}"
    assert response.json == dict.fromkeys(SHAPES["user"].keys) | {"id": id}


def test_user_id_is_the_key_of_a_user(api: Api, rows: Rows) -> None:
    id = api.post("/api/user", {"first_name": "Asha"}).json["id"]
    for sent in (id, str(id)):
        response = api.post("/api/user", {"user_id": sent, "last_name": f"Rao {sent!r}"})
        assert response.status_code == 200
        assert "Location" not in response.headers
        assert response.json["last_name"] == f"Rao {sent!r}"
        assert response.json["first_name"] == "Asha"
    assert rows.count("user") == 1


@pytest.mark.parametrize("user_id", [None, "", 999, 2**63, 10**30])
def test_a_user_id_that_nobody_has_makes_a_new_user(user_id: Any, api: Api) -> None:
    response = api.post("/api/user", {"user_id": user_id, "first_name": "Asha"})
    assert response.status_code == 201
    assert response.json["id"] not in (user_id, None)


@pytest.mark.parametrize("user_id", ["x", 1.5, [], {}, True])
def test_a_user_id_that_is_no_number_is_a_bad_request(user_id: Any, api: Api, rows: Rows) -> None:
    response = api.post("/api/user", {"user_id": user_id})
    assert response.status_code == 400
    assert response.json["errors"]["detail"] == "Bad Request"
    assert rows.count("user") == 0


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("phone", "12-34", "has invalid format"),
        ("phone", "٣٤", "has invalid format"),
        ("gender", "Unknown", "is invalid"),
        ("date_of_birth", "2999-01-01", "cannot be later than today"),
        ("email", "x" * 256, "should be at most 255 character(s)"),
        ("email", 5, "is invalid"),
    ],
)
def test_what_a_user_cannot_be(field: str, value: Any, message: str, api: Api, rows: Rows) -> None:
    response = api.post("/api/user", {field: value})
    assert response.status_code == 422
    readable = field.replace("_", " ")
    assert response.json == {
        "errors": {field: [message]},
        "message": f"{readable}: {message}",
    }
    assert rows.count("user") == 0


def test_several_faults_are_told_together(api: Api) -> None:
    response = api.post("/api/user", {"phone": "x", "gender": "x", "first_name": "Asha"})
    assert response.json["errors"] == {"phone": ["has invalid format"], "gender": ["is invalid"]}
    parts = set(response.json["message"].split("; "))
    assert parts == {"phone: has invalid format", "gender: is invalid"}


@pytest.mark.parametrize(
    ("sent", "stored"),
    [("female", "Female"), ("FEMALE", "Female"), ("others", "Others"), ("other", "Other")],
)
def test_gender_comes_in_any_case(sent: str, stored: str, api: Api) -> None:
    assert api.post("/api/user", {"gender": sent}).json["gender"] == stored


def test_today_is_a_date_of_birth(api: Api) -> None:
    today = indian_today().isoformat()
    assert api.post("/api/user", {"date_of_birth": today}).json["date_of_birth"] == today


def test_an_old_value_that_breaks_a_rule_may_be_sent_back(api: Api, engine: Engine) -> None:
    with engine.begin() as connection:
        old = {"phone": "+91 98", "gender": "M"}
        id = add_row(connection, "user", **old)
    path = f"/api/user/{id}"
    response = api.patch(path, {**old, "city": "Pune"})
    assert response.status_code == 200
    assert {**response.json, **old, "city": "Pune"} == response.json
    assert api.patch(path, {**old, "phone": "+91 99"}).json["errors"] == {
        "phone": ["has invalid format"]
    }
    assert api.post("/api/user", {"user_id": id, **old}).status_code == 200


def test_a_change_that_changes_nothing_leaves_the_time_stamp(api: Api, rows: Rows) -> None:
    id = api.post("/api/user", {"city": "Pune"}).json["id"]
    rows.run('UPDATE "user" SET updated_at = :old', old=OLD)
    api.patch(f"/api/user/{id}", {"city": "Pune", "state": None})
    assert str(rows.one('SELECT updated_at FROM "user"')) == OLD
    api.patch(f"/api/user/{id}", {"city": "Goa"})
    assert str(rows.one('SELECT updated_at FROM "user"')) > OLD


def test_a_user_with_a_student_stays(api: Api) -> None:
    student = api.post("/api/student", {"student_id": "1", "first_name": "A"}).json
    response = api.delete(f"/api/user/{student['user']['id']}")
    assert response.status_code == 409
    assert response.json["errors"]["detail"] == "Conflict"
    assert api.get(f"/api/user/{student['user']['id']}").status_code == 200
