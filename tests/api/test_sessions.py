"""Sessions: how they are listed and put."""

from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine

from dbservice.blueprints.session import SESSION, sessions
from dbservice.services.pages import page_statement
from tests.api.conftest import Api, Rows
from tests.rows import add_full_row, add_row

KEYS = """
    id name platform platform_link portal_link start_time end_time meta_data owner_id created_by_id
    is_active session_id purpose repeat_schedule platform_id type auth_type signup_form
    id_generation redirection popup_form signup_form_id popup_form_id inserted_at updated_at
"""
META = [
    {"batch_id": "B1", "parent_id": "P1", "class": "11", "count": 5},
    {"batch_id": " B2 , B1,B3 ", "parent_id": "P2,P1", "class": 11, "count": 5.0},
    {"batch_id": "B10", "parent_id": "P10", "class": ["11"], "live": True},
    {"batch_id": None, "class": None, "nested": {"a": 1}},
    None,
]


@pytest.fixture
def ids(engine: Engine) -> list[int]:
    """Sessions with these meta data."""
    with engine.begin() as connection:
        return [
            add_row(
                connection,
                "session",
                name=f"N{number}",
                session_id=f"S{number}" if number % 2 else None,
                platform=("quiz", "meet", None)[number % 3],
                platform_id=f"p{number % 3}",
                end_time=datetime(2026, 4, 1 + number, 10),  # noqa: DTZ001  # as base tables
                meta_data=meta,
            )
            for number, meta in enumerate(META)
        ]


def places(api: Api, ids: list[int], **query: Any) -> list[int]:
    """Which of the sessions are listed."""
    response = api.get("/api/session", query_string=query)
    assert response.status_code == 200, response.json
    assert response.headers["X-Total-Count"] == str(len(response.json))
    return [ids.index(session["id"]) for session in response.json]


def test_a_session_is_shown_with_its_time_stamps(api: Api, engine: Engine) -> None:
    with engine.begin() as connection:
        id = add_full_row(connection, "session")
    shown = api.get(f"/api/session/{id}").json
    assert sorted(shown) == sorted(KEYS.split())
    assert (len(shown["inserted_at"]), len(shown["start_time"])) == (19, 20)


def test_the_newest_come_first_unless_asked_otherwise(api: Api, ids: list[int]) -> None:
    for order in ("desc", "", "ASC", "x"):
        assert places(api, ids, sort_order=order) == [4, 3, 2, 1, 0]
    assert places(api, ids) == [4, 3, 2, 1, 0]
    assert places(api, ids, sort_order="asc") == [0, 1, 2, 3, 4]
    assert places(api, ids, sort="-platform_id,name") == [2, 1, 4, 0, 3]
    page = api.get("/api/session?limit=2&offset=1")
    assert [row["id"] for row in page.json] == [ids[3], ids[2]]
    assert page.headers["Link"].startswith("</api/session?limit=2&offset=3>")
    assert places(api, ids, after_id=0) == [0, 1, 2, 3, 4]
    assert [row["id"] for row in api.get(f"/api/session?after_id={ids[2]}").json] == ids[3:]


def test_sessions_with_and_without_a_number(api: Api, ids: list[int]) -> None:
    assert places(api, ids, session_id_is_null="true") == [4, 2, 0]
    assert places(api, ids, session_id_is_null="false") == [3, 1]
    assert places(api, ids, session_id_is_null="yes") == [4, 3, 2, 1, 0]
    assert places(api, ids, session_id="S3") == [3]


def test_quizzes_and_all_others(api: Api, ids: list[int]) -> None:
    assert places(api, ids, is_quiz="true") == [3, 0]
    assert places(api, ids, is_quiz="false") == [4, 2, 1]
    assert places(api, ids, is_quiz="") == [4, 3, 2, 1, 0]
    assert places(api, ids, is_quiz="true", platform="meet") == []
    assert places(api, ids, platform="meet") == [4, 1]


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("batch_id", "B1", [1, 0]),
        ("batch_id", " B3 ", [1]),
        ("batch_id", "B10", [2]),
        ("batch_id", "B", []),
        ("batch_id", " B2 , B1,B3 ", [1]),
        ("batch_id", "B2,B1", []),
        ("parent_id", "P1", [1, 0]),
        ("parent_id", "P2,P1", [1]),
        ("class", "11", [1, 0]),
        ("class", '["11"]', [2]),
        ("class", "1", []),
        ("class", "null", []),
        ("class", "", []),
        ("count", "5", [0]),
        ("count", "5.0", [1]),
        ("live", "true", [2]),
        ("nested", '{"a": 1}', [3]),
        ("nested", '{"a":1}', []),
        ("nothing", "x", []),
        ("batch_id'", "%s", []),
        ('"', "'", []),
    ],
)
def test_any_other_parameter_is_a_key_of_the_meta_data(
    name: str, value: str, expected: list[int], api: Api, ids: list[int]
) -> None:
    assert places(api, ids, **{name: value}) == expected


