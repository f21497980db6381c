"""What admins delete at the site, and what stays."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from dbservice.admin import registry
from dbservice.db import transaction
from dbservice.errors import NotFound
from dbservice.models import Base, Batch, Group, Product, Program, School, Student, Teacher
from dbservice.services import groups
from tests.pages.conftest import Staff, id_in, text_of
from tests.pages.stored import add, one
from tests.pages.test_editing import SCHOOL
from tests.rows import add_row


def test_what_is_in_use_is_not_deleted(log_in: Callable[[str], Staff], session: Session):
    program = Program(name="Photon", product=Product(name="Coaching"))
    add(session, Batch(batch_id="B1", program=program))
    admin = log_in("admin")
    path = f"/admin/program/{program.id}/delete/"
    before = text_of(admin.get(path))
    assert "It cannot be deleted: " in before
    assert "What refers to it: 1 batch." in before
    assert "Delete this" not in before
    answer = admin.post(path)
    assert answer.status_code == 409
    assert "It cannot be deleted: " in text_of(answer)
    assert one(session, Program)


def test_a_delete_takes_the_group_row_along(log_in: Callable[[str], Staff], session: Session):
    admin = log_in("admin")
    id = id_in(admin.post("/admin/school/new/", **SCHOOL))
    assert "What goes with it: 1 group." in text_of(admin.get(f"/admin/school/{id}/delete/"))
    assert one(session, School).id == id
    session.rollback()
    answer = admin.post(f"/admin/school/{id}/delete/")
    assert answer.location.endswith("/admin/school/")
    assert "SCH009 \u2013 Kendriya is deleted." in text_of(admin.get("/admin/school/"))
    session.rollback()
    assert session.query(School).count() == session.query(Group).count() == 0
    assert admin.post(f"/admin/school/{id}/delete/").status_code == 404
    assert groups.GROUP_TYPES[School] == "school"


@pytest.mark.parametrize("model", [Student, Teacher])
def test_of_several_people_with_one_number_the_one_goes_whose_page_it_is(
    log_in: Callable[[str], Staff], engine: Engine, model: type[Base]
):
    """Whom only old data has; there the keys of the database are missing too."""
    kind = model.__tablename__
    with engine.begin() as connection:
        connection.execute(text("DROP INDEX IF EXISTS teacher_teacher_id_key"))
        kept, gone = (
            add_row(
                connection,
                kind,
                user_id=add_row(connection, "user", first_name=name),
                **{f"{kind}_id": "N1"},
            )
            for name in ("Asha", "Ravi")
        )
    admin = log_in("admin")
    answer = admin.post(f"/admin/{kind}/{gone}/delete/")
    assert answer.status_code == 303, text_of(answer)
    with engine.connect() as connection:
        assert connection.scalars(text(f"SELECT id FROM {kind}")).all() == [kept]
        assert connection.scalars(text('SELECT first_name FROM "user"')).all() == ["Asha"]


def test_a_student_without_a_user_can_be_deleted(log_in: Callable[[str], Staff], session: Session):
    add(session, Student(student_id="S1"))
    answer = log_in("admin").post(f"/admin/student/{one(session, Student).id}/delete/")
    assert answer.status_code == 303, text_of(answer)
    assert session.query(Student).count() == 0


def test_before_a_student_is_deleted_the_page_tells_what_goes_along(
    log_in: Callable[[str], Staff], engine: Engine
):
    with engine.begin() as connection:
        user = add_row(connection, "user", first_name="Asha")
        id = add_row(connection, "student", user_id=user, student_id="N1")
        for year in ("2024-2025", "2025-2026"):
            add_row(connection, "enrollment_record", user_id=user, academic_year=year)
    page = text_of(log_in("admin").get(f"/admin/student/{id}/delete/"))
    assert "What goes with it: 1 user, 2 enrolment records." in page
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM enrollment_record")) == 2


def test_a_chapter_takes_its_places_in_curricula_along(
    log_in: Callable[[str], Staff], engine: Engine
):
    with engine.begin() as connection:
        curriculum = add_row(connection, "curriculum", name="JEE")
        chapter = add_row(connection, "chapter", code="C1", name="[]")
        ids = {"chapter_id": chapter, "curriculum_id": curriculum}
        add_row(connection, "chapter_curriculum", **ids)
    admin = log_in("admin")
    path = f"/admin/chapter/{chapter}/delete/"
    assert "What goes with it: 1 chapter in a curriculum." in text_of(admin.get(path))
    assert admin.post(path).status_code == 303
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM chapter_curriculum")) == 0


def test_before_a_deletion_the_page_tells_what_is_changed_by_it(
    log_in: Callable[[str], Staff], engine: Engine
):
    with engine.begin() as connection:
        biology = add_row(connection, "subject", name="[]")
        add_row(connection, "subject", name="[]", parent_id=biology)
    page = text_of(log_in("admin").get(f"/admin/subject/{biology}/delete/"))
    assert "What is changed: 1 subject." in page


@pytest.mark.parametrize("model", [School, Student, Teacher])
def test_what_somebody_else_has_just_deleted_is_not_found(app: Flask, model: type[Base]):
    with app.app_context(), transaction() as session, pytest.raises(NotFound):
        registry.panel_of(model).writes.delete(session, 99)
