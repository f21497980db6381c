"""A school together with its user."""

from typing import Any

import pytest
from sqlalchemy import Engine

from tests.api.conftest import SCHOOL, Api, Rows
from tests.rows import add_row

PATH = "/api/school-with-user"
BOTH = {**SCHOOL, "region": "North", "email": "head@example.org", "first_name": "Head"}


def test_a_school_and_its_user_are_made_from_one_body(api: Api, rows: Rows) -> None:
    response = api.post(PATH, {**BOTH, "user_id": 77, "id": 5})
    assert response.status_code == 201
    assert "Location" not in response.headers
    school = response.json
    assert school == api.get(f"/api/school/{school['id']}").json
    assert school["user"]["email"] == "head@example.org"
    assert school["user_id"] == school["user"]["id"] != 77
    for name in ("state", "district", "region"):
        assert school[name] == school["user"][name] == BOTH[name]
    assert rows.all('SELECT type, child_id FROM "group"') == [("school", school["id"])]


def test_posting_again_changes_both_and_touches_the_members(
    api: Api, rows: Rows, engine: Engine
) -> None:
    school = api.post(PATH, BOTH).json
    member = api.post("/api/user", {}).json["id"]
    with engine.begin() as connection:
        group_id = connection.exec_driver_sql('SELECT id FROM "group"').scalar_one()
        add_row(connection, "group_user", user_id=member, group_id=group_id)
    rows.run("""UPDATE "user" SET updated_at = '2020-01-01'""")
    response = api.post(PATH, {"code": "S1", "district": "Hisar", "phone": "1", "user_id": member})
    assert response.status_code == 200
    user = {**school["user"], "district": "Hisar", "phone": "1"}
    assert response.json == {**school, "district": "Hisar", "user": user}
    assert rows.all("""SELECT id FROM "user" WHERE updated_at < '2021-01-01'""") == []
    assert (rows.count("school"), rows.count("user")) == (1, 2)


def test_a_school_without_user_gets_one(api: Api) -> None:
    school = api.post("/api/school", SCHOOL).json
    response = api.post(PATH, {"code": "S1", "email": "head@example.org"})
    assert response.status_code == 200
    assert response.json["id"] == school["id"]
    assert response.json["user"]["email"] == "head@example.org"


@pytest.mark.parametrize("code", [None, "", " "])
def test_a_school_needs_its_code(code: Any, api: Api) -> None:
    response = api.post(PATH, {**BOTH, "code": code})
    assert (response.status_code, response.json) == (400, {"error": "School code is required"})


@pytest.mark.parametrize(
    ("change", "errors"),
    [
        ({"phone": "x", "name": None}, {"phone": ["has invalid format"], "name": None}),
        ({"name": " "}, {"name": ["can't be blank"]}),
        ({"gender": "x"}, {"gender": ["is invalid"]}),
        ({"code": 5}, {"code": ["is invalid"]}),
        ({"code": "c" * 256}, {"code": ["should be at most 255 character(s)"]}),
    ],
)
def test_a_refusal_leaves_nothing_behind(change: Any, errors: Any, api: Api, rows: Rows) -> None:
    response = api.post(PATH, {**BOTH, **change})
    assert response.status_code == 422
    for name, messages in errors.items():
        assert response.json["errors"].get(name) == messages or messages is None
    assert rows.count("school") == rows.count("user") == rows.count("group") == 0


def test_a_refused_change_changes_neither(api: Api) -> None:
    school = api.post(PATH, BOTH).json
    for change in ({"name": None}, {"phone": "x"}, {"date_of_birth": "2999-01-01"}):
        body = {"code": "S1", "email": "other@example.org", "board": "CBSE", **change}
        assert api.post(PATH, body).status_code == 422
    assert api.get(f"/api/school/{school['id']}").json == school
