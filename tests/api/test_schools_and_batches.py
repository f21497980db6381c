"""What the contract says of schools and batches."""

from typing import Any

import pytest
from sqlalchemy import Engine

from tests.api.conftest import SCHOOL, Api, Rows
from tests.api.shapes import SHAPES
from tests.rows import add_row

OLD = "2020-01-01 00:00:00"


# Schools


def test_a_school_is_made_once_and_changed_after_that(api: Api, rows: Rows) -> None:
    created = api.post("/api/school", SCHOOL)
    assert created.status_code == 201
    id = created.json["id"]
    assert created.headers["Location"] == f"/api/school/{id}"
    assert created.json == {
        **dict.fromkeys(SHAPES["school"].keys),
        **SCHOOL,
        "id": id,
        "program_ids": [],
    }
    changed = api.post("/api/school", {"code": "S1", "board": "CBSE"})
    assert changed.status_code == 200
    assert "Location" not in changed.headers
    assert changed.json == created.json | {"board": "CBSE"}
    assert rows.all('SELECT type, child_id FROM "group"') == [("school", id)]


def test_a_school_must_have_what_it_must_have(api: Api, rows: Rows) -> None:
    response = api.post("/api/school", {"code": "S1", "name": " "})
    assert response.status_code == 422
    missing = [*SCHOOL.keys() - {"code"}]
    assert response.json["errors"] == {"name": ["can't be blank"]} | {
        name: ["can't be blank"] for name in missing
    }
    assert rows.count("school") == rows.count("group") == 0


@pytest.mark.parametrize("code", [{}, {"code": None}, {"code": ""}, {"code": "  "}])
def test_a_school_needs_its_code(code: dict[str, Any], api: Api) -> None:
    response = api.post("/api/school", {**SCHOOL, "code": None, **code})
    assert (response.status_code, response.json) == (422, {"error": "School code is required"})


def test_a_school_code_alone_decides_what_is_listed(api: Api) -> None:
    for code in ("S1", "S2"):
        api.post("/api/school", {**SCHOOL, "code": code})
    found = api.get("/api/school?code=S2&state=nowhere&limit=0&offset=9&nonsense=1")
    assert [school["code"] for school in found.json] == ["S2"]
    assert api.get("/api/school?code=S9").json == []
    assert api.get("/api/school?code=s2").json == []


def test_a_school_code_is_unique(api: Api) -> None:
    api.post("/api/school", SCHOOL)
    id = api.post("/api/school", {**SCHOOL, "code": "S2"}).json["id"]
    response = api.patch(f"/api/school/{id}", {"code": "S1"})
    assert response.status_code == 422
    assert response.json["errors"] == {"code": ["has already been taken"]}
    assert api.get(f"/api/school/{id}").json["code"] == "S2"


def test_a_school_shows_its_user_and_does_not_write_it(api: Api) -> None:
    user = api.post("/api/user", {"first_name": "Head"}).json
    school = api.post("/api/school", {**SCHOOL, "user_id": user["id"], "first_name": "X"}).json
    assert school["user"] == user
    response = api.patch(f"/api/school/{school['id']}", {"user_id": 10**9})
    assert response.status_code == 422
    assert response.json["errors"] == {"user_id": ["does not exist"]}


def test_posting_a_school_again_touches_its_members(api: Api, rows: Rows, engine: Engine) -> None:
    school = api.post("/api/school", SCHOOL).json
    member, other = (api.post("/api/user", {}).json["id"] for _ in range(2))
    with engine.begin() as connection:
        group_id = connection.exec_driver_sql('SELECT id FROM "group"').scalar_one()
        add_row(connection, "group_user", user_id=member, group_id=group_id)
    rows.run('UPDATE "user" SET updated_at = :old', old=OLD)
    api.patch(f"/api/school/{school['id']}", {"name": "Other"})
    untouched = 'SELECT id FROM "user" WHERE updated_at = :old ORDER BY id'
    assert rows.all(untouched, old=OLD) == [member, other]
    api.post("/api/school", {"code": "S1"})
    assert rows.all(untouched, old=OLD) == [other]


def test_a_school_goes_with_its_group_row_unless_someone_is_in_it(
    api: Api, rows: Rows, engine: Engine
) -> None:
    ids = [api.post("/api/school", {**SCHOOL, "code": code}).json["id"] for code in "ABC"]
    with engine.begin() as connection:
        group_ids = connection.exec_driver_sql('SELECT id FROM "group" ORDER BY child_id')
        add_row(connection, "group_user", group_id=group_ids.scalars().all()[0])
        add_row(connection, "enrollment_record", group_type="school", group_id=ids[1])
    statuses = [api.delete(f"/api/school/{id}").status_code for id in ids]
    assert statuses == [409, 409, 204]
    assert rows.all('SELECT child_id FROM "group" ORDER BY 1') == ids[:2]
    assert rows.all("SELECT id FROM school ORDER BY 1") == ids[:2]


# Batches


def test_a_batch_is_made_once_and_changed_after_that(api: Api, rows: Rows) -> None:
    body = {"batch_id": "EN-11", "name": "Photon", "start_date": "2026-04-01T10:00:00Z"}
    created = api.post("/api/batch", body)
    assert created.status_code == 201
    assert created.headers["Location"] == f"/api/batch/{created.json['id']}"
    assert created.json["start_date"] == "2026-04-01"
    assert created.json["metadata"] == {}
    changed = api.post("/api/batch", {"batch_id": "EN-11", "metadata": {"b": [1], "a": None}})
    assert changed.status_code == 200
    assert changed.json == created.json | {"metadata": {"a": None, "b": [1]}}
    assert rows.all('SELECT type, child_id FROM "group"') == [("batch", created.json["id"])]


@pytest.mark.parametrize("batch_id", [{}, {"batch_id": None}, {"batch_id": ""}])
def test_a_batch_needs_its_id(batch_id: dict[str, Any], api: Api) -> None:
    response = api.post("/api/batch", {"name": "Photon", **batch_id})
    assert (response.status_code, response.json) == (400, {"error": "Batch ID is required"})


def test_a_batch_is_not_below_itself(api: Api) -> None:
    ids = [
        api.post("/api/batch", {"batch_id": str(number), "name": "B"}).json["id"]
        for number in range(3)
    ]
    assert api.patch(f"/api/batch/{ids[1]}", {"parent_id": ids[0]}).status_code == 200
    assert api.post("/api/batch", {"batch_id": "2", "parent_id": ids[1]}).status_code == 200
    for parent_id in ids:
        response = api.patch(f"/api/batch/{ids[0]}", {"parent_id": parent_id})
        assert response.status_code == 422
        assert [*response.json["errors"]] == ["parent_id"]
    assert api.post("/api/batch", {"batch_id": "0", "parent_id": ids[2]}).status_code == 422
    assert api.get(f"/api/batch/{ids[0]}").json["parent_id"] is None


def test_of_several_rows_with_one_key_the_oldest_is_changed(api: Api, rows: Rows) -> None:
    rows.run("DROP INDEX batch_batch_id_key")
    for name in ("first", "second"):
        rows.run(
            "INSERT INTO batch (batch_id, name, inserted_at, updated_at)"
            " VALUES ('B', :name, now(), now())",
            name=name,
        )
    response = api.post("/api/batch", {"batch_id": "B", "name": "changed"})
    assert response.status_code == 200
    assert rows.all("SELECT name FROM batch ORDER BY id") == ["changed", "second"]