def test_keys_of_the_meta_data_go_with_columns(api: Api, ids: list[int]) -> None:
    assert places(api, ids, batch_id="B1", count="5", platform="quiz") == [0]
    assert places(api, ids, batch_id="B1", sort_order="asc", limit=9) == [0, 1]
    body = api.call("GET", "/api/session", {"count": 5, "live": None})
    assert body.status_code == 400
    assert api.call("GET", "/api/session", {"live": True}).json[0]["id"] == ids[2]


@pytest.mark.parametrize("query", ["a%00=x", "a=%00", "batch_id=%00", "meta_data=x", "limit=x"])
def test_what_no_session_can_hold_is_refused(query: str, api: Api) -> None:
    response = api.get(f"/api/session?{query}")
    assert (response.status_code, response.json["errors"]["detail"]) == (400, "Bad Request")


def test_sessions_that_end_in_a_range(api: Api, ids: list[int]) -> None:
    begin, end = "2026-04-02T10:00:00Z", "2026-04-04T15:30:00+05:30"
    assert places(api, ids, end_time_gte=begin) == [4, 3, 2, 1]
    assert places(api, ids, end_time_lt=end) == [2, 1, 0]
    assert places(api, ids, end_time_gte=begin, end_time_lt=end) == [2, 1]
    assert places(api, ids, end_time=begin) == [1]


@pytest.mark.parametrize("name", ["end_time_gte", "end_time_lt"])
@pytest.mark.parametrize(
    "value", ["", "x", "2026-04-02", "2026-04-02T10:00:00", "2026-13-02T10:00:00Z", "\0"]
)
def test_a_range_has_ends_with_an_offset(name: str, value: str, api: Api) -> None:
    response = api.get("/api/session", query_string={name: value})
    assert response.status_code == 400
    assert response.json == {"error": "Invalid end_time range timestamp"}


@pytest.fixture
def many_sessions(engine: Engine) -> None:
    """So many that an index pays, and the database knows."""
    with engine.begin() as connection:
        connection.exec_driver_sql("""
            SET LOCAL session_replication_role = replica;
            INSERT INTO session (name, session_id, platform_id, end_time, meta_data, inserted_at,
                                 updated_at)
            SELECT 'S', 's' || n, 'x' || n, '2020-01-01',
                   jsonb_build_object('batch_id', 'X' || n, 'parent_id', 'Y' || n, 'grade', n),
                   now(), now()
            FROM generate_series(1, 3000) AS n;
            ANALYZE session;
        """)


@pytest.mark.usefixtures("many_sessions")
@pytest.mark.parametrize(
    ("given", "index"),
    [
        ({"batch_id": "B1"}, "session_meta_data_batch_id_index"),
        ({"batch_id": "B1,B2"}, "session_meta_data_batch_id_index"),
        ({"parent_id": "P1"}, "session_meta_data_parent_id_index"),
        ({"class": "11"}, "session_meta_data_index"),
        ({"class": "eleven"}, "session_meta_data_index"),
        ({"end_time_gte": "2026-04-02T10:00:00Z"}, "session_end_time_index"),
        ({"platform_id": "p1"}, "session_platform_id_index"),
    ],
)
def test_what_clients_filter_by_has_an_index(
    given: dict[str, Any], index: str, app: Flask, engine: Engine
) -> None:
    with app.app_context():
        chosen = sessions(SESSION, given)
    shape = (SESSION.projection, chosen.conditions, chosen.order)
    statement = page_statement(*shape, keyset=False, counted=False)
    with engine.begin() as connection:
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        values = (*chosen.values, chosen.limit, chosen.offset)
        plan = connection.exec_driver_sql(f"EXPLAIN {statement}", values)
        lines = [line for (line,) in plan]
    used = [line for line in lines if "Index" in line and "change_log" not in line]
    if index.startswith("session_meta"):
        assert [line for line in used if "pkey" in line and "Bitmap" not in line] == []
    assert [line for line in used if index in line]


# Searching


