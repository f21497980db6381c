"""The commands that say who may use the service."""

from datetime import UTC, datetime, timedelta

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner
from sqlalchemy import Engine

from tests.api.conftest import Rows
from tests.staff import login

LONG = "a password of twelve or more"


@pytest.fixture
def rows(engine: Engine) -> Rows:
    return Rows(engine)


@pytest.fixture
def runner(app: Flask) -> FlaskCliRunner:
    return app.test_cli_runner()


def run(runner: FlaskCliRunner, *args: str, **options: str) -> str:
    result: Result = runner.invoke(args=args, **options)
    assert result.exit_code == 0, result.output
    return result.output.strip()


def refused(runner: FlaskCliRunner, *args: str, **options: str) -> str:
    result: Result = runner.invoke(args=args, **options)
    assert result.exit_code != 0
    assert not isinstance(result.exception, Exception) or result.exit_code in {1, 2}
    return result.output


def test_a_token_is_made_used_listed_and_revoked(
    runner: FlaskCliRunner, client: FlaskClient, rows: Rows
) -> None:
    token = run(runner, "token", "create", "quiz", "--scope", "read", "--days", "30")
    headers = {"Authorization": f"Bearer {token}"}
    assert client.get("/api/user", headers=headers).status_code == 200
    assert client.post("/api/user", json={}, headers=headers).status_code == 403
    expires_at = rows.one("SELECT expires_at FROM api_token")
    assert timedelta(days=29) < expires_at - datetime.now(UTC) < timedelta(days=31)
    listed = run(runner, "token", "list")
    assert "quiz" in listed
    assert "read" in listed
    assert "used" in listed
    assert token not in listed
    assert "already" in refused(runner, "token", "create", "quiz", "--scope", "read")
    run(runner, "token", "revoke", "quiz")
    assert "revoked" in run(runner, "token", "list")
    assert "no valid token" in refused(runner, "token", "revoke", "quiz")
    actors = "SELECT DISTINCT actor, origin FROM change_log WHERE table_name = 'api_token'"
    assert rows.one(actors) == ("command line", "command")


def test_a_token_needs_a_scope_there_is(runner: FlaskCliRunner, rows: Rows) -> None:
    refused(runner, "token", "create", "quiz")
    refused(runner, "token", "create", "quiz", "--scope", "everything")
    assert rows.count("api_token") == 0


def test_an_account_is_made_changed_and_disabled(
    runner: FlaskCliRunner, client: FlaskClient
) -> None:
    def status(password: str) -> int:
        return client.get("/docs/openapi.json", headers=login("asha", password)).status_code

    password = run(runner, "staff", "set", "asha", "--role", "viewer")
    assert status(password) == 200
    assert run(runner, "staff", "list") == "asha  viewer"
    run(runner, "staff", "set", "asha", "--role", "editor")
    assert run(runner, "staff", "list") == "asha  editor"
    assert status(password) == 200
    run(runner, "staff", "set", "asha", "--password", input=f"{LONG}\n{LONG}\n")
    assert (status(password), status(LONG)) == (401, 200)
    run(runner, "staff", "disable", "asha")
    assert run(runner, "staff", "list") == "asha  editor  disabled"
    assert status(LONG) == 401
    run(runner, "staff", "set", "asha")
    assert status(LONG) == 200


def test_accounts_that_cannot_be(runner: FlaskCliRunner, rows: Rows) -> None:
    assert "role" in refused(runner, "staff", "set", "asha")
    refused(runner, "staff", "set", "asha", "--role", "chief")
    short = "short\nshort\n"
    assert "12" in refused(
        runner, "staff", "set", "a", "--role", "admin", "--password", input=short
    )
    assert "no account" in refused(runner, "staff", "disable", "asha")
    assert rows.count("staff_account") == 0
