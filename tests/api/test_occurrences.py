"""The dates of sessions: how they are listed, searched and put."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from dbservice.blueprints import session_occurrence
from tests.api.conftest import Api, Rows
from tests.rows import add_row

NOW = datetime(2026, 6, 15, 2, 0)  # noqa: DTZ001  # in UTC it is still the day before
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MIDNIGHT = NOW.replace(hour=0)
# Of each occurrence: its session, when it begins and when it ends.
OCCURRENCES: dict[str, tuple[str | None, datetime | None, datetime | None]] = {
    "over": ("once", MIDNIGHT - HOUR, NOW - HOUR),
    "earlier today": ("once", MIDNIGHT, NOW - HOUR),
    "under way": ("once", MIDNIGHT - HOUR, NOW + HOUR),
    "until now": ("once", MIDNIGHT - HOUR, NOW),
    "from now": ("once", NOW, NOW + HOUR),
    "tonight": ("once", MIDNIGHT + DAY - timedelta(seconds=1), None),
    "tomorrow": ("once", MIDNIGHT + DAY, MIDNIGHT + DAY),
    "endless, over": ("endless", MIDNIGHT, NOW - HOUR),
    "endless, under way": ("endless", NOW - 9 * DAY, NOW + 9 * DAY),
    "of nothing": (None, MIDNIGHT, NOW + HOUR),
    "at no time": ("once", None, None),
}


@pytest.fixture
def ids(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> dict[int, str]:
    """Occurrences by id, at the time NOW."""
    monkeypatch.setattr(session_occurrence, "indian_now", lambda: NOW)
    with engine.begin() as connection:
        schedules = {"once": None, "endless": {"type": "continuous"}}
        sessions: dict[str | None, int | None] = {None: None}
        for name, schedule in schedules.items():
            sessions[name] = add_row(connection, "session", repeat_schedule=schedule)
        return {
            add_row(
                connection,
                "session_occurrence",
                session_id=f"{session}-{number % 2}",
                session_fk=sessions[session],
                start_time=start,
                end_time=end,
            ): name
            for number, (name, (session, start, end)) in enumerate(OCCURRENCES.items())
        }


@pytest.fixture(params=["list", "search"])
def found(request: pytest.FixtureRequest, api: Api, ids: dict[int, str]) -> Any:
    """Asks for occurrences both ways; names what is found."""

    def ask(**given: Any) -> list[str]:
        if request.param == "search":
            response = api.post("/api/session-occurrence/search", given)
        else:
            listed = {
                f"{name}[]" if isinstance(value, list) else name: value
                for name, value in given.items()
            }
            response = api.get("/api/session-occurrence", query_string=listed)
        assert response.status_code == 200, response.json
        assert response.headers["X-Total-Count"] == str(len(response.json))
        return [ids[row["id"]] for row in response.json]

    return ask


def test_an_occurrence_shows_its_session(api: Api, engine: Engine) -> None:
    with engine.begin() as connection:
        session_id = add_row(connection, "session", session_id="S1")
    body = {"session_id": "S1", "session_fk": session_id, "start_time": "2026-04-01T17:00:00Z"}
    created = api.post("/api/session-occurrence", body)
    assert created.status_code == 201
    assert created.headers["Location"] == f"/api/session-occurrence/{created.json['id']}"
    stamps = {name: created.json[name] for name in ("id", "inserted_at", "updated_at")}
    session = api.get(f"/api/session/{session_id}").json
    assert created.json == {**body, **stamps, "end_time": None, "session": session}
    alone = api.post("/api/session-occurrence", {"session_id": "S1"})
    assert (alone.status_code, alone.json["session"]) == (201, None)


def test_every_occurrence_by_id(found: Any) -> None:
    assert found() == [*OCCURRENCES]


def test_what_happens_now(found: Any) -> None:
    under_way = ["under way", "until now", "from now", "endless, under way", "of nothing"]
    assert found(is_start_time="active") == under_way
    assert found(is_start_time="active", session_ids=["once-0"]) == ["under way", "from now"]


def test_what_happens_today(found: Any) -> None:
    today = ["earlier today", "from now", "tonight", "endless, under way"]
    assert found(is_start_time="today") == today


@pytest.mark.parametrize("other", ["", "tomorrow", "ACTIVE"])
def test_any_other_beginning_means_nothing(other: str, found: Any) -> None:
    assert found(is_start_time=other) == [*OCCURRENCES]


def test_sessions_are_listed_by_their_ids(found: Any) -> None:
    odd = [name for number, name in enumerate(OCCURRENCES) if number % 2]
    assert found(session_ids=["once-1", "endless-1", "None-1", "x"]) == odd
    assert found(session_ids=[""]) == []
    assert found(session_id="None-1") == ["of nothing"]


def test_no_ids_at_all_find_nothing(api: Api, ids: dict[int, str]) -> None:
    assert api.post("/api/session-occurrence/search", {"session_ids": []}).json == []
    many = [f"once-{number}" for number in range(20_000)]
    response = api.post("/api/session-occurrence/search", {"session_ids": many})
    assert len(response.json) == sum(session == "once" for session, *_ in OCCURRENCES.values())


def test_a_range_of_time(found: Any) -> None:
    begun = found(start_time_lte="2026-06-14T23:00:00Z")
    assert begun == ["over", "under way", "until now", "endless, under way"]
    assert found(end_time_gte="2026-06-16T00:00:00Z") == ["tomorrow", "endless, under way"]
    both = {"start_time_lte": "2026-06-14T23:00:00Z", "end_time_gte": "2026-06-15T02:00:00Z"}
    assert found(**both) == ["under way", "until now", "endless, under way"]


@pytest.mark.parametrize("name", ["start_time_lte", "end_time_gte"])
@pytest.mark.parametrize("value", ["", "x", "2026-06-15", "2026-06-35T00:00:00Z"])
def test_what_is_no_time(name: str, value: str, api: Api) -> None:
    answers = [
        api.get("/api/session-occurrence", query_string={name: value}),
        api.post("/api/session-occurrence/search", {name: value}),
        api.post("/api/session-occurrence/search", {name: None}),
    ]
    for response in answers:
        assert response.status_code == 400
        assert response.json == {"error": f"Invalid {name} timestamp"}


@pytest.mark.parametrize(
    "given",
    [
        {"session_ids": "a"},
        {"session_ids": {"a": 1}},
        {"session_ids": None},
        {"session_ids": [1]},
        {"session_ids": ["\0"]},
        {"session_fk": "x"},
        {"limit": "x"},
        {"nonsense": "1"},
    ],
)
def test_a_search_for_what_there_cannot_be(given: dict[str, Any], api: Api) -> None:
    [name] = given
    response = api.post("/api/session-occurrence/search", given)
    assert (response.status_code, response.json["errors"]["detail"]) == (400, "Bad Request")
    assert name in response.json["errors"]["message"]
    if isinstance(given[name], str):
        assert api.get("/api/session-occurrence", query_string=given).status_code == 400


def test_a_search_takes_whole_numbers_as_json_has_them(api: Api, ids: dict[int, str]) -> None:
    [first, *_] = ids
    for form in (int, float, str):
        body = {"id": form(first), "limit": form(2), "offset": form(0)}
        found = api.post("/api/session-occurrence/search", body).json
        assert [row["id"] for row in found] == [first]
    assert api.post("/api/session-occurrence/search", {"id": first + 0.5}).status_code == 400


def test_pages_of_a_search(api: Api, ids: dict[int, str]) -> None:
    body = {"limit": 2, "offset": 1, "sort": "-id"}
    response = api.post("/api/session-occurrence/search", body)
    assert [row["id"] for row in response.json] == [*ids][-2:-4:-1]
    assert response.headers["X-Total-Count"] == str(len(ids))
    assert "Link" not in response.headers


def test_an_occurrence_does_not_end_before_it_begins(api: Api, rows: Rows) -> None:
    early, late = "2026-04-01T17:00:00Z", "2026-04-01T18:00:00Z"
    body = {"session_id": "S1", "start_time": late, "end_time": early}
    expected = {
        "errors": {"start_time": ["cannot be later than end time"]},
        "message": "start time: cannot be later than end time",
    }
    refused = api.post("/api/session-occurrence", body)
    assert (refused.status_code, refused.json) == (422, expected)
    assert rows.count("session_occurrence") == 0
    made = api.post("/api/session-occurrence", {**body, "start_time": early})
    assert made.status_code == 201
    path = f"/api/session-occurrence/{made.json['id']}"
    for change in ({"start_time": late}, {"end_time": "2026-04-01T16:00:00Z"}):
        refused = api.patch(path, change)
        assert (refused.status_code, refused.json) == (422, expected)
    assert api.patch(path, {"start_time": late, "end_time": None}).status_code == 200
    rows.run("UPDATE session_occurrence SET end_time = start_time - interval '1 hour'")
    assert api.patch(path, {"session_id": "S2"}).status_code == 200
