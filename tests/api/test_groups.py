"""Groups, their members and their sessions."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from dbservice.db import transaction
from dbservice.security import tokens
from tests.api.conftest import Api, Rows, sent_statements
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


# Groups

WHOLE = ["program", "batch", "school", "grade"]


@pytest.mark.parametrize("type", WHOLE)
def test_a_group_shows_what_it_is_the_handle_of(type: str, api: Api, add: Any) -> None:
    child_id = add(type, **({"user_id": add("user")} if type == "school" else {}))
    group_id = add("group", type=type, child_id=child_id)
    child = api.get(f"/api/{type}/{child_id}").json
    expected = {"id": group_id, "type": type, "child_id": child}
    assert api.get(f"/api/group/{group_id}").json == expected
    assert api.get(f"/api/group?type={type}&child_id={child_id}").json == [expected]
    changed = api.patch(f"/api/group/{group_id}", expected)
    assert (changed.status_code, changed.json) == (200, expected)


def test_an_auth_group_is_shown_whole_where_its_type_has_a_hyphen(api: Api, add: Any) -> None:
    child_id = add("auth_group", name="G")
    child = api.get(f"/api/auth-group/{child_id}").json
    hyphen, underscore = (
        api.post("/api/group", {"type": type, "child_id": child_id}).json
        for type in ("auth-group", "auth_group")
    )
    assert (hyphen["child_id"], underscore["child_id"]) == (child, child_id)


def test_the_number_of_a_child_that_is_gone_stands_for_it(api: Api, add: Any) -> None:
    for type in (*WHOLE, "auth-group", "product", "status", "other"):
        add("group", type=type, child_id=10**6)
    add("group", type="batch", child_id=None)
    shown = api.get("/api/group")
    assert shown.status_code == 200
    assert [group["child_id"] for group in shown.json] == [10**6] * 8 + [None]


def test_a_group_is_made_with_a_number(api: Api, rows: Rows) -> None:
    created = api.post("/api/group", {"type": "product", "child_id": "7"})
    assert created.status_code == 201
    assert created.headers["Location"] == f"/api/group/{created.json['id']}"
    assert created.json == {"id": created.json["id"], "type": "product", "child_id": 7}
    for body, refused in (
        ({}, {"type": ["can't be blank"], "child_id": ["can't be blank"]}),
        ({"type": 7, "child_id": {"id": 7}}, {"type": ["is invalid"], "child_id": ["is invalid"]}),
    ):
        response = api.post("/api/group", body)
        assert (response.status_code, response.json["errors"]) == (422, refused)
    assert rows.all('SELECT type, child_id FROM "group"') == [("product", 7)]


@pytest.mark.parametrize("index", ["kept", "left out"])
def test_an_entity_has_one_group(index: str, api: Api, rows: Rows) -> None:
    if index == "left out":
        rows.run("DROP INDEX group_type_child_id_key")
    body = {"type": "product", "child_id": 7}
    api.post("/api/group", body)
    other = api.post("/api/group", {**body, "child_id": 8}).json["id"]
    refused = {"type": ["has already been taken"]}
    for response in (
        api.post("/api/group", body),
        api.patch(f"/api/group/{other}", {"child_id": 7}),
    ):
        assert (response.status_code, response.json["errors"]) == (422, refused)
    assert rows.all('SELECT child_id FROM "group" ORDER BY 1') == [7, 8]


# Replacing links

REPLACING = {
    "group users": ("group", "update-users", "user_ids", "group_user", "group_id", "user_id"),
    "group sessions": (
        "group",
        "update-sessions",
        "session_ids",
        "group_session",
        "group_id",
        "session_id",
    ),
    "user groups": ("user", "update-groups", "group_ids", "group_user", "user_id", "group_id"),
    "session groups": (
        "session",
        "update-groups",
        "group_ids",
        "group_session",
        "session_id",
        "group_id",
    ),
}
every_replacement = pytest.mark.parametrize("replacing", REPLACING.values(), ids=REPLACING)


@every_replacement
def test_links_are_replaced(replacing: Any, api: Api, add: Any, rows: Rows) -> None:
    near, path, listed, table, near_column, far_column = replacing
    far = listed.removesuffix("_ids")
    id, other = add(near), add(near)
    kept, gone, new = (add(far) for _ in range(3))
    for far_id in (kept, gone):
        add(table, **{near_column: id, far_column: far_id})
    add(table, **{near_column: other, far_column: gone})
    before = rows.all(f"SELECT id FROM {table} WHERE {far_column} = {kept}")
    unknown = [10**9, 10**30, -1]
    response = api.post(f"/api/{near}/{id}/{path}", {listed: [str(new), kept, new, *unknown]})
    assert response.status_code == 200
    assert response.json == api.get(f"/api/{near}/{id}").json
    links = f"SELECT {near_column}, {far_column} FROM {table} ORDER BY 1, 2"
    assert rows.all(links) == sorted([(id, kept), (id, new), (other, gone)])
    assert rows.all(f"SELECT id FROM {table} WHERE {far_column} = {kept}") == before
    assert api.post(f"/api/{near}/{id}/{path}", {listed: []}).status_code == 200
    assert rows.all(links) == [(other, gone)]
    removed = rows.all(
        "SELECT (before ->> :far)::int FROM change_log WHERE operation = 'delete'"
        " AND table_name = :table AND origin = 'api' AND actor IS NOT NULL ORDER BY id",
        far=far_column,
        table=table,
    )
    assert sorted(removed) == sorted([gone, kept, new])


@every_replacement
def test_what_cannot_replace_links(replacing: Any, api: Api, add: Any, rows: Rows) -> None:
    near, path, listed, table, near_column, far_column = replacing
    id, far_id = add(near), add(listed.removesuffix("_ids"))
    add(table, **{near_column: id, far_column: far_id})
    for body in (
        {},
        {listed: None},
        {listed: "1"},
        {listed: {"0": 1}},
        *({listed: [far_id, wrong]} for wrong in (None, "x", "", 1.5, True, [1], {})),
    ):
        response = api.post(f"/api/{near}/{id}/{path}", body)
        assert response.status_code == 400, body
        assert response.json["errors"]["detail"] == "Bad Request"
        assert listed in response.json["errors"]["message"]
    for unknown in (10**9, 0, 10**30):
        response = api.post(f"/api/{near}/{unknown}/{path}", {listed: [far_id]})
        assert response.status_code == 404, response.json
        assert response.json == {"errors": {"detail": "Not Found", "message": "Not Found"}}
    assert api.post(f"/api/{near}/x/{path}", {listed: [far_id]}).status_code == 400
    assert rows.all(f"SELECT {far_column} FROM {table}") == [far_id]


@every_replacement
def test_replacing_links_costs_the_same_for_one_and_for_many(
    replacing: Any, api: Api, app: Flask, add: Any
) -> None:
    near, path, listed, *_ = replacing
    id = add(near)
    far = [add(listed.removesuffix("_ids")) for _ in range(50)]
    counted = []
    for ids in (far[:1], far[1:], []):
        with sent_statements(app) as sent:
            assert api.post(f"/api/{near}/{id}/{path}", {listed: ids}).status_code == 200
        counted.append(len(sent))
    assert counted[0] == counted[1] <= 7
    assert counted[2] < counted[1]


def test_replacing_links_takes_the_destructive_scope(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), transaction() as session:
        token = tokens.create(session, "quiz", ("read", "write"))
    headers = {"Authorization": f"Bearer {token}"}
    for near, path, listed, *_ in REPLACING.values():
        response = client.post(f"/api/{near}/1/{path}", json={listed: []}, headers=headers)
        assert response.status_code == 403
        assert "destructive" in response.json["errors"]["message"]


def test_two_who_replace_the_members_of_a_group_do_so_one_after_the_other(
    app: Flask, token_headers: dict[str, str], add: Any, rows: Rows
) -> None:
    group_id = add("group")
    sets = [[add("user") for _ in range(5)] for _ in range(4)]

    def replace(number: int) -> int:
        api = Api(app.test_client(), token_headers)
        path = f"/api/group/{group_id}/update-users"
        return api.post(path, {"user_ids": sets[number % 4]}).status_code

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(replace, range(24))) == {200}
    assert rows.all("SELECT user_id FROM group_user ORDER BY 1") in sets
