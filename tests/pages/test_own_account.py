"""The page of the own account: everybody's password, and logging out."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from app import create_app
from dbservice.config import Settings
from dbservice.security import throttle
from tests.pages.conftest import Staff, text_of
from tests.staff import PASSWORD, login

NEW = "four words nobody says"


@pytest.fixture
def viewer(log_in: Callable[[str], Staff]) -> Staff:
    return log_in("viewer")


def change(staff: Staff, old: str = PASSWORD, password: str = NEW, again: str | None = None):
    fields = {"old": old, "password": password, "again": password if again is None else again}
    return staff.post("/admin/account/password", **fields)


def test_every_role_sees_its_own_account(log_in: Callable[[str], Staff]):
    for role in ("viewer", "editor", "admin"):
        page = log_in(role).get("/admin/account/")
        assert f"{role} · {role}:" in text_of(page)
        assert "Change your password" in text_of(page)
        assert 'href="/admin/account/"' in log_in(role).get("/imports").text


def test_the_own_password_is_changed(viewer: Staff, session: Session):
    answer = change(viewer)
    assert (answer.status_code, answer.location) == (303, "/admin/account/")
    asked = viewer.get("/admin/account/")
    assert asked.status_code == 401
    assert "Your password is changed" not in asked.text, "kept until somebody has logged in"
    viewer.headers = login("viewer", NEW)
    assert "Your password is changed" in text_of(viewer.get("/admin/account/"))
    changed = text("SELECT password_changed_at IS NOT NULL FROM staff_account")
    assert session.scalar(changed) is True


REFUSED: list[tuple[dict[str, str], str]] = [
    ({"old": "wrong"}, "Your password is not the password you have now"),
    ({"old": ""}, "is not the password you have now"),
    ({"password": "short"}, "The new password must have 12 characters or more"),
    ({"password": "x" * 1001}, "The new password must have 1,000 characters at most"),
    ({"password": PASSWORD}, "The new password must be another one"),
    ({"password": ""}, "The new password must have 12"),
    ({"again": "another one"}, "The new password again is not the same"),
]


def test_what_cannot_be_the_password_is_told(viewer: Staff, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(throttle, "FREE_FAILURES", 100)
    for given, told in REFUSED:
        answer = change(viewer, **given)
        assert answer.status_code == 422, given
        assert told in text_of(answer), given
        assert all(one not in answer.text for one in (PASSWORD, NEW))
    assert viewer.get("/admin/account/").status_code == 200


def test_a_wrong_old_password_counts_as_a_failed_login(
    viewer: Staff, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(throttle, "FREE_FAILURES", 2)
    assert [change(viewer, old="wrong").status_code for _ in range(2)] == [422, 422]
    stopped = change(viewer)
    assert stopped.status_code == 429
    assert int(stopped.headers["Retry-After"]) > 0
    wrong = viewer.client.get("/admin/", headers=login("viewer", "wrong"))
    assert wrong.status_code == 429
    assert viewer.get("/admin/").status_code == 200, "the login that is known goes on"


def test_the_login_of_demonstrations_has_no_password_to_change(settings: Settings):
    client = create_app(replace(settings, environment="development")).test_client()
    demo = Staff(client, login("admin", "admin"))
    assert "This is the login of demonstrations" in text_of(demo.get("/admin/account/"))
    answer = change(demo, old="admin")
    assert answer.status_code == 422
    assert "no password to change" in text_of(answer)


def test_logging_out_makes_the_browser_forget(viewer: Staff):
    answer = viewer.post("/logout")
    assert (answer.status_code, answer.location) == (303, "/login")
    refused = viewer.get("/login")
    assert refused.status_code == 401
    assert refused.headers["WWW-Authenticate"].startswith("Basic realm=")
    assert "You are logged out" in text_of(refused)
    assert "viewer" not in text_of(refused)
    assert viewer.get("/login").location == "/admin/", "the next login counts"


def test_logging_out_takes_a_form_of_ours(viewer: Staff, client: FlaskClient):
    assert client.post("/logout", headers=viewer.headers).status_code == 400
    assert client.get("/logout", headers=viewer.headers).status_code == 405
    assert viewer.get("/login").location == "/admin/"
    assert client.get("/login").status_code == 401
