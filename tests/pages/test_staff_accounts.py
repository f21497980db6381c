"""The pages on which admins keep the accounts of staff."""

import re
from collections.abc import Iterator

import pytest
import redis
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from dbservice.admin import staff_accounts
from dbservice.models import StaffAccount
from dbservice.security import throttle
from dbservice.security.staff import ROLES
from tests.pages.conftest import Staff, text_of
from tests.staff import PASSWORD, StaffAccounts, login

LONG = "four words nobody says"


@pytest.fixture
def asha(staff: StaffAccounts, session: Session) -> Iterator[str]:
    """The address of the account of an editor called Asha."""
    staff.add("asha", "editor")
    id = session.scalar(text("SELECT id FROM staff_account WHERE username = 'asha'"))
    yield f"/admin/staff/{id}/"
    throttle._failures.clear()


def secret_on(page: TestResponse) -> str:
    found = re.search(r'id="secret" type="text" readonly value="([^"]+)"', page.text)
    assert found, text_of(page)
    return found[1]


def told_after(staff: Staff, answer: TestResponse) -> str:
    """What the page says that an act leads to."""
    assert answer.status_code == 303, text_of(answer)
    return text_of(staff.get(answer.location))


def status(staff: Staff, username: str, password: str = PASSWORD) -> int:
    """What the dashboard answers to this login."""
    return staff.client.get("/admin/", headers=login(username, password)).status_code


def account(session: Session, username: str) -> StaffAccount | None:
    session.rollback()
    return session.query(StaffAccount).filter_by(username=username).one_or_none()


def test_an_account_gets_a_password_that_is_shown_once(admin: Staff, session: Session):
    answer = admin.post("/admin/staff/new/", username=" Ravi Kumar ", role="editor")
    page = admin.get(answer.location)
    assert "Ravi Kumar is created: editor" in text_of(page)
    password = secret_on(page)
    assert len(password) >= 12
    assert status(admin, "Ravi Kumar", password) == 200
    assert 'id="secret"' not in admin.get(answer.location).text
    made = account(session, "Ravi Kumar")
    assert (made.role, made.disabled, made.last_login_at is None) == ("editor", False, False)


def test_the_secret_on_its_way_cannot_be_read_in_the_cookie(admin: Staff, app: Flask):
    admin.post("/admin/staff/new/", username="ravi", role="viewer")
    with admin.client.session_transaction() as session:
        kept = session["shown_once"]
    password = secret_on(admin.get("/admin/staff/"))
    assert kept[0] == "The password of ravi"
    assert password not in kept[1]


def test_a_typed_password_is_not_shown(admin: Staff):
    answer = admin.post("/admin/staff/new/", username="ravi", role="viewer", password=LONG)
    page = admin.get(answer.location)
    assert LONG not in page.text
    assert 'id="secret"' not in page.text
    assert status(admin, "ravi", LONG) == 200


REFUSED: list[tuple[dict[str, str], str]] = [
    ({"username": "", "role": "viewer"}, "name must have 1 to 100 characters"),
    ({"username": "a:b", "role": "viewer"}, "without colons"),
    ({"username": "a\0b", "role": "viewer"}, "1 to 100"),
    ({"username": "admin", "role": "viewer"}, "There is an account called admin already"),
    ({"username": "ravi", "role": "chief"}, "Role must be one of viewer, editor, admin"),
    ({"username": "ravi"}, "Role must be one of"),
    ({"username": "ravi", "role": "viewer", "password": "short"}, "12 characters"),
    ({"username": "ravi", "role": "viewer", "password": "x" * 2000}, "12 characters"),
]


def test_what_cannot_be_an_account_is_told_at_its_field(admin: Staff, session: Session):
    for fields, told in REFUSED:
        answer = admin.post("/admin/staff/new/", **fields)
        assert answer.status_code == 422, fields
        assert told in text_of(answer), fields
        assert fields.get("password", "no password") not in answer.text
    assert [one.username for one in session.query(StaffAccount)] == ["admin"]


def test_a_role_is_changed_and_counts_at_once(admin: Staff, asha: str, session: Session):
    assert "asha is viewer now" in told_after(admin, admin.post(f"{asha}role", role="viewer"))
    assert account(session, "asha").role == "viewer"
    assert admin.client.get("/imports/new", headers=login("asha")).status_code == 403
    assert "must be one of" in told_after(admin, admin.post(f"{asha}role", role="chief"))
    assert account(session, "asha").role == "viewer"


def test_an_account_is_disabled_and_enabled(admin: Staff, asha: str):
    assert status(admin, "asha") == 200
    page = told_after(admin, admin.post(f"{asha}disable"))
    assert "asha is disabled and cannot log in" in page
    assert "asha Disabled" in page
    assert status(admin, "asha") == 401
    assert "asha can log in again" in told_after(admin, admin.post(f"{asha}enable"))
    assert status(admin, "asha") == 200


