"""Request ids, and what is written to the logs about a request."""

import json
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from dbservice import log
from tests.api.conftest import Api

SECRETS = ["token-of-the-tests", "Asha", "9876543210", "sekret", "2401"]


@pytest.fixture
def app(fresh_app: Flask) -> Flask:
    """One that gets routes of these tests."""
    return fresh_app


@pytest.fixture
def api(client: FlaskClient, token_headers: dict[str, str]) -> Api:
    return Api(client, token_headers)


@pytest.mark.parametrize("given", ["abcdefgh", "F3x-0_9.8:7", "x" * 200])
def test_the_callers_own_request_id_comes_back(given: str, client: FlaskClient) -> None:
    assert (
        client.get("/api/health", headers={"X-Request-Id": given}).headers["X-Request-Id"] == given
    )


@pytest.mark.parametrize("given", ["", "short", "x" * 201, "with space", "<script>", "ümlaut-id"])
def test_any_other_is_replaced(given: str, client: FlaskClient) -> None:
    headers = {"X-Request-Id": given.encode().decode("latin-1")}
    answers = [client.get("/api/health", headers=headers) for _ in range(2)]
    ids = {answer.headers["X-Request-Id"] for answer in answers}
    assert len(ids) == 2
    assert all(re.fullmatch("[0-9a-f]{32}", id) for id in ids)


def test_logs_are_json_and_tell_nothing_about_people(
    app: Flask, api: Api, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    log.configure("DEBUG", readable=False)
    monkeypatch.setattr(log, "SLOW_SECONDS", -1)  # so that every request is worth a line
    body = {"student_id": "2401", "first_name": "Asha", "phone": "9876543210", "email": "sekret"}
    api.post("/api/student", body, headers={"X-Request-Id": "id-of-the-call"})
    api.post("/api/student", {**body, "gender": "x"})
    api.get("/api/student?student_id=2401&father_name=sekret")
    api.post("/api/student", {**body, "grade_id": 10**9})
    client = app.test_client()
    client.get("/api/user", headers={"Authorization": "Bearer sekret"})
    client.get("/docs/swagger", headers={"Authorization": "Basic c2VrcmV0OnNla3JldA=="})
    written = capsys.readouterr().err
    lines = [json.loads(line) for line in written.splitlines()]
    first = next(line for line in lines if line.get("request_id") == "id-of-the-call")
    assert (first["method"], first["route"], first["status"]) == ("POST", "/api/student", 200)
    assert first["actor"] == "bearer token"
    assert len(lines) >= 6
    for secret in SECRETS:
        assert secret not in written


def test_an_error_is_logged_with_its_trace_as_one_line(
    app: Flask, api: Api, capsys: pytest.CaptureFixture[str]
) -> None:
    def bug() -> None:
        raise RuntimeError("the reason")

    log.configure("INFO", readable=False)
    app.add_url_rule("/api/bug", view_func=bug)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    api.get("/api/bug", headers={"X-Request-Id": "id-of-the-call"})
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    trace = next(line for line in lines if "the reason" in line.get("exception", ""))
    assert "Traceback" in trace["exception"]
    assert trace["request_id"] == "id-of-the-call"
    assert trace["level"] == "error"


def test_quick_reads_write_nothing(api: Api, capsys: pytest.CaptureFixture[str]) -> None:
    log.configure("INFO", readable=False)
    assert api.get("/api/user").status_code == 200
    assert capsys.readouterr().err == ""


def test_development_logs_are_for_eyes(api: Api, capsys: pytest.CaptureFixture[str]) -> None:
    log.configure("INFO", readable=True)
    log.log.warning("something", number=5)
    written = capsys.readouterr().err
    assert "something" in written
    assert not written.startswith("{")
