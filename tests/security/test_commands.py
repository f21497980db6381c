"""The commands that say who may use the service."""

from datetime import UTC, datetime, timedelta

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner
from sqlalchemy import Engine

from dbservice.security import tokens
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


def test_a_client_changes_over_to_a_new_token(
    runner: FlaskCliRunner, client: FlaskClient, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens, "KNOWN_SECONDS", 0)

    def status(token: str) -> int:
        headers = {"Authorization": f"Bearer {token}"}
        return client.get("/api/user", headers=headers).status_code

    scopes = ["--scope", "read", "--scope", "secrets"]
    old = run(runner, "token", "create", "quiz", *scopes, "--days", "90")
    new = run(runner, "token", "rotate", "quiz", "--overlap", "2")
    assert (status(old), status(new)) == (200, 200)
    [first, second] = rows.all("SELECT scopes, expires_at FROM api_token ORDER BY id")
    assert first[0] == second[0] == ["read", "secrets"]
    days = [(token[1] - datetime.now(UTC)) / timedelta(days=1) for token in (first, second)]
    assert days == pytest.approx([2, 90], abs=0.1)
    third = run(runner, "token", "rotate", "quiz", "--overlap", "0")
    assert (status(old), status(new), status(third)) == (401, 401, 200)
    listed = run(runner, "token", "list").splitlines()
    assert [("ended" in line, "until" in line) for line in listed] == [
        (True, False),
        (True, False),
        (False, True),
    ]
    assert "already" in refused(runner, "token", "create", "quiz", *scopes)
    run(runner, "token", "revoke", "quiz", "--prefix", third[:12])
    assert status(third) == 401
    assert "no valid token" in refused(runner, "token", "rotate", "quiz")
    assert status(run(runner, "token", "create", "quiz", *scopes)) == 200


def test_all_tokens_of_a_client_are_revoked_together(
    runner: FlaskCliRunner, client: FlaskClient
) -> None:
    made = [run(runner, "token", "create", "quiz", "--scope", "read")]
    made.append(run(runner, "token", "rotate", "quiz"))
    run(runner, "token", "revoke", "quiz")
    for token in made:
        headers = {"Authorization": f"Bearer {token}"}
        assert client.get("/api/user", headers=headers).status_code == 401


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
