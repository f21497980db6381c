"""Bearer tokens: who gets in, and what each may do."""

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app import create_app
from dbservice.config import Settings
from dbservice.security import scope, tokens
from dbservice.security.tokens import Grant
from tests.api.conftest import Rows, sent_statements
from tests.databases import TOKEN

MakeToken = Callable[..., dict[str, str]]


@pytest.fixture
def app(fresh_app: Flask) -> Flask:
    """One that gets routes of these tests."""
    return fresh_app


@pytest.fixture
def token(engine: Engine) -> MakeToken:
    """Makes a named token; returns the header that carries it."""

    def make(*scopes: str, name: str = "quiz") -> dict[str, str]:
        with Session(engine) as session:
            made = tokens.create(session, name, scopes)
            session.commit()
        return bearer(made)

    return make


@pytest.fixture
def rows(engine: Engine) -> Rows:
    return Rows(engine)


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        TOKEN,
        f"Basic {TOKEN}",
        "Bearer",
        "Bearer ",
        f"Bearer {TOKEN}x",
        f"Bearer {TOKEN[:-1]}",
        f"Bearer {TOKEN.upper()}",
        "Bearer dev-token",
        "Bearer ä€\x80",
    ],
)
def test_without_the_token_nobody_gets_in(header: str | None, client: FlaskClient) -> None:
    headers = {} if header is None else {"Authorization": header.encode().decode("latin-1")}
    disguise = {"Referer": "http://localhost/swagger", "X-Original-URL": "/imports"}
    for path in ("/api/user", "/api", "/api/nothing", "/apis"):
        response = client.get(f"{path}?swagger=dashboard", headers={**headers, **disguise})
        assert response.status_code == 401
        assert (response.mimetype, response.text) == ("text/plain", "Not Authorized")
        assert response.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("path", ["//api/user", "/./api/user", "/imports/../api/user", "/API/user"])
def test_odd_spellings_of_a_path_get_nobody_in(path: str, client: FlaskClient) -> None:
    response = client.get(path, follow_redirects=True)
    assert response.status_code in {401, 404}
    assert "[" not in response.text or response.mimetype == "text/html"


def test_every_route_of_the_api_asks_for_a_token(app: Flask, client: FlaskClient) -> None:
    open_routes = {"/api/health", "/api/health/ready"}
    for rule in app.url_map.iter_rules():
        if not rule.rule.startswith("/api") or rule.rule in open_routes:
            continue
        path = rule.rule.replace("<row_id:id>", "1")
        for method in rule.methods or ():
            assert client.open(path, method=method).status_code == 401, (method, path)


@pytest.mark.parametrize("header", [f"Bearer {TOKEN}", f"bearer {TOKEN}", f"Bearer  {TOKEN} "])
def test_the_token_of_the_environment_may_do_everything(header: str, client: FlaskClient) -> None:
    headers = {"Authorization": header}
    user = client.post("/api/user", json={}, headers=headers)
    assert user.status_code == 201
    assert client.get("/api/user", headers=headers).status_code == 200
    assert client.delete(f"/api/user/{user.json['id']}", headers=headers).status_code == 204


def test_the_token_of_the_environment_can_be_changed(settings: Settings) -> None:
    client = create_app(replace(settings, bearer_token_previous="the one before")).test_client()
    for token in (TOKEN, "the one before"):
        assert client.get("/api/user", headers=bearer(token)).status_code == 200
    assert client.get("/api/user", headers=bearer("")).status_code == 401


def test_the_token_of_demonstrations_works_in_development_only(settings: Settings) -> None:
    statuses = [
        create_app(replace(settings, environment=environment))
        .test_client()
        .get("/api/user", headers=bearer("dev-token"))
        .status_code
        for environment in ("development", "test", "production")
    ]
    assert statuses == [200, 401, 401]


CALLS: dict[str, tuple[str, str]] = {
    "read": ("GET", "/api/user"),
    "write": ("POST", "/api/user"),
    "destructive": ("DELETE", "/api/user/1000"),
}


@pytest.mark.parametrize(
    "scopes", [(), ("read",), ("write",), ("destructive",), ("read", "write"), tokens.SCOPES]
)
def test_a_named_token_may_do_what_its_scopes_say(
    scopes: Collection[str], token: MakeToken, client: FlaskClient, rows: Rows
) -> None:
    headers = token(*scopes)
    rows.run('INSERT INTO "user" (id, inserted_at, updated_at) VALUES (1000, now(), now())')
    for needed, (method, path) in CALLS.items():
        response = client.open(path, method=method, json={}, headers=headers)
        if needed in scopes:
            assert response.status_code in {200, 201, 204}
        else:
            assert response.status_code == 403
            assert response.json["errors"]["detail"] == "Forbidden"
            assert needed in response.json["errors"]["message"]