def test_a_new_password_is_made_or_typed(admin: Staff, asha: str, session: Session):
    answer = admin.post(f"{asha}password")
    page = admin.get(answer.location)
    assert "asha has a new password" in text_of(page)
    made = secret_on(page)
    assert (status(admin, "asha"), status(admin, "asha", made)) == (401, 200)
    page = told_after(admin, admin.post(f"{asha}password", password=LONG))
    assert LONG not in page
    assert (status(admin, "asha", made), status(admin, "asha", LONG)) == (401, 200)
    assert account(session, "asha").password_changed_at is not None
    assert "password must have 12" in told_after(
        admin, admin.post(f"{asha}password", password="short")
    )
    assert status(admin, "asha", LONG) == 200


def test_the_own_password_is_changed_elsewhere(admin: Staff, session: Session):
    own = account(session, "admin")
    page = admin.get(f"/admin/staff/{own.id}/")
    assert "This is your own account" in text_of(page)
    assert 'action="/admin/account/password"' not in page.text
    assert "Set new password" not in page.text
    answer = admin.post(f"/admin/staff/{own.id}/password", password=LONG)
    assert answer.location == "/admin/account/"
    assert admin.get("/admin/").status_code == 200


def test_who_is_locked_out_is_seen_and_let_in_again(
    admin: Staff, asha: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(throttle, "FREE_FAILURES", 2)
    assert [status(admin, "asha", "wrong") for _ in range(3)] == [401, 401, 429]
    for path in ("/admin/staff/", asha):
        assert "Locked until" in text_of(admin.get(path))
    page = told_after(admin, admin.post(f"{asha}unlock"))
    assert "asha can try again at once" in page
    assert "asha Active" in page
    assert status(admin, "asha") == 200


def test_the_pages_work_with_redis_away(
    app: Flask, admin: Staff, asha: str, monkeypatch: pytest.MonkeyPatch
):
    away = redis.Redis.from_url("redis://127.0.0.1:1/0")
    monkeypatch.setitem(app.extensions, "dbservice-throttle", away)
    monkeypatch.setattr(throttle, "FREE_FAILURES", 2)
    assert [status(admin, "asha", "wrong") for _ in range(3)] == [401, 401, 429]
    assert "Locked until" in text_of(admin.get("/admin/staff/"))
    assert "asha Active" in told_after(admin, admin.post(f"{asha}unlock"))
    assert status(admin, "asha") == 200


def test_an_account_is_deleted_after_a_question(admin: Staff, asha: str, session: Session):
    page = admin.get(f"{asha}?confirm=delete")
    assert "Delete the account asha?" in text_of(page)
    assert '<dialog class="dialog" id="delete" aria-labelledby="delete-title" open' in page.text
    assert "The account asha is deleted" in told_after(admin, admin.post(f"{asha}delete"))
    assert account(session, "asha") is None
    assert status(admin, "asha") == 401
    assert admin.get(asha).status_code == 404
    assert admin.post(f"{asha}delete").status_code == 404


def test_the_last_admin_stays_and_is_told_why(admin: Staff, asha: str, session: Session):
    own = f"/admin/staff/{account(session, 'admin').id}/"
    for act, fields in (("disable", {}), ("delete", {}), ("role", {"role": "editor"})):
        page = told_after(admin, admin.post(f"{own}{act}", **fields))
        assert "admin is the only admin; make someone else one first" in page, act
    left = account(session, "admin")
    assert (left.role, left.disabled) == ("admin", False)
    admin.post(f"{asha}role", role="admin")
    assert admin.post(f"{own}role", role="editor").status_code == 303
    assert account(session, "admin").role == "editor"


def test_nobody_sees_a_hash_anywhere(admin: Staff, asha: str, session: Session):
    admin.post(f"{asha}password", password=LONG)
    admin.post(f"{asha}role", role="viewer")
    admin.post("/admin/tokens/new/", name="quiz", scopes=["read"], days="")
    hashes = [one.password_hash for one in session.query(StaffAccount)]
    hashes += session.scalars(text("SELECT token_hash FROM api_token")).all()
    assert len(hashes) == 3
    history = session.scalars(text("SELECT concat(before, after) FROM change_log")).all()
    assert len(history) >= 4
    pages = [admin.get(path).text for path in (asha, "/admin/staff/", "/admin/tokens/")]
    pages += [admin.get(f"/admin/change-log/{one}").text for one in ("", "export.csv")]
    for hidden in (*hashes, "$argon2"):
        assert not any(hidden in shown for shown in (*history, *pages))


def test_an_account_that_is_not_there_has_no_page(admin: Staff):
    for path in ("/admin/staff/999/", f"/admin/staff/{2**63}/", "/admin/staff/x/"):
        assert admin.get(path).status_code == 404, path
    assert admin.post("/admin/staff/999/role", role="viewer").status_code == 404


def test_the_history_names_the_admin(admin: Staff, asha: str, session: Session):
    admin.post(f"{asha}role", role="viewer")
    query = text("SELECT actor, after ->> 'role' FROM change_log WHERE operation = 'update'")
    assert session.execute(query).all() == [("admin", "viewer")]


def test_the_roles_explained_are_those_there_are():
    assert tuple(staff_accounts.ROLES) == ROLES
