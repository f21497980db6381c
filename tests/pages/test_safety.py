"""What browsers are told of every response outside the API, refusals included."""

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlencode, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import create_app
from dbservice.config import Settings
from tests.pages.conftest import Logins
from tests.pages.routes import call, paths

STRANGER = "https://evil.example/"
# What parameters that lead somewhere are called elsewhere.
LEADING = ("next", "url", "return", "return_to", "redirect", "back", "continue", "to", "target")
FILES = {"static", "admin.static", "docs.swagger_asset"}
ODD_PATHS = ("//evil.example", "//evil.example/x", "/\\evil.example/", "/admin//evil.example")
INLINE = re.compile(r"<[a-z][^>]*\s(?:style|on[a-z]+)\s*=", re.IGNORECASE)
SCRIPT = re.compile(r"<script\b([^>]*)>", re.IGNORECASE)
FOREIGN = re.compile(r'(?:src|href)="(?:https?:)?//([^/"]+)')


def answers(
    app: Flask, client: FlaskClient, logins: Logins, query: str = ""
) -> Iterator[tuple[str, TestResponse]]:
    """The answers at every address, to an admin, to a viewer who may do less, and to nobody."""
    for path in [*paths(app), "/nowhere"]:
        for role in ("nobody", "viewer", "admin"):
            for method in ("GET", "POST"):
                answer = client.open(
                    f"{path}?{query}", method=method, headers=logins[role], buffered=True
                )
                yield f"{method} {path} {answer.status_code}", answer


def test_every_response_says_what_browsers_may_do_with_it(app: Flask, logins: Logins):
    nonces, statuses = [], set()
    files = {path for path in paths(app) if call(app, "GET", path).endpoint in FILES}
    for where, answer in answers(app, app.test_client(use_cookies=False), logins):
        assert_guarded(answer, where)
        statuses.add(answer.status_code)
        nonces += re.findall("nonce-([^']+)'", answer.headers["Content-Security-Policy"])[:1]
        if where.split()[1] not in files or answer.status_code != 200:
            assert answer.headers["Cache-Control"] == "no-store", where
        if answer.mimetype == "text/html" and answer.status_code != 308:
            assert_ours(answer, where)
    assert len(nonces) == len(set(nonces)) > 100
    assert {200, 302, 400, 401, 403, 404, 405} <= statuses


def assert_guarded(answer: TestResponse, where: str) -> None:
    parts = answer.headers["Content-Security-Policy"].split(";")
    policy = dict(part.strip().partition(" ")[::2] for part in parts)
    assert policy["default-src"] == policy["form-action"] == "'self'", where
    assert policy["frame-ancestors"] == policy["object-src"] == policy["base-uri"] == "'none'"
    assert "unsafe" not in answer.headers["Content-Security-Policy"], where
    assert answer.headers["X-Content-Type-Options"] == "nosniff", where
    assert answer.headers["X-Frame-Options"] == "DENY", where
    assert answer.headers["Referrer-Policy"] == "same-origin", where


def assert_ours(answer: TestResponse, where: str) -> None:
    """Nothing of a page stands in the way of the policy, or comes from elsewhere."""
    assert not INLINE.search(answer.text), where
    assert "<style" not in answer.text, where
    assert all(re.search(r'\bsrc="/[^/]', found) for found in SCRIPT.findall(answer.text)), where
    assert set(FOREIGN.findall(answer.text)) <= {"docs.google.com"}, where


def test_our_own_bugs_are_answered_like_that_as_well(settings: Settings):
    app = create_app(settings)

    def bug() -> None:
        raise RuntimeError("secret")

    app.add_url_rule("/bug", view_func=bug)
    answer = app.test_client().get("/bug")
    assert (answer.status_code, "secret" in answer.text) == (500, False)
    assert_guarded(answer, "/bug")
    assert answer.headers["Cache-Control"] == "no-store"
    production = create_app(replace(settings, environment="production"))
    assert production.session_interface.get_cookie_secure(production)


def test_every_cookie_is_kept_from_scripts_and_other_sites(
    app: Flask, bare: FlaskClient, logins: Logins
):
    cookies: dict[str, list[str]] = {"http": [], "https": []}
    for path in paths(app):
        for method in ("GET", "POST"):
            for scheme, found in cookies.items():
                answer = bare.open(
                    f"{scheme}://localhost{path}?columns=name",
                    method=method,
                    headers=logins["admin"],
                    buffered=True,
                )
                found.extend(answer.headers.getlist("Set-Cookie"))
    for scheme, found in cookies.items():
        assert len(found) > 5
        for cookie in found:
            parts = {part.strip() for part in cookie.split(";")}
            assert {"HttpOnly", "SameSite=Lax"} <= parts, cookie
            assert ("Secure" in parts) is (scheme == "https"), cookie


def test_no_address_leads_to_another_site(app: Flask, bare: FlaskClient, logins: Logins):
    led = []
    query = urlencode(dict.fromkeys(LEADING, STRANGER))
    led += [answer for _, answer in answers(app, bare, logins, query)]
    for path in (
        "//evil.example",
        "//evil.example/admin",
        "/\\evil.example/",
        "/admin//evil.example",
    ):
        led.append(bare.get("/", headers=logins["admin"], environ_overrides={"PATH_INFO": path}))
    locations = [answer.location for answer in led if "Location" in answer.headers]
    assert len(locations) > 5
    for location in locations:
        assert urlsplit(location).netloc in {"", "localhost"}
        assert not location.startswith(("//", "/\\"))
