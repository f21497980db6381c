"""Who may use the pages."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from dbservice.admin.registry import panel_of
from dbservice.models import Change, Import, School
from dbservice.services.acts import ACTS
from tests.engine import world
from tests.pages.conftest import Staff

OPEN = {"static", "docs.openapi", "docs.swagger", "docs.swagger_asset", "admin.static"}
VALUES = {"id": 1, "type": "student", "format": "csv", "column": "name"}


def pages(app: Flask) -> list[tuple[str, str]]:
    """Method and path of every page, the API apart."""
    with app.test_request_context():
        return [
            (method, app.url_for(rule.endpoint, **{n: given(rule)[n] for n in rule.arguments}))
            for rule in app.url_map.iter_rules()
            if rule.endpoint not in OPEN and not rule.rule.startswith("/api")
            for method in rule.methods & {"GET", "POST"}
        ]


def given(rule: Rule) -> dict[str, Any]:
    """Values for what a rule leaves open."""
    return {**VALUES, "panel": panel_of(School), "act": ACTS["drop-out"]} | (rule.defaults or {})


def test_no_page_opens_without_a_login(app: Flask, client: FlaskClient):
    app.config["WTF_CSRF_ENABLED"] = False
    for method, path in pages(app):
        response = client.open(path, method=method)
        if path == "/":
            assert response.location == "/admin/"
            continue
        assert response.status_code == 401, (method, path)
        assert response.headers["WWW-Authenticate"].startswith("Basic")
        assert "Imports" not in response.text, "not even the navigation"


def test_a_viewer_looks_and_starts_nothing(app: Flask, log_in: Callable[[str], Staff]):
    app.config["WTF_CSRF_ENABLED"] = False
    viewer = log_in("viewer")
    for path in ("/imports", "/admin/", "/admin/student/", "/templates/student/download"):
        response = viewer.get(path)
        assert response.status_code == 200
        assert "/imports/new" not in response.text
    assert viewer.get("/imports/new").status_code == 403
    for path in ("/imports", "/imports/preview", "/imports/1/stop", "/imports/1/resume"):
        response = viewer.client.post(path, headers=viewer.headers)
        assert response.status_code == 403, path
    assert "may not do this" in viewer.get("/imports/new").text


def test_without_the_token_of_a_form_nothing_is_done(editor: Staff, session: Session):
    for path in ("/imports", "/imports/preview", "/imports/1/stop", "/imports/1/undo"):
        assert editor.client.post(path, headers=editor.headers).status_code == 400
    assert session.query(Import).count() == 0


def test_what_becomes_of_protected_imports_takes_an_admin_too(log_in: Callable[[str], Staff]):
    editor, admin = log_in("editor"), log_in("admin")
    content = world.sheet([{"school_code": "X"}], "school_deletion")
    id = admin.begin(content, path="/imports/school_deletion")
    for act in ("stop", "resume", "undo"):
        assert editor.post(f"/imports/{id}/{act}").status_code == 403
    assert admin.post(f"/imports/{id}/stop").status_code == 303


def test_the_history_names_who_imported(editor: Staff, session: Session, work):
    id = editor.begin(world.sheet([world.student(1)]))
    work(id)
    actors = {change.actor for change in session.query(Change).filter(Change.import_id == id)}
    assert actors == {"editor"}


def test_pages_run_no_script_but_ours(editor: Staff):
    id = editor.begin(world.sheet([world.student(1)]))
    for path in ("/imports", "/imports/new", f"/imports/{id}", "/admin/", "/admin/student/"):
        response = editor.get(path)
        policy = response.headers["Content-Security-Policy"]
        assert "script-src 'self'" in policy
        assert "unsafe-inline" not in policy
        assert "style=" not in response.text
        assert "onclick" not in response.text
        assert response.text.count("<script") == response.text.count('<script type="module" src="/')
        assert "//" not in response.text.replace("https://docs.google.com", "").replace(
            "http://www.w3.org", ""
        )


ODD = ["%00", "%ED%A0%80", "%F0%9F%98%80", "'; DROP TABLE student; --", "9" * 40, "-1", "x" * 3000]


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_no_text_whatever_breaks_a_page(editor: Staff, text: str):
    for path in (
        f"/imports?page={text}&status={text}",
        f"/imports/new?type={text}&start_row={text}&on_error={text}",
        f"/imports/{text}",
        f"/imports/preview/{text}",
        f"/templates/{text}/download",
        f"/admin/student/?search={text}",
        f"/admin/student/?grade={text}&category={text}&in_school={text}&in_batch.text={text}",
        f"/admin/batch/?start_date.from={text}&parent={text}&parent.text={text}",
        f"/admin/student/?page={text}&sort={text}&columns={text}",
        f"/admin/student/lookup?q={text}",
        f"/admin/student/new/?category={text}&student_id={text}",
        f"/admin/batch/new/?parent={text}",
        f"/admin/student/{text}/",
        f"/admin/{text}/",
    ):
        assert editor.get(path).status_code < 500, path
    fields = {"type": text, "start_row": text, "on_error": text, "sheet_url": text}
    assert editor.post("/imports", **fields).status_code == 422
    assert editor.post("/imports", **fields, file_id=text).status_code == 422


def test_a_file_may_be_called_anything(editor: Staff, session: Session):
    content = world.sheet([world.student(1)])
    for name in ("a\0b.csv", "\u0928\u092e\u0938\u094d\u0924\u0947.csv", "x" * 5000, "../../x.csv"):
        id = editor.begin(content, name=name)
        assert editor.get(f"/imports/{id}").status_code == 200
        assert session.get_one(Import, id).filename
