"""What browsers may do: other origins, frames, scripts, forms; and which hosts we answer to."""

from dataclasses import replace

import pytest
from flask import Flask, session
from flask.testing import FlaskClient

from app import create_app
from dbservice.config import Settings

PREFLIGHT = {
    "Origin": "https://portal.example",
    "Access-Control-Request-Method": "PATCH",
    "Access-Control-Request-Headers": "authorization",
}


@pytest.fixture
def app(fresh_app: Flask) -> Flask:
    """One that gets routes of these tests."""
    return fresh_app


def client_with(settings: Settings, **changed: object) -> FlaskClient:
    return create_app(replace(settings, **changed)).test_client()  # type: ignore[arg-type]


@pytest.mark.parametrize("path", ["/api/user", "/api/nothing", "/api/student/1"])
def test_preflights_are_answered_before_any_token(path: str, client: FlaskClient) -> None:
    response = client.options(path, headers=PREFLIGHT)
    assert (response.status_code, response.data) == (204, b"")
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response.headers
    methods = set(response.headers["Access-Control-Allow-Methods"].split(","))
    assert methods == {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
    assert "Authorization" in response.headers["Access-Control-Allow-Headers"]
    assert response.headers["Access-Control-Max-Age"] == "1728000"


def test_options_that_are_no_preflight_need_a_token(
    client: FlaskClient, token_headers: dict[str, str]
) -> None:
    assert client.options("/api/user").status_code == 401
    response = client.options("/api/user", headers=token_headers)
    assert (response.status_code, "GET" in response.headers["Allow"]) == (200, True)


@pytest.mark.parametrize("status", [200, 401, 404])
def test_every_response_names_the_allowed_origin(
    status: int, client: FlaskClient, token_headers: dict[str, str]
) -> None:
    headers = {} if status == 401 else token_headers
    path = "/api/user" if status != 404 else "/api/user/1"
    response = client.get(path, headers={**headers, "Origin": "https://portal.example"})
    assert response.status_code == status
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "X-Total-Count" in response.headers["Access-Control-Expose-Headers"]


def test_origins_can_be_listed(settings: Settings, token_headers: dict[str, str]) -> None:
    client = client_with(settings, cors_origins=("https://portal.example", "https://quiz.example"))
    for origin, allowed in (("https://quiz.example", True), ("https://evil.example", False)):
        for response in (
            client.options("/api/user", headers={**PREFLIGHT, "Origin": origin}),
            client.get("/api/user", headers={**token_headers, "Origin": origin}),
        ):
            named = response.headers.get("Access-Control-Allow-Origin")
            assert named == (origin if allowed else None)
            assert response.headers["Vary"] == "Origin"


def test_pages_are_for_no_other_origin(client: FlaskClient) -> None:
    response = client.get("/docs/swagger", headers={"Origin": "https://portal.example"})
    assert "Access-Control-Allow-Origin" not in response.headers


def test_pages_run_our_scripts_only_and_are_framed_by_nobody(client: FlaskClient) -> None:
    response = client.get("/docs/swagger")
    policy = dict(
        part.strip().partition(" ")[::2]
        for part in response.headers["Content-Security-Policy"].split(";")
    )
    assert policy["default-src"] == "'self'"
    assert "unsafe-inline" not in policy["script-src"]
    assert "unsafe-eval" not in policy["script-src"]
    assert policy["frame-ancestors"] == policy["object-src"] == "'none'"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["X-Frame-Options"] == "DENY"


def test_the_word_that_lets_a_script_run_is_new_each_time(settings: Settings) -> None:
    client = create_app(settings).test_client()
    policies = {client.get("/docs/swagger").headers["Content-Security-Policy"] for _ in range(3)}
    assert len(policies) == 3


def test_json_is_never_taken_for_something_else(
    client: FlaskClient, token_headers: dict[str, str]
) -> None:
    response = client.get("/api/user", headers=token_headers)
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in response.headers


def test_https_is_kept_to(client: FlaskClient) -> None:
    plain = client.get("/api/health")
    secure = client.get("/api/health", base_url="https://localhost")
    assert "Strict-Transport-Security" not in plain.headers
    assert "max-age" in secure.headers["Strict-Transport-Security"]


def test_forms_need_their_token_and_the_api_does_not(
    app: Flask, token_headers: dict[str, str]
) -> None:
    app.add_url_rule("/form", "form", lambda: "taken", methods=["POST"])
    client = app.test_client()
    refused = client.post("/form", data={"a": "b"})
    assert (refused.status_code, refused.mimetype) == (400, "text/html")
    assert client.post("/api/user", data={}, headers=token_headers).status_code == 201


def test_the_cookie_of_pages_is_kept_from_scripts_and_other_sites(settings: Settings) -> None:
    app = create_app(replace(settings, environment="production"))

    def remember() -> str:
        session["seen"] = True
        return "seen"

    app.add_url_rule("/remember", "remember", remember)
    cookie = app.test_client().get("/remember").headers["Set-Cookie"]
    assert {"HttpOnly", "SameSite=Lax", "Secure"} <= {part.strip() for part in cookie.split(";")}


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("school.example", 200),
        ("school.example:4000", 200),
        ("api.example", 200),
        ("evil.example", 403),
        ("school.example.evil.example", 403),
    ],
)
def test_hosts_can_be_listed(host: str, status: int, settings: Settings) -> None:
    client = client_with(settings, whitelisted_domains=("school.example", "api.example"))
    response = client.get("/api/health", base_url=f"http://{host}")
    assert response.status_code == status
    if status == 403:
        assert (response.mimetype, response.text) == ("text/plain", "Not Authorized")
