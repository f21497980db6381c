"""Removing people who came in by mistake, and batches from a student's history."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text

from dbservice.db import db, transaction
from dbservice.errors import Conflict, DomainError, NotFound
from dbservice.services import cleanup
from tests.enrollment.office import EVERYWHERE, Office
from tests.rows import add_row

FIRST, SECOND = EVERYWHERE["batch_id"], "EN-12-Photon-Enq-24-001"


@pytest.fixture
def office(office: Office) -> Office:
    """Everybody is enrolled everywhere."""
    for number in ("S1", "S2"):
        office.enroll_everywhere(number)
    office.do("enroll", teacher_id="T1", batch_id=FIRST)
    return office


def clean(act: Callable[..., int], *names: str) -> DomainError | None:
    """Do it in a transaction of its own; the refusal, if it is refused."""
    try:
        with transaction() as session:
            act(session, *names)
    except DomainError as refusal:
        return refusal
    return None


def refer(table: str, **values: Any) -> None:
    """Have a row of a table refer to somebody."""
    with db.engine.begin() as connection:
        add_row(connection, table, **values)


def rows_about(office: Office, user_id: int) -> dict[str, int]:
    tables = office.stage.snapshot().tables
    return {
        name: sum(row.get("user_id") == user_id for row in table.values())
        for name, table in tables.items()
    }


def test_a_student_goes_with_everything_of_theirs(office: Office) -> None:
    office.do("dropout", student_id="S1")
    user_id, before = office.user("S1"), office.stage.snapshot()
    assert clean(cleanup.delete_student, "S1") is None
    after = office.stage.snapshot()
    assert user_id not in after.tables["user"]
    assert not any(rows_about(office, user_id).values())
    assert after.tables["dropout"] == {}
    assert office.stage.exceptions() == []
    others = before.tables["user"].keys() - {user_id}
    assert {id: before.told()[id] for id in others} == after.told()


def test_a_student_who_took_part_stays(office: Office) -> None:
    refer("user_session", user_id=office.user("S1"))
    before = office.stage.snapshot()
    refusal = clean(cleanup.delete_student, "S1")
    assert isinstance(refusal, Conflict)
    assert refusal.code == "HAS_SESSIONS"
    assert before == office.stage.snapshot()
    office.run("DELETE FROM user_session")


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("alumni", "student_id"),
        ("student_exam_record", "student_id"),
        ("student_profile", "student_fk"),
        ("user_profile", "user_id"),
    ],
)
def test_what_still_refers_to_a_student_is_named(office: Office, table: str, column: str) -> None:
    of_user = column == "user_id"
    refer(table, **{column: office.user("S1") if of_user else office.student("S1")["id"]})
    before = office.stage.snapshot()
    refusal = clean(cleanup.delete_student, "S1")
    assert isinstance(refusal, Conflict)
    assert refusal.code == "STILL_REFERRED_TO"
    assert refusal.data["counts"] == {table: 1}
    assert table.replace("_", " ") in refusal.message
    assert before == office.stage.snapshot()
    office.run(f"DELETE FROM {table}")


def test_a_teacher_goes_with_what_they_did(office: Office) -> None:
    refer("user_session", user_id=office.user("T1"))
    user_id, before = office.user("T1"), office.stage.snapshot()
    assert clean(cleanup.delete_teacher, "T1") is None
    assert not any(rows_about(office, user_id).values())
    with db.engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM user_session")) == 0
    after = office.stage.snapshot()
    others = before.tables["user"].keys() - {user_id}
    assert {id: before.told()[id] for id in others} == after.told()


def test_what_still_refers_to_a_teacher_is_named(office: Office) -> None:
    teacher: Any = office.stage.snapshot().teacher("T1")
    refer("resource", teacher_id=teacher["id"])
    refusal = clean(cleanup.delete_teacher, "T1")
    assert refusal
    assert refusal.data["counts"] == {"resource": 1}
    office.run("DELETE FROM resource WHERE teacher_id IS NOT NULL")


def test_a_batch_goes_with_its_history(office: Office) -> None:
    office.do("batch_movement", student_id="S1", batch_id=SECOND)
    office.do("batch_movement", student_id="S1", batch_id=FIRST)
    office.do("enroll", student_id="S1", batch_id=SECOND)
    before = office.stays("S1", "status")
    assert clean(cleanup.remove_batch, "S1", FIRST) is None
    assert {one.code for one in office.stays("S1", "batch")} == {SECOND}
    assert office.member_of("S1", "batch") == [SECOND]
    assert office.stays("S1", "status") == before
    assert office.current("S2", "batch") == [FIRST]
    assert office.stage.exceptions() == []


def test_a_batch_that_was_never_theirs(office: Office) -> None:
    before = office.stage.snapshot()
    assert clean(cleanup.remove_batch, "S1", SECOND) is None
    assert before == office.stage.snapshot()


def test_a_dropout_whose_batch_is_gone_is_taken_back_without_it(office: Office) -> None:
    office.do("dropout", student_id="S1")
    assert clean(cleanup.remove_batch, "S1", FIRST) is None
    office.do("undo_dropout", student_id="S1")
    assert office.current("S1", "batch") == []
    assert office.current("S1", "school") == ["SCH001"]


@pytest.mark.parametrize(
    ("act", "names", "code"),
    [
        (cleanup.delete_student, ("S404",), "STUDENT_NOT_FOUND"),
        (cleanup.delete_teacher, ("T404",), "TEACHER_NOT_FOUND"),
        (cleanup.remove_batch, ("S404", FIRST), "STUDENT_NOT_FOUND"),
        (cleanup.remove_batch, ("S1", "NOWHERE"), "BATCH_NOT_FOUND"),
    ],
)
def test_what_is_not_there(
    office: Office, act: Callable[..., int], names: tuple[str, ...], code: str
) -> None:
    refusal = clean(act, *names)
    assert isinstance(refusal, NotFound)
    assert refusal.code == code


def test_a_batch_without_group_row(office: Office) -> None:
    with office.without_group_row("batch", FIRST):
        refusal = clean(cleanup.remove_batch, "S1", FIRST)
    assert refusal
    assert refusal.code == "GROUP_ROW_MISSING"


@pytest.mark.parametrize("act", [cleanup.delete_student, cleanup.remove_batch])
def test_a_student_without_a_user(office: Office, act: Callable[..., int]) -> None:
    """Whom only old data has."""
    office.run(
        "INSERT INTO student (student_id, inserted_at, updated_at) VALUES ('S9', now(), now())"
    )
    names = ("S9",) if act is cleanup.delete_student else ("S9", FIRST)
    refusal = clean(act, *names)
    assert refusal
    assert refusal.code == "USER_NOT_FOUND"