@pytest.mark.parametrize("method", ["PATCH", "PUT"])
def test_changing_takes_the_write_scope(method: str, token: MakeToken, client: FlaskClient) -> None:
    assert client.open("/api/user/1", method=method, headers=token("read")).status_code == 403


def test_a_view_may_name_the_scope_it_takes(app: Flask, token: MakeToken) -> None:
    searching = scope("read")(lambda: "found")
    erasing = scope("destructive")(lambda: "erased")
    app.add_url_rule("/api/search", "search", searching, methods=["POST"])
    app.add_url_rule("/api/erase", "erase", erasing, methods=["POST"])
    client = app.test_client()
    reader, writer = token("read", name="reader"), token("write", name="writer")
    assert client.post("/api/search", headers=reader).text == "found"
    assert client.post("/api/search", headers=writer).status_code == 403
    assert client.post("/api/erase", headers=writer).status_code == 403


@pytest.mark.parametrize(
    "ending",
    ["revoked_at = now()", "expires_at = now() - interval '1 second'", "token_hash = 'other'"],
)
def test_a_token_ends(
    ending: str,
    token: MakeToken,
    rows: Rows,
    client: FlaskClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tokens, "KNOWN_SECONDS", 0)
    headers = token("read")
    rows.run("UPDATE api_token SET expires_at = now() + interval '1 hour'")
    assert client.get("/api/user", headers=headers).status_code == 200
    rows.run(f"UPDATE api_token SET {ending}")
    assert client.get("/api/user", headers=headers).status_code == 401


def test_what_is_known_of_a_token_ends_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    monkeypatch.setattr(tokens.time, "monotonic", lambda: clock[0])
    looked_up = []

    def look_up(hashed: str) -> tokens.Known:
        looked_up.append(hashed)
        return tokens.Known(Grant("token quiz", frozenset({"read"})), clock[0] + 5)

    monkeypatch.setattr(tokens, "_look_up", look_up)
    for seconds in (0, 4.9, 0.2, 4.9):
        clock[0] += seconds
        assert tokens.grant_of("some token of the clock test", Settings(bearer_token="x"))
    assert len(looked_up) == 2


def test_a_known_token_costs_no_statement(
    app: Flask, client: FlaskClient, token: MakeToken
) -> None:
    headers = token("read")
    client.get("/api/user", headers=headers)
    with sent_statements(app) as sent:
        assert client.get("/api/user", headers=headers).status_code == 200
    assert len(sent) == 1


def test_an_unknown_token_is_not_looked_up_again_and_again(app: Flask, client: FlaskClient) -> None:
    client.get("/api/user", headers=bearer("unknown token of this test"))
    with sent_statements(app) as sent:
        client.get("/api/user", headers=bearer("unknown token of this test"))
    assert sent == []


def test_the_last_use_is_noted_once_a_minute(
    token: MakeToken, rows: Rows, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens, "KNOWN_SECONDS", 0)
    headers = token("read")
    used = "SELECT last_used_at FROM api_token"
    assert rows.one(used) is None
    client.get("/api/user", headers=headers)
    first = rows.one(used)
    assert first is not None
    client.get("/api/user", headers=headers)
    assert rows.one(used) == first
    rows.run("UPDATE api_token SET last_used_at = now() - interval '61 seconds'")
    client.get("/api/user", headers=headers)
    assert rows.one(used) >= first


def test_a_token_is_stored_as_its_hash(token: MakeToken, rows: Rows) -> None:
    secret = token("read")["Authorization"].removeprefix("Bearer ")
    [stored] = rows.all("SELECT row_to_json(t)::text FROM api_token t")
    assert secret not in stored
    assert rows.one("SELECT prefix FROM api_token") == secret[:12]
    assert len(secret) > 40


def test_the_history_tells_whose_token_it_was(
    token: MakeToken, rows: Rows, client: FlaskClient, token_headers: dict[str, str]
) -> None:
    id = client.post("/api/user", json={}, headers=token("write", "read")).json["id"]
    client.patch(f"/api/user/{id}", json={"city": "Pune"}, headers=token_headers)
    history = "SELECT actor, origin FROM change_log WHERE table_name = 'user' ORDER BY id"
    assert rows.all(history) == [("token quiz", "api"), ("bearer token", "api")]


def test_a_thread_forgets_who_called_last(client: FlaskClient, token_headers: Any) -> None:
    from dbservice.db import NOBODY, origin  # noqa: PLC0415  # what the application uses

    client.post("/api/user", json={}, headers=token_headers)
    assert origin.get() is NOBODY
