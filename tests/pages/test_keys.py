"""What rows are known by: new rows have it, and none takes over what another has."""

import json
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from dbservice.admin.panels import PANELS
from dbservice.models import (
    Base,
    Chapter,
    Curriculum,
    Exam,
    Purpose,
    Resource,
    Student,
    StudentExamRecord,
    Topic,
    User,
)
from dbservice.services import demands, row_keys
from tests.api.resources import RESOURCES
from tests.pages.conftest import Staff, text_of

EDITABLE = {panel.model for panels in PANELS.values() for panel in panels if panel.access.edit}
# A student has one of two numbers; a profile and a place of a resource are known in ways of their
# own, which indexes of the database see to.
OTHERWISE = {"student", "student_profile", "teacher_profile", "resource_curriculum"}

each_coded = pytest.mark.parametrize("model", [Chapter, Topic])


def add(session: Session, *rows: Base) -> None:
    session.add_all(rows)
    session.commit()


def codes(session: Session, model: type[Base]) -> list[Any]:
    session.rollback()
    return list(session.scalars(select(model.code).order_by(model.id)))


def test_the_site_asks_of_a_new_row_what_the_api_asks(app: Flask):
    with app.app_context():
        schemas = json.loads(app.extensions["dbservice-api"].document())["components"]["schemas"]
    for resource in RESOURCES:
        model = resource.entity.model
        if model not in EDITABLE or model.__tablename__ in OTHERWISE:
            continue
        needed = set(schemas[f"{resource.entity.name}New"].get("required", ()))
        key = {one.key for one in row_keys.of(model)}
        required = {one.key for one in demands.of(model).required}
        assert needed <= required | key, model
        assert key <= needed, model


@each_coded
def test_a_new_row_has_a_code_that_no_other_has(editor: Staff, session: Session, model: type[Base]):
    path = f"/admin/{model.__tablename__}/new/"
    add(session, model(code="A"))
    taken = editor.post(path, code=" A ")
    assert taken.status_code == 422
    assert "Code (required) A has already been taken" in text_of(taken)
    without = editor.post(path, code=" ")
    assert without.status_code == 422
    assert "Code (required) Can't be blank" in text_of(without)
    assert codes(session, model) == ["A"]
    assert editor.post(path, code="B").status_code == 303
    assert codes(session, model) == ["A", "B"]


@each_coded
def test_no_row_takes_over_the_code_of_another(editor: Staff, session: Session, model: type[Base]):
    add(session, model(id=1, code="A"), model(id=2, code="B"), model(id=3))
    path = f"/admin/{model.__tablename__}/2/edit/"
    taken = editor.post(path, code="A")
    assert taken.status_code == 422
    assert "Code : A has already been taken" in text_of(taken)
    assert codes(session, model) == ["A", "B", None]
    assert editor.post(path, code="C").status_code == 303
    assert editor.post(path, code="").status_code == 303, "the API lets a code go as well"
    assert codes(session, model) == ["A", None, None]


def test_rows_that_share_a_code_in_old_data_can_be_changed(editor: Staff, session: Session):
    add(session, Chapter(id=1, code="A"), Chapter(id=2, code="A"))
    name = {"name.language": "en", "name.name": "Light", "name.rest": ""}
    assert editor.post("/admin/chapter/2/edit/", code="A", **name).status_code == 303
    assert editor.post("/admin/chapter/2/edit/", code="B").status_code == 303
    assert codes(session, Chapter) == ["A", "B"]
    assert editor.post("/admin/chapter/2/edit/", code="A").status_code == 422


def test_a_name_that_rows_are_known_by_is_no_other_rows_in_the_list_either(
    editor: Staff, session: Session
):
    add(session, Purpose(id=1, name="Practice"), Purpose(id=2, name="Test"), Curriculum(name="JEE"))
    cell = editor.post("/admin/purpose/2/cell/name", name="Practice", was="Test")
    assert (cell.status_code, cell.json) == (422, {"error": "Practice has already been taken"})
    new = editor.post("/admin/curriculum/new/", name="JEE")
    assert "Name (required) JEE has already been taken" in text_of(new)


def test_a_key_of_several_columns_is_looked_at_as_a_whole(editor: Staff, session: Session):
    student, exam = Student(student_id="S1", user=User()), Exam(name="JEE Main")
    add(session, student, exam)
    whose = {"student_id": student.id, "exam_id": exam.id}
    add(
        session,
        StudentExamRecord(id=1, application_number="A1", **whose),
        StudentExamRecord(id=2, application_number="A2", **whose),
    )
    answer = editor.post("/admin/student-exam-record/2/edit/", application_number="A1")
    assert "Application number (required) A1 has already been taken" in text_of(answer)
    answer = editor.post("/admin/student-exam-record/2/edit/", application_number="A3")
    assert answer.status_code == 303


def test_an_earlier_version_does_not_take_over_a_code(editor: Staff, session: Session):
    add(session, Chapter(id=1, code="A"))
    editor.post("/admin/chapter/1/edit/", code="B")
    add(session, Chapter(id=2, code="A"))
    newest = "SELECT max(id) FROM change_log WHERE table_name = 'chapter' AND row_id = 1"
    back = editor.post(f"/admin/history/before/{session.scalar(text(newest))}/")
    assert "has already been taken" in text_of(back)
    assert codes(session, Chapter) == ["B", "A"]


def test_a_student_keeps_a_number(editor: Staff, session: Session):
    told = "Student ID : Student ID or APAAR ID is required"
    new = editor.post("/admin/student/new/", **{"user.first_name": "Asha"})
    assert (new.status_code, told in text_of(new)) == (422, True)
    assert session.query(Student).count() == session.query(User).count() == 0
    add(session, Student(id=1, student_id="S1", user=User()), Student(id=2, user=User()))
    path = "/admin/student/1/edit/"
    assert told in text_of(editor.post(path, student_id=""))
    assert editor.post(path, student_id="", apaar_id="123456789012").status_code == 303
    assert editor.post(path, apaar_id="").status_code == 422
    assert editor.post("/admin/student/2/edit/", category="ST").status_code == 303, "as in old data"


def test_a_resource_is_there_but_once_and_a_problem_gets_its_code(editor: Staff, session: Session):
    path = "/admin/resource/new/"
    add(session, Resource(id=7, type="test", code="T1", type_params={"marks": 4}))
    test = {"type": "test", "type_params": '{"marks": 1}'}
    assert "Code : Can't be blank" in text_of(editor.post(path, **test))
    assert "Code : T1 has already been taken" in text_of(editor.post(path, code="T1", **test))
    video = {"type": "video", "type_params": '{"src_link": "https://example.org/1"}'}
    assert editor.post(path, **video).status_code == 303
    again = editor.post(path, **video)
    assert again.status_code == 422
    assert "which is there already" in text_of(again)
    for _ in range(2):
        assert editor.post(path, type="problem", type_params="{}").status_code == 303
    assert session.query(Resource).count() == 4
    problems = session.query(Resource).filter_by(type="problem").order_by(Resource.id).all()
    assert [one.code for one in problems] == [f"P{one.id:07}" for one in problems]
