"""The sessions that a user can go to."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine

from tests.api.conftest import Api, Rows, sent_statements
from tests.rows import add_row

TREE = {"leaf": "branch", "branch": "root", "root": None, "other": None}


@pytest.fixture
def place(engine: Engine) -> Any:
    """A user of the batch `leaf`, which lies below others; puts sessions there."""

    class Place:
        user_id: int
        groups: dict[str, int]
        batches: dict[str, int]

        def session(self, *names: str, **values: Any) -> int:
            with engine.begin() as connection:
                id = add_row(connection, "session", **values)
                for name in names:
                    group_id = self.groups[name]
                    add_row(connection, "group_session", session_id=id, group_id=group_id)
            return id

        def join(self, name: str) -> None:
            with engine.begin() as connection:
                group_id = self.groups[name]
                add_row(connection, "group_user", user_id=self.user_id, group_id=group_id)

    found = Place()
    with engine.begin() as connection:
        found.user_id = add_row(connection, "user")
        found.batches = {}
        for name, parent in reversed([*TREE.items()]):
            parent_id = found.batches.get(parent or "")
            found.batches[name] = add_row(connection, "batch", batch_id=name, parent_id=parent_id)
        found.groups = {
            name: add_row(connection, "group", type="batch", child_id=id)
            for name, id in found.batches.items()
        }
        found.groups["school"] = add_row(
            connection, "group", type="school", child_id=found.batches["leaf"]
        )
    found.join("leaf")
    return found


def reached(api: Api, user_id: int, query: str = "") -> list[int]:
    response = api.get(f"/api/user/{user_id}/sessions{query}")
    assert response.status_code == 200
    return [session["id"] for session in response.json]


def test_regular_sessions_are_those_of_the_own_batches(api: Api, place: Any) -> None:
    first = place.session("leaf", platform="quiz", meta_data={"batch_id": "other"})
    place.session("branch")
    place.session("leaf", is_active=False)
    place.session("other")
    place.session("school")
    place.session()
    second = place.session("leaf", "other", "branch")
    for query in ("", "?quiz=false", "?quiz=0"):
        assert reached(api, place.user_id, query) == [first, second]
    place.join("other")
    assert len(reached(api, place.user_id)) == 3
    shown = api.get(f"/api/user/{place.user_id}/sessions").json[0]
    assert shown == api.get(f"/api/session/{first}").json


@pytest.mark.parametrize("platform", ["quiz", None])
@pytest.mark.parametrize(
    ("listed", "is_reached"),
    [
        ("leaf", True),
        ("root", True),
        ("x,branch", True),
        (" root,x ", True),
        ("\nroot\t", True),
        ("x, root", False),
        ("other", False),
        ("x", False),
        (" ", False),
        ("", True),
        (None, True),
        (7, False),
    ],
)
def test_quizzes_that_list_batches_are_for_those(
    platform: str | None, listed: Any, is_reached: Any, api: Api, place: Any
) -> None:
    id = place.session("root", platform=platform, meta_data={"batch_id": listed})
    for query in ("?quiz=true", "?quiz=1"):
        assert reached(api, place.user_id, query) == ([id] if is_reached else [])
    assert reached(api, place.user_id) == []


def test_in_quiz_mode_sessions_of_every_level_count(api: Api, place: Any) -> None:
    wanted = [
        place.session("leaf", platform="quiz"),
        place.session("branch", "root", platform="meet", meta_data={"batch_id": "other"}),
        place.session("root", platform="quiz", meta_data=None),
    ]
    place.session("root", platform="quiz", is_active=False)
    place.session("other", platform="quiz")
    assert reached(api, place.user_id, "?quiz=true") == wanted


def test_batches_in_a_circle_are_gone_through_once(api: Api, place: Any, rows: Rows) -> None:
    leaf, root = place.batches["leaf"], place.batches["root"]
    rows.run("UPDATE batch SET parent_id = :leaf WHERE id = :root", leaf=leaf, root=root)
    id = place.session("leaf", "root", platform="quiz")
    assert reached(api, place.user_id, "?quiz=true") == [id]


def test_people_without_batches_reach_nothing(api: Api, place: Any, rows: Rows) -> None:
    place.session("leaf")
    rows.run("DELETE FROM group_user")
    for user_id in (place.user_id, 10**9, 0, -1):
        assert reached(api, user_id) == reached(api, user_id, "?quiz=true") == []
    assert api.get(f"/api/user/{10**30}/sessions").status_code == 404


@pytest.mark.parametrize(
    "rest", ["x/sessions", "1.5/sessions", "1/sessions?quiz=yes", "1/sessions?quiz="]
)
def test_what_is_refused(rest: str, api: Api) -> None:
    response = api.get(f"/api/user/{rest}")
    assert (response.status_code, response.json["errors"]["detail"]) == (400, "Bad Request")


def test_it_is_one_statement(api: Api, app: Flask, place: Any) -> None:
    for _ in range(2):
        for number in range(20):
            place.session("leaf", "root", platform="quiz", meta_data={"batch_id": f"{number},leaf"})
        with sent_statements(app) as sent:
            assert reached(api, place.user_id, "?quiz=true")
        assert len(sent) == 1
