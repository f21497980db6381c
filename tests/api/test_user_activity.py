"""What people do in sessions, and how they use the service."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from dbservice.services.clock import indian_now
from tests.api.conftest import Api, Rows
from tests.rows import add_row


@pytest.fixture
def activity(engine: Engine) -> dict[str, Any]:
    """The body of an activity."""
    with engine.begin() as connection:
        return {
            "user_id": add_row(connection, "user"),
            "session_id": add_row(connection, "session"),
            "session_occurrence_id": add_row(connection, "session_occurrence"),
            "timestamp": "2026-04-01T09:30:00+05:30",
            "user_activity_type": "sign-in",
            "data": {"device": "phone"},
        }


def test_every_call_keeps_an_activity(api: Api, rows: Rows, activity: dict[str, Any]) -> None:
    ids = []
    for _ in range(2):
        response = api.post("/api/user-session", {**activity, "start_time": "x"})
        assert response.status_code == 201
        ids.append(response.json["id"])
        assert response.headers["Location"] == f"/api/user-session/{ids[-1]}"
        assert response.json == {**activity, "id": ids[-1], "timestamp": "2026-04-01T04:00:00Z"}
    assert rows.all("SELECT id FROM user_session ORDER BY id") == ids


def test_an_activity_is_not_later_than_the_indian_clock(
    api: Api, rows: Rows, activity: dict[str, Any]
) -> None:
    now = indian_now()
    for at, status in ((now, 201), (now + timedelta(minutes=2), 422)):
        response = api.post("/api/user-session", {**activity, "timestamp": f"{at.isoformat()}Z"})
        assert response.status_code == status
    assert response.json == {
        "errors": {"timestamp": ["cannot be later than today"]},
        "message": "timestamp: cannot be later than today",
    }
    id = rows.one("SELECT id FROM user_session")
    later = {"timestamp": f"{(now + timedelta(days=1)).isoformat()}Z"}
    assert api.patch(f"/api/user-session/{id}", later).status_code == 422


@pytest.mark.parametrize("name", ["user_id", "session_id", "session_occurrence_id"])
def test_an_activity_is_of_someone_somewhere(
    name: str, api: Api, rows: Rows, activity: dict[str, Any]
) -> None:
    for value, message in (
        (10**9, "does not exist"),
        (None, "can't be blank"),
        ("x", "is invalid"),
    ):
        response = api.post("/api/user-session", {**activity, name: value})
        assert (response.status_code, response.json["errors"]) == (422, {name: [message]})
    assert rows.count("user_session") == 0


def test_a_user_has_one_profile(api: Api, rows: Rows) -> None:
    user_id = api.post("/api/user", {}).json["id"]
    created = api.post("/api/user-profile", {"user_id": user_id, "logged_in_atleast_once": "true"})
    assert created.status_code == 201
    id = created.json["id"]
    assert created.headers["Location"] == f"/api/user-profile/{id}"
    assert created.json == {
        "id": id,
        "user_id": user_id,
        "logged_in_atleast_once": True,
        "latest_session_accessed": None,
    }
    changed = api.post("/api/user-profile", {"user_id": user_id, "latest_session_accessed": "S1"})
    assert changed.status_code == 200
    assert changed.json == {**created.json, "latest_session_accessed": "S1"}
    assert rows.count("user_profile") == 1
    for body, message in (({}, "can't be blank"), ({"user_id": 10**9}, "does not exist")):
        refused = api.post("/api/user-profile", body)
        assert (refused.status_code, refused.json["errors"]) == (422, {"user_id": [message]})
