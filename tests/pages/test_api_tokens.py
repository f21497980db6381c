"""The pages on which admins keep the tokens of the API."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from dbservice.models import ApiToken
from dbservice.security import tokens
from tests.pages.conftest import Staff, text_of
from tests.pages.test_staff_accounts import secret_on, told_after


def made(admin: Staff, name: str = "Quiz portal", *scopes: str, days: str = "365") -> str:
    """Make a token and take it from the page."""
    fields = {"name": name, "scopes": list(scopes) or ["read"], "days": days}
    answer = admin.post("/admin/tokens/new/", **fields)
    assert answer.status_code == 303, text_of(answer)
    return secret_on(admin.get(answer.location))


def status(admin: Staff, token: str, method: str = "GET") -> int:
    headers = {"Authorization": f"Bearer {token}"}
    return admin.client.open("/api/user", method=method, json={}, headers=headers).status_code


def stored(session: Session) -> list[ApiToken]:
    session.rollback()
    return session.query(ApiToken).order_by(ApiToken.id).all()


def test_a_token_is_shown_once_and_does_what_its_scopes_say(admin: Staff, session: Session):
    token = made(admin)
    assert token not in admin.get("/admin/tokens/").text
    assert (status(admin, token), status(admin, token, "POST")) == (200, 403)
    [one] = stored(session)
    assert (one.name, one.scopes, one.created_by) == ("Quiz portal", ["read"], "admin")
    assert one.expires_at - datetime.now(UTC) == pytest.approx(
        timedelta(days=365), abs=timedelta(minutes=1)
    )
    listed = text_of(admin.get("/admin/tokens/"))
    assert "Quiz portal" in listed
    assert f"{token[:12]}…" in listed
    assert "Valid" in listed
    assert "by admin" in listed


def test_a_token_may_have_every_scope_and_live_for_ever(admin: Staff, session: Session):
    token = made(admin, "all", *tokens.SCOPES, days="")
    assert status(admin, token, "POST") == 201
    [one] = stored(session)
    assert (one.scopes, one.expires_at) == ([*tokens.SCOPES], None)


def test_the_form_says_what_each_scope_means(admin: Staff):
    page = text_of(admin.get("/admin/tokens/new/"))
    for scope, meaning in tokens.SCOPES.items():
        assert f"{scope.capitalize()} {meaning}" in page


REFUSED: list[tuple[dict[str, object], str]] = [
    ({"name": ""}, "The name must have 1 to 100 characters"),
    ({"name": "a\0b"}, "The name must have"),
    ({"name": "x" * 101}, "The name must have"),
    ({"scopes": []}, "The scopes must be some of read, write"),
    ({"scopes": ["read", "everything"]}, "The scopes must be"),
    ({"days": "0"}, "The end must be one of those offered"),
    ({"days": "10000000000"}, "The end must be"),
    ({"name": "taken"}, "There is a token called taken already"),
]


def test_what_cannot_be_a_token_is_told_at_its_field(admin: Staff, session: Session):
    made(admin, "taken")
    for fields, told in REFUSED:
        given = {"name": "quiz", "scopes": ["read"], "days": "30", **fields}
        answer = admin.post("/admin/tokens/new/", **given)
        assert answer.status_code == 422, fields
        assert told in text_of(answer), fields
    assert len(stored(session)) == 1


def test_a_client_changes_over_to_a_new_token(admin: Staff, session: Session):
    old = made(admin, "quiz", "read", "write")
    answer = admin.post("/admin/tokens/1/rotate", overlap="7")
    page = admin.get(answer.location)
    assert "quiz has a new token. The one before ends in a week" in text_of(page)
    new = secret_on(page)
    assert (status(admin, old, "POST"), status(admin, new, "POST")) == (201, 201)
    [first, second] = stored(session)
    assert first.expires_at - datetime.now(UTC) == pytest.approx(
        timedelta(days=7), abs=timedelta(minutes=1)
    )
    assert second.scopes == ["read", "write"]
    assert "There is a newer one" in text_of(admin.get("/admin/tokens/1/"))
    assert "/admin/tokens/1/rotate" not in admin.get("/admin/tokens/1/").text
    assert "must be one of those" in told_after(
        admin, admin.post("/admin/tokens/2/rotate", overlap="999999999999")
    )
    assert len(stored(session)) == 2


def test_a_token_is_revoked_after_a_question_and_at_once(admin: Staff, session: Session):
    token = made(admin, "quiz")
    assert status(admin, token) == 200
    page = admin.get("/admin/tokens/1/?confirm=revoke")
    assert "Revoke this token of quiz?" in text_of(page)
    assert re.search(r'<dialog class="dialog" id="revoke"[^>]* open', page.text)
    told = told_after(admin, admin.post("/admin/tokens/1/revoke"))
    assert f"The token {token[:12]}… of quiz is revoked" in told
    assert "Ended and revoked 1" in told
    assert status(admin, token) == 401
    assert "not valid any more" in told_after(admin, admin.post("/admin/tokens/1/revoke"))
    assert "no valid token called quiz" in told_after(
        admin, admin.post("/admin/tokens/1/rotate", overlap="7")
    )
    assert "It does not work any more" in text_of(admin.get("/admin/tokens/1/"))
    assert status(admin, made(admin, "quiz")) == 200


def test_a_token_that_has_ended_is_not_called_valid(admin: Staff, session: Session):
    made(admin, "quiz")
    session.execute(text("UPDATE api_token SET expires_at = now() - interval '1 second'"))
    session.commit()
    assert "Ended" in text_of(admin.get("/admin/tokens/1/"))
    page = text_of(admin.get("/admin/tokens/"))
    assert "No client has a token of its own" in page
    assert "Ended and revoked 1" in page


def test_a_token_that_is_not_there_has_no_page(admin: Staff):
    for path in ("/admin/tokens/999/", f"/admin/tokens/{2**63}/"):
        assert admin.get(path).status_code == 404, path
    for act in ("rotate", "revoke"):
        assert admin.post(f"/admin/tokens/999/{act}").status_code == 404
