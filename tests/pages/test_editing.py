"""What people change at the admin site: rows, rules, refusals, and who is told to have done it."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from dbservice.models import (
    Batch,
    Change,
    Chapter,
    Grade,
    Group,
    LearningSession,
    Product,
    Program,
    School,
    Student,
    Subject,
    User,
)
from tests.engine.midway import someone_waits
from tests.engine.workers import wait_for
from tests.pages.conftest import Staff, id_in, text_of
from tests.pages.controls import fields_in
from tests.pages.stored import add, one

SCHOOL = {
    "code": "SCH009",
    "name": "Kendriya",
    "af_school_category": "JNV",
    "district_code": "1",
    "district": "Pune",
    "state_code": "27",
    "state": "Maharashtra",
}


@pytest.fixture
def batch(session: Session) -> Batch:
    batch = Batch(
        batch_id="B1", name="One", program=Program(name="Photon", product=Product(name="Coaching"))
    )
    add(session, batch)
    return batch


def test_a_new_school_has_its_group_row_and_its_maker(editor: Staff, session: Session):
    answer = editor.post("/admin/school/new/", **SCHOOL, udise_code="  270  ")
    id = id_in(answer)
    school = one(session, School, code="SCH009")
    assert (school.id, school.udise_code, school.board) == (id, "270", None)
    assert one(session, Group, type="school", child_id=id)
    change = one(session, Change, table_name="school", row_id=id)
    assert (change.actor, change.origin, change.operation) == ("editor", "admin", "insert")
    assert "SCH009 \u2013 Kendriya is created." in text_of(editor.get(f"/admin/school/{id}/"))


def test_what_is_missing_or_taken_is_said_at_the_field(editor: Staff, session: Session):
    add(session, School(code="SCH009"))
    answer = editor.post("/admin/school/new/", **{**SCHOOL, "name": " ", "state": ""})
    assert answer.status_code == 422
    assert 'value="Kendriya"' not in answer.text
    page = text_of(answer)
    assert "Name : Can't be blank" in page
    assert "State : Can't be blank" in page
    taken = editor.post("/admin/school/new/", **SCHOOL)
    assert "Code : SCH009 has already been taken" in text_of(taken)
    assert 'value="Pune"' in taken.text
    assert session.query(School).count() == 1


def test_a_change_sets_only_what_is_new(editor: Staff, session: Session, batch: Batch):
    path = f"/admin/batch/{batch.id}/edit/"
    fields = fields_in(editor.get(path).text) | {"start_date": "2026-06-15", "name": " New name "}
    assert id_in(editor.post(path, **fields)) == batch.id
    changed = one(session, Batch, id=batch.id)
    assert (changed.name, str(changed.start_date)) == ("New name", "2026-06-15")
    change = session.scalars(
        select(Change).where(Change.table_name == "batch", Change.operation == "update")
    ).one()
    assert {key for key in change.after if change.after[key] != change.before[key]} == {
        "name",
        "start_date",
        "updated_at",
    } - ({"updated_at"} if change.after["updated_at"] == change.before["updated_at"] else set())
    page = text_of(editor.get(f"/admin/batch/{batch.id}/"))
    assert "B1 \u2013 New name is saved: Name, Start date." in page


def test_whoever_was_quicker_is_not_overwritten_unawares(
    log_in: Callable[[str], Staff], session: Session, batch: Batch
):
    editor, admin = log_in("editor"), log_in("admin")
    path = f"/admin/batch/{batch.id}/edit/"
    mine, theirs = (fields_in(one.get(path).text) for one in (editor, admin))
    id_in(admin.post(path, **(theirs | {"name": "Theirs"})))
    late = editor.post(path, **(mine | {"name": "Mine"}))
    assert late.status_code == 422
    page = text_of(late)
    assert "admin has changed this batch since you opened it" in page
    assert "Stored now: Theirs" in page
    assert 'value="Mine"' in late.text
    assert one(session, Batch, id=batch.id).name == "Theirs"
    id_in(editor.post(path, **fields_in(late.text)))
    assert one(session, Batch, id=batch.id).name == "Mine"


def test_whoever_is_quicker_by_a_moment_is_not_overwritten_either(
    editor: Staff, session: Session, engine: Engine
):
    add(session, Student(student_id="S1", user=User(first_name="Asha")))
    path = f"/admin/student/{one(session, Student).id}/edit/"
    fields = fields_in(editor.get(path).text) | {"user.first_name": "Mine"}
    with ThreadPoolExecutor(1) as pool, engine.connect() as connection:
        connection.execute(text("UPDATE \"user\" SET first_name = 'Theirs'"))
        posted = pool.submit(editor.post, path, **fields)
        wait_for(lambda: someone_waits(engine), "the one who is later")
        connection.commit()
        late = posted.result()
    assert late.status_code == 422
    assert "Stored now: Theirs" in text_of(late)
    assert one(session, User).first_name == "Theirs"


def test_a_batch_that_is_renamed_keeps_its_sessions(editor: Staff, session: Session, batch: Batch):
    add(
        session,
        LearningSession(session_id="S1", meta_data={"batch_id": "B0,B1"}),
        Batch(batch_id="B0"),
    )
    path = f"/admin/batch/{batch.id}/edit/"
    id_in(editor.post(path, batch_id="B2", name="Renamed"))
    assert one(session, LearningSession, session_id="S1").meta_data == {"batch_id": "B0,B2"}
    assert one(session, Batch, batch_id="B2").name == "Renamed"
    taken = editor.post(path, batch_id="B0")
    assert taken.status_code == 422
    assert "Batch ID :" in text_of(taken)


def test_a_batch_never_lies_in_itself(editor: Staff, session: Session, batch: Batch):
    child = Batch(batch_id="B2", name="Two", parent_id=batch.id)
    add(session, child)
    answer = editor.post(f"/admin/batch/{batch.id}/edit/", parent=str(child.id))
    assert "Lies in : Must not be below the batch itself" in text_of(answer)
    assert one(session, Batch, id=batch.id).parent_id is None


def test_a_picker_takes_words_too(editor: Staff, session: Session, batch: Batch):
    add(session, Batch(batch_id="B2", name="Two"), Batch(batch_id="B3", name="Two more"))
    path = f"/admin/batch/{batch.id}/edit/"
    several = editor.post(path, **{"parent": "", "parent.text": "two"})
    assert "'two' may be several: " in text_of(several)
    nobody = editor.post(path, **{"parent": "", "parent.text": "seven"})
    assert "No batch is found by 'seven'" in text_of(nobody)
    id_in(editor.post(path, **{"parent": "", "parent.text": "two more"}))
    assert one(session, Batch, id=batch.id).parent_id == one(session, Batch, batch_id="B3").id
    id_in(editor.post(path, **{"parent": "99", "parent.text": ""}))
    assert one(session, Batch, id=batch.id).parent_id is None


def test_a_student_is_written_with_the_user(editor: Staff, session: Session):
    fields = {"student_id": "S1", "category": "OBC", "user.first_name": "Asha", "user.phone": "98"}
    id = id_in(editor.post("/admin/student/new/", **fields, **{"user.gender": "Female"}))
    student = one(session, Student, student_id="S1")
    user = one(session, User, id=student.user_id)
    assert (user.first_name, user.gender, student.category) == ("Asha", "Female", "OBC")
    assert "S1 \u2013 Asha" in text_of(editor.get(f"/admin/student/{id}/"))
    path = f"/admin/student/{id}/edit/"
    id_in(editor.post(path, **{"user.phone": "99", "category": ""}))
    assert one(session, User, id=user.id).phone == "99"
    assert one(session, Student, id=id).category is None


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("user.phone", "98-76", "Has invalid format"),
        ("user.date_of_birth", "2099-01-01", "Cannot be later than today"),
        ("user.date_of_birth", "31/12/2010", "Must be a date, as in 2026-03-31"),
        ("category", "XYZ", "is not a known category"),
        ("g12_graduating_year", "soon", "Must be a whole number"),
        ("g12_graduating_year", "9" * 12, "Is too large"),
        ("student_id", "S1", "S1 has already been taken"),
        ("student_id", "x" * 300, "Should be at most 255 characters"),
        ("student_id", "a\0b", "Cannot hold the NUL character"),
    ],
)
def test_values_that_cannot_be_are_said_at_the_field(
    editor: Staff, session: Session, field: str, value: str, told: str
):
    add(session, Student(student_id="S1", user=User()), Student(student_id="S2", user=User()))
    path = f"/admin/student/{one(session, Student, student_id='S2').id}/edit/"
    answer = editor.post(path, **{field: value})
    assert answer.status_code == 422
    assert told in text_of(answer)


@pytest.mark.parametrize("mark", ["10", "9" * 40, "1e900"])
def test_a_decimal_that_does_not_fit_its_column_is_refused(editor: Staff, mark: str):
    answer = editor.post("/admin/candidate/new/", candidate_id="C1", latest_cgpa=mark)
    assert answer.status_code == 422
    assert "Must be less than 10" in text_of(answer)


def test_an_old_value_that_breaks_a_rule_of_today_may_stay(editor: Staff, session: Session):
    add(session, Student(student_id="S1", category="Other", user=User(phone="+91 98")))
    path = f"/admin/student/{one(session, Student, student_id='S1').id}/edit/"
    fields = fields_in(editor.get(path).text)
    assert fields["category"] == ["Other"]
    id_in(editor.post(path, **(fields | {"user.first_name": "Asha"})))
    assert one(session, Student, student_id="S1").category == "Other"
    assert one(session, User).phone == "+91 98"


def test_grade_and_status_are_left_to_enrolment(editor: Staff, session: Session):
    add(session, Student(student_id="S1", status="enrolled", user=User()), Grade(number=11))
    path = f"/admin/student/{one(session, Student, student_id='S1').id}/edit/"
    assert 'name="status"' not in editor.get(path).text
    id_in(editor.post(path, status="dropout", grade="1"))
    student = one(session, Student, student_id="S1")
    assert (student.status, student.grade_id) == ("enrolled", None)


def test_names_are_edited_language_by_language(editor: Staff, session: Session):
    add(session, Subject(name=[{"lang_code": "en", "subject": "Maths", "note": "kept"}]))
    id = one(session, Subject).id
    session.execute(
        text("""
        INSERT INTO language (code, name, inserted_at, updated_at)
        VALUES ('en', 'English', now(), now()), ('hi', 'Hindi', now(), now())
    """)
    )
    session.commit()
    path = f"/admin/subject/{id}/edit/"
    fields = fields_in(editor.get(path).text)
    assert fields["name.language"] == ["en", ""]
    fields |= {"name.language": ["en", "hi"], "name.name": ["Mathematics", "गणित"]}
    id_in(editor.post(path, **fields))
    assert one(session, Subject).name == [
        {"lang_code": "en", "subject": "Mathematics", "note": "kept"},
        {"lang_code": "hi", "subject": "गणित"},
    ]
    fields |= {"name.language": ["en", "en"], "seen": fields_in(editor.get(path).text)["seen"]}
    assert "Has two names in the language 'en'" in text_of(editor.post(path, **fields))
    fields |= {"name.language": ["en", ""]}
    assert "Needs a language for each name" in text_of(editor.post(path, **fields))
    hidden = {"name.language": "en", "name.name": "Maths", "name.rest": '{"note": "\\ud83d"}'}
    id_in(editor.post(path, **hidden))
    assert one(session, Subject).name == [{"lang_code": "en", "subject": "Maths"}]


def test_a_document_is_checked_line_by_line(editor: Staff, session: Session, batch: Batch):
    path = f"/admin/batch/{batch.id}/edit/"
    wrong = editor.post(path, metadata='{"a": 1,\n "b": }')
    assert "Is not JSON: Expecting value (line 2, column 7)" in text_of(wrong)
    assert "&#34;b&#34;: }" in wrong.text
    for document, told in {
        "[1]": "Must be a JSON object",
        '{"a": 1, "a": 2}': "Has the key 'a' twice",
        '{"a": NaN}': "Has NaN, which is no JSON value",
        '{"a": "\\u0000"}': "Cannot hold the NUL character",
        '{"a": 1e999}': "Has the number 1e999, which is too large",
        f'{{"a": {"9" * 5000}}}': "Has a number of 5,000 digits",
        '{"a": "\\ud83d"}': "Has one half of a character",
        "[" * 100_000: "Is nested too deeply",
    }.items():
        assert told in text_of(editor.post(path, metadata=document)), document[:20]
    id_in(editor.post(path, metadata='{"a": {"b": [1, 2.5, null]}}'))
    assert one(session, Batch, id=batch.id).metadata_ == {"a": {"b": [1, 2.5, None]}}


def test_a_cell_is_changed_in_the_list(editor: Staff, session: Session, batch: Batch):
    page = editor.get("/admin/batch/").text
    assert re.search(r'data-cell="name" data-raw="One"', page)
    path = f"/admin/batch/{batch.id}/cell/start_date"
    answer = editor.post(path, start_date="2026-07-01", was="")
    assert answer.json == {"raw": "2026-07-01", "text": "1\u00a0Jul\u00a02026"}
    assert str(one(session, Batch, id=batch.id).start_date) == "2026-07-01"
    late = editor.post(path, start_date="2026-08-01", was="")
    assert late.status_code == 422
    assert "Somebody else has changed it" in late.json["error"]
    wrong = editor.post(path, start_date="soon", was="2026-07-01")
    assert wrong.json == {"error": "Must be a date, as in 2026-03-31"}
    assert editor.post(f"/admin/batch/{batch.id}/cell/metadata", metadata="{}").status_code == 404
    assert editor.post("/admin/batch/999/cell/name", name="x").status_code == 404


def test_a_form_from_elsewhere_changes_nothing(editor: Staff, session: Session, batch: Batch):
    for path in ("new/", f"{batch.id}/edit/", f"{batch.id}/cell/name", f"{batch.id}/delete/"):
        url = f"/admin/batch/{path}"
        answer = editor.client.post(url, headers=editor.headers, data={"name": "Taken over"})
        assert answer.status_code == 400, path
    assert one(session, Batch).name == "One"


def test_a_form_may_be_begun_by_a_link(editor: Staff, session: Session, batch: Batch):
    page = editor.get(f"/admin/batch/new/?parent={batch.id}&name=Two")
    assert 'value="B1 \u2013 One"' in page.text
    assert 'value="Two"' in page.text
    assert editor.get(f"/admin/batch/new/?parent={'9' * 5000}").status_code == 200
    assert editor.get("/admin/chapter/new/?name=Optics").status_code == 200
    assert session.query(Chapter).count() == 0
