"""Groups, their members and their sessions."""

from typing import Any

import pytest
from sqlalchemy import Engine

from tests.api.conftest import Api, Rows
from tests.rows import add_row


@pytest.fixture
def add(engine: Engine) -> Any:
    """Inserts a row and tells its id."""

    def insert(table: str, **values: Any) -> int:
        with engine.begin() as connection:
            return add_row(connection, table, **values)

    return insert


# Links of groups and sessions


def test_a_session_may_serve_several_groups(api: Api, add: Any, rows: Rows) -> None:
    session_id, first, second = add("session"), add("group"), add("group")
    created = api.post("/api/group-session", {"session_id": session_id, "group_id": first})
    assert created.status_code == 201
    assert created.headers["Location"] == f"/api/group-session/{created.json['id']}"
    again = api.post("/api/group-session", {"session_id": str(session_id), "group_id": first})
    assert (again.status_code, again.json) == (200, created.json)
    assert "Location" not in again.headers
    other = api.post("/api/group-session", {"session_id": session_id, "group_id": second})
    assert other.status_code == 201
    assert rows.all("SELECT session_id, group_id FROM group_session ORDER BY id") == [
        (session_id, first),
        (session_id, second),
    ]


def test_a_link_needs_both_ends(api: Api, add: Any, rows: Rows) -> None:
    session_id, group_id = add("session"), add("group")
    blank = {name: ["can't be blank"] for name in ("group_id", "session_id")}
    assert api.post("/api/group-session", {}).json["errors"] == blank
    for body, refused in (
        ({"session_id": session_id}, {"group_id": ["can't be blank"]}),
        ({"session_id": None, "group_id": group_id}, {"session_id": ["can't be blank"]}),
        ({"session_id": 10**9, "group_id": group_id}, {"session_id": ["does not exist"]}),
        ({"session_id": session_id, "group_id": 10**9}, {"group_id": ["does not exist"]}),
        ({"session_id": "x", "group_id": group_id}, {"session_id": ["is invalid"]}),
    ):
        response = api.post("/api/group-session", body)
        assert (response.status_code, response.json["errors"]) == (422, refused)
    assert rows.count("group_session") == 0


def auth_group_of(api: Api, query: str) -> tuple[int, Any]:
    response = api.get(f"/api/group-session/session-auth-group?{query}")
    return response.status_code, response.json


def test_the_auth_group_of_a_session_is_that_of_its_first_batch(api: Api, add: Any) -> None:
    session_id = add("session")
    auth_groups = [add("auth_group", name=name, locale="en") for name in "AB"]
    batches = [add("batch", auth_group_id=id) for id in auth_groups]
    groups = [add("group", type="school", child_id=batches[1])]
    groups += [add("group", type="batch", child_id=id) for id in reversed(batches)]
    for group_id in groups:
        add("group_session", session_id=session_id, group_id=group_id)
    expected = api.get(f"/api/auth-group/{auth_groups[1]}").json
    assert sorted(expected) == ["id", "input_schema", "locale", "locale_data", "name"]
    assert auth_group_of(api, f"session_id={session_id}") == (200, expected)


def test_sessions_without_an_auth_group(api: Api, add: Any, rows: Rows) -> None:
    def refused(session_id: int) -> Any:
        status, body = auth_group_of(api, f"session_id={session_id}")
        assert status == 404
        return body

    session_id = add("session")
    assert refused(10**9) == refused(session_id) == {"error": "Group sessions not found"}
    assert refused(10**30) == refused(-1) == {"error": "Group sessions not found"}
    add("group_session", session_id=session_id, group_id=add("group", type="school", child_id=1))
    assert refused(session_id) == {"error": "Batch group not found"}
    batch_id = add("batch")
    group_id = add("group", type="batch", child_id=10**6)
    add("group_session", session_id=session_id, group_id=group_id)
    assert refused(session_id) == {"error": "Batch not found"}
    rows.run("UPDATE \"group\" SET child_id = :batch WHERE type = 'batch'", batch=batch_id)
    assert refused(session_id) == {"error": "Auth group not found"}


@pytest.mark.parametrize("query", ["", "session_id=", "session_id=x", "session_id=1.5"])
def test_the_auth_group_of_no_session(query: str, api: Api) -> None:
    status, body = auth_group_of(api, query)
    assert (status, body["errors"]["detail"]) == (400, "Bad Request")
    assert "session_id" in body["errors"]["message"]


# Memberships


def test_a_membership_changes_and_goes_without_a_record(api: Api, add: Any, rows: Rows) -> None:
    id = add("group_user", group_id=add("group", type="batch", child_id=add("batch")))
    group_id = add("group", type="batch", child_id=add("batch"))
    changed = api.patch(f"/api/group-user/{id}", {"group_id": group_id})
    assert changed.status_code == 200
    assert changed.json == {"id": id, "group_id": group_id, "user_id": changed.json["user_id"]}
    assert api.delete(f"/api/group-user/{id}").status_code == 204
    assert rows.count("enrollment_record") == rows.count("group_user") == 0


def test_a_membership_that_is_there_already_is_refused(api: Api, add: Any) -> None:
    user_id, group_id = add("user"), add("group")
    add("group_user", user_id=user_id, group_id=group_id)
    id = add("group_user", user_id=user_id, group_id=add("group"))
    response = api.patch(f"/api/group-user/{id}", {"group_id": group_id})
    assert response.status_code == 422
    assert response.json["errors"] == {"user_id": ["has already been taken"]}
