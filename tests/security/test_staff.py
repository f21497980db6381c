"""The staff login."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import redis
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from app import create_app
from dbservice.config import Settings
from dbservice.db import transaction
from dbservice.security import accounts, current_staff, refuse_staff_below, staff_required, throttle
from dbservice.security.staff import ROLES
from tests.api.conftest import Rows, sent_statements
from tests.staff import PASSWORD, StaffAccounts, login

UNKNOWN = "nobody"


@pytest.fixture
def rows(engine: Engine) -> Rows:
    return Rows(engine)


@pytest.fixture(autouse=True)
def few_failures(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Failed logins of other tests do not count here, and few are enough: each takes its time."""
    assert throttle.FREE_FAILURES == 5
    monkeypatch.setattr(throttle, "FREE_FAILURES", 3)
    with redis.Redis.from_url(settings.redis_url) as client:
        for key in client.scan_iter("dbservice:login:*"):
            client.delete(key)
    throttle._failures.clear()


@pytest.fixture
def app(fresh_app: Flask) -> Flask:
    return with_pages(fresh_app)


def with_pages(app: Flask) -> Flask:
    """The application with a page for each role."""

    def whoami() -> str:
        staff = current_staff()
        assert staff
        return f"{staff.username}:{staff.role}"

    for role in ROLES:
        app.add_url_rule(f"/for/{role}", f"for_{role}", staff_required(role)(whoami))
    app.add_url_rule("/guarded", "guarded", lambda: refuse_staff_below("editor") or "inside")
    return app


@pytest.mark.parametrize("role", ROLES)
def test_each_role_may_do_what_the_one_before_it_may(
    role: str, client: FlaskClient, staff: StaffAccounts
) -> None:
    for asked in ROLES:
        response = client.get(f"/for/{asked}", headers=staff.headers(role))
        if ROLES.index(asked) <= ROLES.index(role):
            assert (response.status_code, response.text) == (200, f"{role}:{role}")
        else:
            assert response.status_code == 403
            assert response.mimetype == "text/html"


def test_the_same_as_a_check_before_a_request(client: FlaskClient, staff: StaffAccounts) -> None:
    assert client.get("/guarded", headers=staff.headers("editor")).text == "inside"
    assert client.get("/guarded", headers=staff.headers("viewer")).status_code == 403
    assert client.get("/guarded").status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        {},
        login("editor", "wrong"),
        login("editor", ""),
        login("editor", PASSWORD + " "),
        login("Editor"),
        login(UNKNOWN),
        login("", ""),
        login("a\0b", "c\0d"),
        login("editör", "passwörd"),
        {"Authorization": "Basic %%%"},
        {"Authorization": "Basic"},
        {"Authorization": "Bearer token-of-the-tests"},
        {"Authorization": "Digest username=editor"},
    ],
)
def test_nobody_else_gets_in(
    headers: dict[str, str], client: FlaskClient, staff: StaffAccounts
) -> None:
    staff.add("editor", "editor")
    response = client.get("/for/viewer", headers=headers)
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith("Basic realm=")


def test_a_disabled_account_is_out_at_once(
    client: FlaskClient, staff: StaffAccounts, rows: Rows
) -> None:
    headers = staff.headers("admin")
    assert client.get("/for/admin", headers=headers).status_code == 200
    rows.run("UPDATE staff_account SET role = 'viewer'")
    assert client.get("/for/admin", headers=headers).status_code == 403
    rows.run("UPDATE staff_account SET disabled = true")
    assert client.get("/for/viewer", headers=headers).status_code == 401


def test_a_new_password_counts_at_once(
    client: FlaskClient, staff: StaffAccounts, rows: Rows
) -> None:
    old = staff.headers("viewer")
    assert client.get("/for/viewer", headers=old).status_code == 200
    rows.run("UPDATE staff_account SET password_hash = :new", new=accounts.hash_password("new"))
    assert client.get("/for/viewer", headers=old).status_code == 401
    assert client.get("/for/viewer", headers=login("viewer", "new")).status_code == 200


def test_a_password_is_checked_once_in_a_while_only(
    client: FlaskClient, app: Flask, staff: StaffAccounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers = staff.headers("viewer")
    assert client.get("/for/viewer", headers=headers).status_code == 200

    def refuse() -> None:
        raise AssertionError("Argon2 ran again")

    monkeypatch.setattr(accounts, "hasher", refuse)
    with sent_statements(app) as sent:
        assert client.get("/for/viewer", headers=headers).status_code == 200
    assert len(sent) == 1


def test_passwords_are_stored_by_argon2id(staff: StaffAccounts, rows: Rows) -> None:
    staff.add("editor", "editor")
    assert rows.one("SELECT password_hash FROM staff_account").startswith("$argon2id$")


def test_the_history_tells_who_it_was(app: Flask, staff: StaffAccounts, rows: Rows) -> None:
    @staff_required("editor")
    def edit() -> str:
        with transaction() as session:
            session.execute(rows_insert)
        return "done"

    from sqlalchemy import text  # noqa: PLC0415

    rows_insert = text('INSERT INTO "user" (inserted_at, updated_at) VALUES (now(), now())')
    app.add_url_rule("/edit", "edit", edit)
    app.test_client().get("/edit", headers=staff.headers("editor"))
    history = "SELECT actor, origin FROM change_log WHERE table_name = 'user'"
    assert rows.all(history) == [("editor", "admin")]


# The first account


def first_admin(settings: Settings) -> Flask:
    return with_pages(
        create_app(replace(settings, dashboard_user="chief", dashboard_pass="first password"))
    )


def test_the_settings_name_the_first_admin(settings: Settings, rows: Rows) -> None:
    client = first_admin(settings).test_client()
    assert rows.count("staff_account") == 0
    for wrong in (login("chief", "other"), login("other", "first password")):
        assert client.get("/for/viewer", headers=wrong).status_code == 401
    assert rows.count("staff_account") == 0
    for _ in range(2):
        response = client.get("/for/admin", headers=login("chief", "first password"))
        assert response.text == "chief:admin"
    assert rows.all("SELECT username, role FROM staff_account") == [("chief", "admin")]


def test_the_first_admin_is_made_once_however_many_log_in(settings: Settings, rows: Rows) -> None:
    app = first_admin(settings)

    def log_in(_: int) -> int:
        headers = login("chief", "first password")
        return app.test_client().get("/for/admin", headers=headers).status_code

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(log_in, range(8))) == {200}
    assert rows.count("staff_account") == 1


