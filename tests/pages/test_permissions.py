"""Every address outside the API, for everybody, by every method: as the table of routes says."""

from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, inspect, text
from werkzeug.test import TestResponse

from dbservice.security.staff import ROLES
from tests.pages.conftest import Logins, text_of
from tests.pages.routes import (
    ANYBODY,
    LADDER,
    METHODS,
    PERMISSIONS,
    Call,
    call,
    endpoints,
    paths,
)

REFUSED = {ANYBODY: 401, **dict.fromkeys(ROLES, 403)}
REDIRECTED_OR_NO_METHOD = {308, 405}


def state(engine: Engine) -> dict[str, int]:
    """What is stored, as a number for each table; a login is no change."""
    with engine.connect() as connection:
        queries = [
            f"SELECT '{name}', coalesce(sum(hashtext((to_jsonb(t) - 'last_login_at')::text)), 0)"
            f' FROM "{name}" AS t'
            for name in inspect(connection).get_table_names()
        ]
        return dict(connection.execute(text(" UNION ALL ".join(queries))).all())


def send(client: FlaskClient, asked: Call, login: dict[str, str]) -> TestResponse:
    return client.open(asked.path, method=asked.method, headers=login, buffered=True)


def calls(app: Flask) -> list[Call]:
    return [call(app, method, path) for path in paths(app) for method in METHODS]


def test_the_table_says_who_may_use_each_route(app: Flask):
    assert endpoints(app) == {endpoint: set(least) for endpoint, least in PERMISSIONS.items()}


def test_whoever_may_not_is_refused_and_nothing_happens(
    app: Flask, bare: FlaskClient, logins: Logins, engine: Engine
):
    before = state(engine)
    for asked in calls(app):
        for role in LADDER:
            if asked.is_for(role):
                continue
            expected = {REFUSED[role]} if asked.least else REDIRECTED_OR_NO_METHOD
            answer = send(bare, asked, logins[role])
            assert answer.status_code in expected, (role, asked)
            assert role != ANYBODY or "Imports" not in answer.text, asked
    for path in paths(app):
        for role in LADDER:
            answer = bare.options(path, headers=logins[role])
            assert answer.status_code in {200, 308, REFUSED[role]}, (role, path)
            assert answer.status_code != 200 or not answer.data, (role, path)
    assert state(engine) == before


def test_whoever_may_is_let_in(app: Flask, bare: FlaskClient, logins: Logins):
    allowed = [asked for asked in calls(app) if asked.endpoint]
    allowed.sort(key=lambda asked: (asked.method == "POST", "delete" in str(asked.endpoint)))
    for asked in allowed:
        for role in LADDER:
            if asked.is_for(role):
                answer = send(bare, asked, logins[role])
                assert answer.status_code < 500, (role, asked)
                assert answer.status_code not in {401, 403, 405}, (role, asked)


class Offers(HTMLParser):
    """Gathers where the links and the buttons of a page lead, with their methods."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path
        self.found: set[tuple[str, str]] = set()
        self._method = "GET"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in given:
            self._note("GET", given["href"])
        elif tag == "form":
            self._method = given.get("method", "get").upper()
            if self._method != "DIALOG":
                self._note(self._method, given.get("action", ""))
        elif tag == "button" and "formaction" in given:
            self._note(self._method, given["formaction"])

    def _note(self, method: str, address: str) -> None:
        self.found.add((method, urljoin(self.path, address)))


def offered(app: Flask, client: FlaskClient, login: dict[str, str]) -> Iterator[tuple[str, Call]]:
    """Each page of a person, with all that it leads to."""
    for path in paths(app):
        page = client.get(path, headers=login, buffered=True)
        if page.status_code != 200 or page.mimetype != "text/html":
            continue
        offers = Offers(path)
        offers.feed(page.text)
        for method, address in offers.found:
            if not urlsplit(address).netloc:
                yield path, call(app, method, urlsplit(address).path)


WRITING = {"rows.new", "rows.edit", "import_form.new", "imports.stop"}
KEEPING = {"rows.delete", "staff.index", "tokens.index", "staff.delete", "tokens.revoke"}
FOR_ALL = {"rows.index", "rows.details", "imports.index", "account.index", "login.leave"}


def test_pages_offer_what_may_be_done_and_nothing_else(
    app: Flask, bare: FlaskClient, logins: Logins
):
    for role in ROLES:
        seen: Counter[str | None] = Counter()
        for page, offer in offered(app, bare, logins[role]):
            assert offer.is_for(role), (role, page, offer)
            seen[offer.endpoint] += 1
        assert set(seen) >= FOR_ALL
        assert set(seen) & WRITING == (WRITING if role != "viewer" else set())
        assert set(seen) & KEEPING == (KEEPING if role == "admin" else set())


def test_a_form_without_its_token_does_nothing(app: Flask, logins: Logins, engine: Engine):
    client = app.test_client()
    before = state(engine)
    posts = [asked for asked in calls(app) if asked.method == "POST" and asked.endpoint]
    assert len(posts) > 20
    for asked in posts:
        answer = send(client, asked, logins["admin"])
        assert answer.status_code == 400, asked
        assert "CSRF" in text_of(answer), asked
    assert state(engine) == before
