"""Who may use the pages."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from dbservice.models import Change, Import
from tests.engine import world
from tests.pages.conftest import Staff


def test_who_may_not_is_told_so(log_in: Callable[[str], Staff]):
    assert "Your account may not do this" in log_in("viewer").get("/imports/new").text


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
