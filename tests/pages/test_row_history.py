"""What became of a row, and going back to what it was."""

from collections.abc import Callable

from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from dbservice.models import (
    Batch,
    Change,
    EnrollmentRecord,
    LearningSession,
    Product,
    Program,
    Student,
    Subject,
    User,
)
from tests.pages.conftest import Staff, text_of
from tests.pages.stored import add, latest_change, one
from tests.rows import add_row


def test_the_page_of_a_row_says_what_became_of_it(
    editor: Staff, session: Session, batch: Batch
) -> None:
    other = Program(name="Foundation", product=Product(name="Other"))
    add(session, other)
    path = f"/admin/batch/{batch.id}/"
    editor.post(f"{path}edit/", name="Medical A", program=str(other.id), start_date="2026-06-01")
    page = text_of(editor.get(path))
    assert "Changed editor at this site" in page
    assert "Name Engineering A becomes Medical A" in page
    assert "Programme Photon becomes Foundation" in page
    assert "Start date 1 Jun 2026" in page
    assert "Created Somebody in the database" in page
    whole = editor.get(f"/admin/history/batch/{batch.id}/")
    assert "History of EN-11-A \u2013 Medical A" in text_of(whole)
    assert f'href="/admin/program/{other.id}/"' in whole.text


def test_a_person_has_one_history(editor: Staff, session: Session, batch: Batch) -> None:
    user = User(first_name="Asha", last_name="Kumar")
    add(session, user)
    student = Student(student_id="2026001", user_id=user.id)
    add(session, student, EnrollmentRecord(user_id=user.id, group_type="batch", group_id=batch.id))
    editor.post(
        f"/admin/student/{student.id}/edit/", **{"user.phone": "9876543210", "stream": "pcm"}
    )
    for path in (f"/admin/history/student/{student.id}/", f"/admin/history/user/{user.id}/"):
        page = text_of(editor.get(path))
        assert "Changed user Asha Kumar" in page
        assert "Phone 9876543210" in page
        assert "Changed student 2026001 \u2013 Asha Kumar" in page
        assert "Stream pcm" in page
        assert "Created enrolment record" in page
        assert "Enrolled in EN-11-A \u2013 Engineering A" in page
    found = text_of(editor.get(f"/admin/history/?person={user.id}&table=enrollment_record"))
    assert "Created enrolment record" in found
    assert "Phone" not in found.replace("phone", "")


def test_documents_are_compared_by_their_keys(engine: Engine, editor: Staff) -> None:
    with engine.begin() as connection:
        names = [
            {"lang_code": "en", "subject": "Physics"},
            {"lang_code": "hi", "subject": "Bhautiki"},
        ]
        subject = add_row(connection, "subject", name=names)
        plan = add_row(
            connection, "session", meta_data={"batch_id": "B1", "deep": {"a": 1, "b": [1]}}
        )
    with engine.begin() as connection:
        names[1]["subject"] = "Bhautik vigyan"
        connection.execute(Subject.__table__.update().values(name=names))
        changed = {"batch_id": "B1", "deep": {"a": 2, "b": [1]}, "c": None}
        connection.execute(LearningSession.__table__.update().values(meta_data=changed))
    page = text_of(editor.get(f"/admin/history/subject/{subject}/"))
    assert "Name hi Bhautiki becomes Bhautik vigyan" in page
    assert "Physics becomes" not in page
    page = text_of(editor.get(f"/admin/history/session/{plan}/"))
    assert "deep \u203a a 1 becomes 2" in page
    assert "batch_id" not in page.split("becomes 2")[0].split("Changed")[-1]


def test_a_row_goes_back_to_before_a_change(editor: Staff, session: Session, batch: Batch) -> None:
    edit = f"/admin/batch/{batch.id}/edit/"
    editor.post(edit, name="Wrong")
    first = latest_change(session, "batch", batch.id)
    editor.post(edit, start_date="2026-06-01")
    path = f"/admin/history/before/{first.id}/"
    assert path in editor.get(f"/admin/batch/{batch.id}/").text
    page = text_of(editor.get(path))
    assert "EN-11-A \u2013 Wrong becomes what it was before editor changed it" in page
    assert "Name Wrong becomes Engineering A" in page
    assert "Start date 1 Jun 2026 removed" in page
    answer = editor.post(path)
    assert answer.status_code == 303
    assert answer.location == f"/admin/batch/{batch.id}/"
    told = "EN-11-A \u2013 Engineering A is as it was before: Name, Start date."
    assert told in text_of(editor.get(answer.location))
    session.refresh(batch)
    assert (batch.name, batch.start_date) == ("Engineering A", None)
    back = latest_change(session, "batch", batch.id)
    assert (back.actor, back.origin) == ("editor", "admin")
    again = text_of(editor.get(path))
    assert "Nothing would change: it is like that already" in again
    assert "Nothing was changed" in text_of(editor.get(editor.post(path).location))


def test_what_stands_in_the_way_of_going_back_is_told(
    editor: Staff, session: Session, batch: Batch
) -> None:
    editor.post(f"/admin/batch/{batch.id}/edit/", batch_id="EN-11-B")
    change = latest_change(session, "batch", batch.id)
    add(session, Batch(batch_id="EN-11-A", name="Another"))
    path = f"/admin/history/before/{change.id}/"
    page = text_of(editor.get(path))
    assert "That cannot be now. Batch ID: Batch EN-11-A exists already." in page
    assert "Batch ID EN-11-B becomes EN-11-A" in page
    assert editor.post(path).status_code == 409
    session.refresh(batch)
    assert batch.batch_id == "EN-11-B"


def test_only_who_may_edit_goes_back(
    app: Flask, log_in: Callable[[str], Staff], session: Session, batch: Batch
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    editor, viewer = log_in("editor"), log_in("viewer")
    editor.post(f"/admin/batch/{batch.id}/edit/", name="New")
    change = latest_change(session, "batch", batch.id)
    path = f"/admin/history/before/{change.id}/"
    assert "Changed editor at this site" in text_of(viewer.get(f"/admin/batch/{batch.id}/"))
    assert path not in viewer.get(f"/admin/batch/{batch.id}/").text
    assert viewer.get(path).status_code == 403
    assert viewer.client.post(path, headers=viewer.headers).status_code == 403
    made = one(session, Change, table_name="batch", row_id=batch.id, operation="insert")
    assert editor.get(f"/admin/history/before/{made.id}/").status_code == 200
    assert "nothing before this change" in text_of(editor.get(f"/admin/history/before/{made.id}/"))
    record = EnrollmentRecord(group_type="batch", group_id=batch.id)
    add(session, record)
    ruled = latest_change(session, "enrollment_record", record.id)
    assert editor.get(f"/admin/history/before/{ruled.id}/").status_code == 404
    assert editor.get("/admin/history/before/99999/").status_code == 404