def test_the_settings_do_not_bring_back_who_was_removed(
    settings: Settings, staff: StaffAccounts, rows: Rows
) -> None:
    client = first_admin(settings).test_client()
    headers = login("chief", "first password")
    assert client.get("/for/admin", headers=headers).status_code == 200
    staff.add("other", "admin")
    rows.run("UPDATE staff_account SET disabled = true WHERE username = 'chief'")
    assert client.get("/for/admin", headers=headers).status_code == 401
    rows.run("DELETE FROM staff_account WHERE username = 'chief'")
    assert client.get("/for/admin", headers=headers).status_code == 401
    assert rows.all("SELECT username FROM staff_account") == ["other"]


def test_the_login_of_demonstrations_works_in_development_only(
    settings: Settings, rows: Rows
) -> None:
    statuses = [
        with_pages(create_app(replace(settings, environment=environment)))
        .test_client()
        .get("/for/admin", headers=login("admin", "admin"))
        .status_code
        for environment in ("development", "test", "production")
    ]
    assert statuses == [200, 401, 401]
    assert rows.count("staff_account") == 0


# Guessing


@pytest.mark.parametrize("redis_there", ["redis", "no redis"])
def test_guessing_is_stopped(
    redis_there: str, settings: Settings, staff: StaffAccounts, request: pytest.FixtureRequest
) -> None:
    staff.add("editor", "editor")
    staff.add("viewer", "viewer")
    if redis_there == "no redis":
        settings = replace(settings, redis_url="redis://127.0.0.1:1/0")
    client = with_pages(create_app(settings)).test_client()
    assert client.get("/for/viewer", headers=login("viewer")).status_code == 200
    statuses = [
        client.get("/for/viewer", headers=login("editor", f"guess {number}")).status_code
        for number in range(throttle.FREE_FAILURES + 2)
    ]
    assert statuses == [401] * throttle.FREE_FAILURES + [429] * 2
    stopped = client.get("/for/viewer", headers=login("editor"))
    assert stopped.status_code == 429
    assert throttle.FIRST_WAIT - 5 <= int(stopped.headers["Retry-After"]) <= throttle.FIRST_WAIT
    assert client.get("/for/viewer", headers=login("viewer")).status_code == 200
    elsewhere = {"REMOTE_ADDR": "10.1.2.3"}
    response = client.get("/for/viewer", headers=login("editor"), environ_overrides=elsewhere)
    assert response.status_code == 200


def test_unknown_names_are_stopped_as_well(client: FlaskClient) -> None:
    statuses = {
        client.get("/for/viewer", headers=login(UNKNOWN, str(number))).status_code
        for number in range(throttle.FREE_FAILURES + 1)
    }
    assert statuses == {401, 429}


def test_a_remembered_login_goes_on_working_while_others_guess(
    client: FlaskClient, staff: StaffAccounts
) -> None:
    headers = staff.headers("editor")
    assert client.get("/for/viewer", headers=headers).status_code == 200
    for number in range(throttle.FREE_FAILURES + 1):
        client.get("/for/viewer", headers=login("editor", str(number)))
    assert client.get("/for/viewer", headers=headers).status_code == 200


@pytest.mark.parametrize("redis_there", ["redis", "no redis"])
def test_each_further_failure_doubles_the_wait(
    redis_there: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    if redis_there == "no redis":
        settings = replace(settings, redis_url="redis://127.0.0.1:1/0")
    monkeypatch.setattr(throttle, "LONGEST_WAIT", 100)
    waits = []
    with create_app(settings).app_context():
        for _ in range(7):
            throttle.note_failure("asha", "10.0.0.1")
            waits.append(throttle.seconds_to_wait("asha", "10.0.0.1"))
        assert waits == pytest.approx([0, 0, 15, 30, 60, 100, 100], abs=3)
        assert throttle.seconds_to_wait("asha", "10.0.0.2") == 0
        throttle.forget("asha", "10.0.0.1")
        throttle.note_failure("asha", "10.0.0.1")
        assert throttle.seconds_to_wait("asha", "10.0.0.1") == 0


def test_a_login_forgets_the_failures_before_it_and_is_noted(
    client: FlaskClient, staff: StaffAccounts, rows: Rows
) -> None:
    staff.add("editor", "editor")
    for _ in range(2):
        for _ in range(throttle.FREE_FAILURES - 1):
            assert client.get("/for/viewer", headers=login("editor", "no")).status_code == 401
        assert client.get("/for/viewer", headers=login("editor")).status_code == 200
        accounts._remembered.clear()
    seen = "SELECT now() - last_login_at < interval '1 minute' FROM staff_account"
    assert rows.one(seen) is True
    history = "SELECT operation FROM change_log WHERE table_name = 'staff_account'"
    assert rows.all(history) == ["insert"] or rows.all(history) == [("insert",)]
