"""When our side fails: what callers are told, and what not."""

import logging
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlalchemy.pool import QueuePool

from app import create_app
from dbservice.config import Settings
from dbservice.db import db
from tests.api.conftest import Api, Rows

SECRET = "column secret does not exist"


@pytest.fixture
def app(fresh_app: Flask) -> Flask:
    """One that gets routes of these tests."""
    return fresh_app


@pytest.fixture
def broken(app: Flask, api: Api) -> Api:
    """The API with a route that has a bug."""

    def bug() -> None:
        raise RuntimeError(SECRET)

    app.add_url_rule("/api/bug", view_func=bug)
    app.add_url_rule("/bug", view_func=bug, endpoint="page_bug")
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return api


def test_a_bug_is_told_without_its_inside(broken: Api, caplog: pytest.LogCaptureFixture) -> None:
    response = broken.get("/api/bug", headers={"X-Request-Id": "call-number-77"})
    assert response.status_code == 500
    assert response.json == {
        "errors": {"detail": "Internal Server Error", "message": "Internal Server Error"}
    }
    assert response.headers["X-Request-Id"] == "call-number-77"
    logged = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert any(SECRET in str(record.exc_info) for record in logged)


def test_a_bug_of_a_page_is_a_page(broken: Api) -> None:
    response = broken.client.get("/bug")
    assert (response.status_code, response.mimetype) == (500, "text/html")
    assert SECRET not in response.text


def test_unknown_paths(api: Api) -> None:
    for path in ("/api/nothing", "/api", "/api/school/1/2", "/api/health/other"):
        response = api.get(path)
        assert response.status_code == 404
        assert response.json == {"errors": {"detail": "Not Found", "message": "Not Found"}}
    page = api.client.get("/nothing")
    assert (page.status_code, page.mimetype) == (404, "text/html")


@pytest.mark.parametrize("grade_id", ["9" * 30, f"-{10**19}", "[" * 990 + "]" * 990])
def test_what_a_refusal_repeats_may_be_beyond_measure(grade_id: str, api: Api) -> None:
    body = f'{{"data": [{{"enrollment_type": "grade", "grade_id": {grade_id}}}]}}'
    response = api.post("/api/group-user/batch-process", data=body, content_type="application/json")
    assert response.status_code == (400 if "[" in grade_id else 200)
    assert response.is_json


def test_connections_that_the_server_closed_are_replaced(api: Api, rows: Rows) -> None:
    """As after a restart of PostgreSQL."""
    id = api.post("/api/user", {"city": "Pune"}).json["id"]
    for call in (
        lambda: api.get(f"/api/user/{id}"),
        lambda: api.patch(f"/api/user/{id}", {"city": "Goa"}),
        lambda: api.get("/api/user"),
    ):
        assert call().status_code == 200
        killed = rows.all(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        )
        assert killed
        assert call().status_code == 200


def client_with(settings: Settings, **changed: Any) -> FlaskClient:
    return create_app(replace(settings, **changed)).test_client()


def test_a_database_that_is_away_is_503(settings: Settings, token_headers: dict[str, str]) -> None:
    client = client_with(settings, database_url="postgresql://nobody@127.0.0.1:1/nothing")
    for method in ("GET", "POST"):
        response = client.open("/api/user", method=method, json={}, headers=token_headers)
        assert response.status_code == 503
        assert response.json["errors"]["detail"] == "Service Unavailable"
        assert "127.0.0.1" not in response.text


def test_a_statement_that_takes_too_long_is_503(
    settings: Settings, token_headers: dict[str, str], engine: Engine
) -> None:
    client = client_with(settings, statement_timeout=1)
    with engine.begin() as connection:
        connection.exec_driver_sql('LOCK TABLE "user" IN ACCESS EXCLUSIVE MODE')
        for method in ("GET", "POST"):
            response = client.open("/api/user", method=method, json={}, headers=token_headers)
            assert response.status_code == 503
            assert "too long" in response.json["errors"]["message"]
    assert client.get("/api/user", headers=token_headers).json == []


def test_more_callers_than_connections_is_503(
    settings: Settings, token_headers: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_with(settings, pool_size=1)
    with client.application.app_context(), ExitStack() as held:
        pool = db.engine.pool
        assert isinstance(pool, QueuePool)
        monkeypatch.setattr(pool, "_timeout", 0.05)
        for _ in range(pool.size()):
            held.enter_context(db.engine.connect())
        assert client.get("/api/user", headers=token_headers).status_code == 503
    assert client.get("/api/user", headers=token_headers).status_code == 200
