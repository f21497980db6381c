"""Pages of a list, and how one finds the next."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from dbservice.blueprints._listing import UNORDERED
from dbservice.blueprints._resource import Resource
from dbservice.models import User
from dbservice.services import pages
from tests.api.conftest import Api, Rows
from tests.api.resources import RESOURCES

NEXT = re.compile(r'<([^>]+)>; rel="next"')


def holds_several(resource: Resource, name: str) -> bool:
    """Whether a column holds a list or an object, and the list has no filter of its own for it."""
    entity = resource.entity
    return name not in entity.filters and isinstance(entity.kinds[name], UNORDERED)


@pytest.fixture
def users(engine: Engine) -> list[int]:
    with Session(engine) as session:
        people = [User(first_name=f"U{number}", city=f"C{number % 2}") for number in range(10)]
        session.add_all(people)
        session.commit()
        return [user.id for user in people]


def ids(api: Api, query: str) -> list[int]:
    response = api.get(f"/api/user?{query}")
    assert response.status_code == 200
    return [user["id"] for user in response.json]


def test_limit_and_offset_go_alone_and_together(api: Api, users: list[int]) -> None:
    assert ids(api, "limit=3") == users[:3]
    assert ids(api, "offset=7") == users[7:]
    assert ids(api, "limit=3&offset=8") == users[8:]
    assert ids(api, "limit=0") == []
    assert ids(api, "offset=99") == []


@pytest.mark.parametrize("name", ["limit", "offset", "after_id"])
def test_what_is_no_number_is_refused(name: str, api: Api) -> None:
    for value in ("x", "-1", "1.5", "", " 1", "1e3", "9" * 30, "٣"):
        response = api.get("/api/user", query_string={name: value})
        assert response.status_code == 400, value
        assert name in response.json["errors"]["message"]


def test_a_page_has_a_default_and_a_greatest_size(
    api: Api, users: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = api.client.application.config["SETTINGS"]
    assert (settings.list_default_limit, settings.list_max_limit) == (1000, 10_000)
    small = type(settings)(**{**vars(settings), "list_default_limit": 4, "list_max_limit": 6})
    monkeypatch.setitem(api.client.application.config, "SETTINGS", small)
    assert ids(api, "") == users[:4]
    assert ids(api, "limit=9999999") == users[:6]


@pytest.mark.parametrize("query", ["limit=3", "limit=3&after_id=0", "limit=4&city=C1", "limit=10"])
def test_following_next_gives_the_whole_list_once(query: str, api: Api, users: list[int]) -> None:
    wanted = users[1::2] if "city" in query else users
    seen: list[int] = []
    path: str | None = f"/api/user?{query}"
    while path:
        response = api.get(path)
        assert response.headers["X-Total-Count"] == str(len(wanted))
        seen += [user["id"] for user in response.json]
        found = NEXT.search(response.headers.get("Link", ""))
        path = found.group(1) if found else None
    assert seen == wanted


def test_links_lead_back_and_keep_the_question(api: Api, users: list[int]) -> None:
    links = api.get("/api/user?city=C1&limit=2&offset=2").headers["Link"]
    assert links == (
        '</api/user?city=C1&limit=2&offset=4>; rel="next",'
        ' </api/user?city=C1&limit=2&offset=0>; rel="prev"'
    )
    assert "Link" not in api.get("/api/user").headers


def test_sorting_is_stable_and_asked_for(api: Api, users: list[int]) -> None:
    assert ids(api, "sort=city") == users[::2] + users[1::2]
    assert ids(api, "sort=-city,-first_name&limit=2") == [users[9], users[7]]
    assert ids(api, "sort=city&limit=3&offset=4") == [users[8], users[1], users[3]]


@pytest.mark.parametrize(
    "query", ["after_id=1&sort=city", "after_id=1&offset=2", "sort=", "sort=-", "sort=city,%20id"]
)
def test_orders_that_make_no_sense_are_refused(query: str, api: Api) -> None:
    assert api.get(f"/api/user?{query}").status_code == 400


@pytest.mark.parametrize(
    ("resource", "column"),
    [
        (one, name)
        for one in RESOURCES
        for name in one.entity.parameters
        if holds_several(one, name)
    ],
    ids=lambda one: getattr(one, "name", one),
)
def test_lists_and_objects_are_compared_with_nothing(
    resource: Resource, column: str, api: Api
) -> None:
    for value in ([1], [{"a": 1}], {"a": 1}, {}, [], "x"):
        response = api.call("GET", resource.path, {column: value})
        assert (response.status_code, response.json["errors"]["detail"]) == (400, "Bad Request")
    assert api.get(f"{resource.path}?{column}[]=1").status_code == 400


def test_a_total_follows_every_change_at_once(api: Api, users: list[int], rows: Rows) -> None:
    def total() -> int:
        return int(api.get("/api/user?limit=2").headers["X-Total-Count"])

    assert total() == 10
    api.post("/api/user", {"first_name": "new"})
    assert total() == 11
    api.delete(f"/api/user/{users[0]}")
    assert total() == 10
    rows.run('DELETE FROM "user" WHERE id = :id', id=users[1])
    assert total() == 9


def test_a_total_that_is_known_is_not_counted_again() -> None:
    totals = pages.Totals()
    totals.keep(("user",), mark=7, total=3)
    assert totals.get(("user",)) == (7, 3)
    assert totals.get(("school",)) is None
    assert timedelta(seconds=pages.TOTAL_SECONDS) <= timedelta(seconds=10)