def search(api: Api, ids: list[int], **body: Any) -> list[int]:
    response = api.post("/api/session/search", body)
    assert response.status_code == 200, response.json
    return [ids.index(session["id"]) for session in response.json]


def test_sessions_are_searched_by_their_ids_on_a_platform(api: Api, ids: list[int]) -> None:
    assert search(api, ids, platform_ids=["p1", "p2", "p9"]) == [4, 2, 1]
    assert search(api, ids, platform_ids=["p0"], sort_order="asc") == [0, 3]
    assert search(api, ids, platform_ids=["p1"], platform="meet", limit=1, offset=1) == [1]
    for everything in ({}, {"platform_ids": []}, {"platform_ids": None, "name": "N1"}):
        assert search(api, ids, **everything) == [4, 3, 2, 1, 0]
    response = api.post("/api/session/search", {"platform_ids": ["p0"], "limit": 1})
    assert response.json == [api.get(f"/api/session/{ids[3]}").json]
    assert response.headers["X-Total-Count"] == "2"
    assert "Link" not in response.headers


@pytest.mark.parametrize(
    "body",
    [
        {"platform_ids": "p1"},
        {"platform_ids": [1]},
        {"platform_ids": ["\0"]},
        {"platform": 1},
        {"limit": "x"},
        {"offset": -1},
    ],
)
def test_a_search_for_what_there_cannot_be(body: dict[str, Any], api: Api) -> None:
    response = api.post("/api/session/search", body)
    assert (response.status_code, response.json["errors"]["detail"]) == (400, "Bad Request")


# Putting


def test_a_session_is_made_once_and_changed_after_that(api: Api, rows: Rows) -> None:
    body = {"session_id": "S1", "name": "Physics", "start_time": "2026-04-01T17:00:00.9+05:30"}
    created = api.post("/api/session", body)
    assert created.status_code == 201
    id = created.json["id"]
    assert created.headers["Location"] == f"/api/session/{id}"
    assert created.json == dict.fromkeys(KEYS.split()) | body | {
        "id": id,
        "start_time": "2026-04-01T11:30:00Z",
        "is_active": True,
        "inserted_at": created.json["inserted_at"],
        "updated_at": created.json["updated_at"],
    }
    changed = api.post("/api/session", {"session_id": "S1", "is_active": "0", "purpose": {"a": 1}})
    assert changed.status_code == 200
    assert "Location" not in changed.headers
    assert (changed.json["is_active"], changed.json["purpose"]) == (False, {"a": 1})
    assert changed.json["name"] == "Physics"
    assert rows.count("session") == 1


def test_a_new_session_is_active_unless_it_says_otherwise(api: Api) -> None:
    created = api.post("/api/session", {"session_id": "S1", "name": "N", "is_active": None})
    assert (created.status_code, created.json["is_active"]) == (201, True)
    response = api.patch(f"/api/session/{created.json['id']}", {"is_active": None})
    assert response.status_code == 422
    assert response.json["errors"] == {"is_active": ["can't be blank"]}


@pytest.mark.parametrize(
    "blank", [{}, {"session_id": None}, {"session_id": ""}, {"session_id": " "}]
)
def test_a_session_needs_its_id(blank: dict[str, Any], api: Api, rows: Rows) -> None:
    response = api.post("/api/session", {"name": "N", **blank})
    assert (response.status_code, response.json) == (400, {"error": "Session ID is required"})
    assert rows.count("session") == 0


def test_an_id_in_use_is_refused(api: Api) -> None:
    for number in "12":
        id = api.post("/api/session", {"session_id": number, "name": number}).json["id"]
    response = api.patch(f"/api/session/{id}", {"session_id": "1"})
    assert response.status_code == 422
    assert response.json == {
        "errors": {"session_id": ["has already been taken"]},
        "message": "session id: has already been taken",
    }


def test_what_a_session_cannot_be(api: Api, rows: Rows) -> None:
    for body, refused in (
        ({"name": ""}, {"name": ["can't be blank"]}),
        ({"owner_id": 10**9}, {"owner_id": ["does not exist"]}),
        ({"signup_form_id": 10**9}, {"signup_form_id": ["does not exist"]}),
        ({"meta_data": []}, {"meta_data": ["is invalid"]}),
        ({"is_active": "yes"}, {"is_active": ["is invalid"]}),
        ({"platform": "x" * 256}, {"platform": ["should be at most 255 character(s)"]}),
    ):
        response = api.post("/api/session", {"session_id": "S1", "name": "N", **body})
        assert (response.status_code, response.json["errors"]) == (422, refused)
    assert rows.count("session") == 0
