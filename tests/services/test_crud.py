"""Writing single rows, as the API and the admin do."""

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from dbservice.models import Batch, Grade, School, Student, User
from dbservice.services import crud, people
from dbservice.services.groups import GROUP_TYPES
from tests.rows import add_row


def taken(_: Any) -> None:
    """Nothing is wrong with a new row."""


def test_a_new_row_has_its_time_stamps_and_defaults(session: Session) -> None:
    [id] = crud.create(session, Batch, {"batch_id": "B"})
    batch = session.get_one(Batch, id)
    assert batch.metadata_ == {}
    assert batch.inserted_at == batch.updated_at
    assert batch.inserted_at.microsecond == 0


def test_a_row_of_nothing_can_be_made(session: Session) -> None:
    [id] = crud.create(session, User, {})
    assert session.get_one(User, id).first_name is None


@pytest.mark.parametrize("model", GROUP_TYPES, ids=lambda model: model.__name__)
def test_an_entity_that_has_members_comes_and_goes_with_its_group_row(
    model: Any, session: Session
) -> None:
    table = model.__tablename__
    add_row(session.connection(), table)  # one without group row, as old data has them
    values = {"name": "P"} if "name" in model.__table__.columns else {}
    if table == "program":
        values["product_id"] = crud.create(session, GROUPED["product"], {"name": "P"})[0]
    [id] = crud.create(session, model, values)
    groups = text('SELECT child_id FROM "group" WHERE type = :kind')
    kind = GROUP_TYPES[model].value
    assert session.scalars(groups, {"kind": kind}).all() == [id]
    assert crud.delete(session, model, id)
    assert session.scalars(groups, {"kind": kind}).all() == []


GROUPED = {model.__tablename__: model for model in GROUP_TYPES}


def test_documents_and_lists_are_stored_as_they_are(session: Session) -> None:
    document = {"b": [1, None, 2**70], "a": {"ä": "\\u0000"}}
    [id] = crud.create(session, Batch, {"batch_id": "B", "metadata": document})
    assert session.get_one(Batch, id).metadata_ == document
    for exams in ([], [1, 2], None):
        [id] = crud.create(session, Student, {"planned_competitive_exams": exams})
        assert session.get_one(Student, id).planned_competitive_exams == exams


def test_a_change_answers_what_it_is_asked_and_nothing_if_there_is_no_row(
    session: Session,
) -> None:
    [id] = crud.create(session, School, {"code": "S"})
    assert crud.update(session, School, id, {"name": "N"}, returning="id, code, name") == (
        id,
        "S",
        "N",
    )
    assert crud.update(session, School, id, {}, returning="name") == ("N",)
    assert crud.update(session, School, id + 1, {"name": "N"}) is None
    assert crud.update(session, School, id + 1, {}) is None
    assert not crud.delete(session, School, id + 1)


def test_a_text_that_is_too_long_is_refused_and_not_cut(session: Session) -> None:
    [id] = crud.create(session, School, {"code": "S"})
    from sqlalchemy.exc import DataError  # noqa: PLC0415

    with pytest.raises(DataError):
        crud.update(session, School, id, {"name": "x" * 256})


def test_errors_do_not_carry_the_values(session: Session) -> None:
    crud.create(session, School, {"code": "S"})
    with pytest.raises(IntegrityError) as error:
        crud.create(session, School, {"code": "S", "name": "a private name"})
    assert "a private name" not in str(error.value)


def test_an_upsert_inserts_once_and_then_changes(session: Session) -> None:
    first, created = crud.upsert(session, Grade, {"number": 9}, {"number": 9}, check_new=taken)
    again, created_again = crud.upsert(
        session, Grade, {"number": 9}, {"number": 9}, check_new=taken
    )
    assert (first, created, created_again) == (again, True, False)


def test_an_upsert_settles_with_writers_that_do_not_wait(session: Session) -> None:
    """As an import does that inserts the same key between our look and our insert."""

    def intrude(_: Any) -> None:
        session.execute(
            text("INSERT INTO grade (number, inserted_at, updated_at) VALUES (9, now(), now())")
        )

    row, created = crud.upsert(session, Grade, {"number": 9}, {"number": 9}, check_new=intrude)
    assert not created
    assert session.scalars(text("SELECT id FROM grade")).all() == [row[0]]


def test_an_upsert_that_clashes_on_something_else_says_so(session: Session) -> None:
    user = crud.create(session, User, {})[0]
    crud.create(session, Student, {"student_id": "1", "user_id": user})
    values = {"student_id": "2", "user_id": user}
    with pytest.raises(IntegrityError) as error:
        crud.upsert(session, Student, {"student_id": "2"}, values, check_new=taken)
    assert "student_user_id_key" in str(error.value)


def test_a_person_without_user_gets_one_only_for_something_to_keep(session: Session) -> None:
    [id] = crud.create(session, Student, {"student_id": "1"})
    assert people.update(session, Student, id, user={}, own={"status": "x"}) == (id,)
    assert session.get_one(Student, id).user_id is None
    people.update(session, Student, id, user={"city": "Pune"}, own={})
    session.expire_all()
    assert session.get_one(User, session.get_one(Student, id).user_id).city == "Pune"
    assert people.update(session, Student, id + 1, user={"city": "Goa"}, own={}) is None
    assert session.scalar(text('SELECT count(*) FROM "user"')) == 1
