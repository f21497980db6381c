"""Going back to an earlier version of a row."""

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from dbservice.errors import Conflict, Invalid, NotFound
from dbservice.services import history, versions
from dbservice.services.history import CellChange
from tests.rows import add_row


def told(engine: Engine, statement: str, **values: object) -> None:
    with engine.begin() as connection:
        connection.execute(text(statement), values)


def test_a_row_goes_back_after_it_was_shown_what_changes(engine: Engine, session: Session) -> None:
    with engine.begin() as connection:
        school = add_row(connection, "school", name="Old", code="S1", board="CBSE")
    told(engine, "UPDATE school SET name = 'New', board = NULL, region = 'Goa'")
    last, _ = history.of_row(session, "school", school)
    wanted = [
        CellChange("board", None, "CBSE"),
        CellChange("name", "New", "Old"),
        CellChange("region", "Goa", None),
    ]
    shown = sorted(versions.changes(session, last.id), key=lambda cell: cell.column)
    assert shown == wanted
    session.rollback()
    assert sorted(versions.go_back(session, last.id), key=lambda cell: cell.column) == wanted
    session.commit()
    assert session.execute(text("SELECT name, board, region FROM school")).one() == (
        *("Old", "CBSE"),
        None,
    )
    assert versions.go_back(session, last.id) == []


def test_todays_constraints_decide(engine: Engine, session: Session) -> None:
    with engine.begin() as connection:
        state = add_row(connection, "cms_status", name="draft")
    told(engine, "UPDATE cms_status SET name = 'final'")
    with engine.begin() as connection:
        add_row(connection, "cms_status", name="draft")
    last, _ = history.of_row(session, "cms_status", state)
    with pytest.raises(IntegrityError):
        versions.go_back(session, last.id)


@pytest.mark.parametrize("table", ["school", "chapter"])
def test_no_row_gets_back_what_another_is_known_by(
    engine: Engine, session: Session, table: str
) -> None:
    with engine.begin() as connection:
        row = add_row(connection, table, code="A")
    told(engine, f"UPDATE {table} SET code = 'B'")
    with engine.begin() as connection:
        add_row(connection, table, code="A")
    last, _ = history.of_row(session, table, row)
    with pytest.raises(Invalid, match="taken"):
        versions.go_back(session, last.id)


def test_no_student_gets_the_number_of_another_back(engine: Engine, session: Session) -> None:
    with engine.begin() as connection:
        student = add_row(connection, "student", student_id="S1")
    told(engine, "UPDATE student SET student_id = 'S2'")
    with engine.begin() as connection:
        add_row(connection, "student", student_id="S1")
    last, _ = history.of_row(session, "student", student)
    with pytest.raises(Invalid, match="taken"):
        versions.go_back(session, last.id)


def test_no_batch_comes_to_lie_below_itself(engine: Engine, session: Session) -> None:
    with engine.begin() as connection:
        above = add_row(connection, "batch", name="Above")
        below = add_row(connection, "batch", name="Below", parent_id=above)
    told(engine, "UPDATE batch SET parent_id = NULL WHERE id = :id", id=below)
    told(engine, "UPDATE batch SET parent_id = :b WHERE id = :a", a=above, b=below)
    last, _ = history.of_row(session, "batch", below)
    with pytest.raises(Invalid, match="below the batch itself"):
        versions.go_back(session, last.id)


def test_columns_that_came_later_stay(engine: Engine, session: Session) -> None:
    with engine.begin() as connection:
        grade = add_row(connection, "school", name="Old")
    told(engine, "UPDATE school SET name = 'New'")
    told(engine, "UPDATE school SET name = 'Newer', region = 'Goa'")
    told(engine, "UPDATE change_log SET before = before - 'region' WHERE operation = 'update'")
    last, _, _ = history.of_row(session, "school", grade)
    assert versions.go_back(session, last.id) == [CellChange("name", "Newer", "New")]
    assert session.scalar(text("SELECT region FROM school")) == "Goa"


def test_what_has_no_version_is_refused(engine: Engine, session: Session) -> None:
    with engine.begin() as connection:
        school = add_row(connection, "school")
        record = add_row(connection, "enrollment_record")
    told(engine, "UPDATE school SET name = 'New'")
    changed, made = history.of_row(session, "school", school)
    with pytest.raises(Conflict, match="nothing before this change"):
        versions.changes(session, made.id)
    told(engine, "DELETE FROM school")
    with pytest.raises(NotFound, match="gone"):
        versions.changes(session, changed.id)
    with pytest.raises(NotFound, match="no such change"):
        versions.changes(session, 10**9)
    [ruled] = history.of_row(session, "enrollment_record", record)
    with pytest.raises(NotFound, match="no such change"):
        versions.changes(session, ruled.id)


def test_no_version_is_admitted_that_breaks_a_rule_of_today(
    engine: Engine, session: Session
) -> None:
    with engine.begin() as connection:
        school = add_row(connection, "school", code="S1", name="First")
        user = add_row(connection, "user", phone="by word of mouth", gender="?")
    told(engine, "UPDATE school SET state = 'Goa'")
    told(engine, "UPDATE \"user\" SET phone = '9000000000'")
    told(engine, "UPDATE \"user\" SET gender = 'Male'")
    last, _ = history.of_row(session, "school", school)
    with pytest.raises(Invalid, match="blank") as refusal:
        versions.go_back(session, last.id)
    assert refusal.value.field == "state"
    session.rollback()
    last, first, _ = history.of_row(session, "user", user)
    with pytest.raises(Invalid) as refusal:
        versions.go_back(session, last.id)
    assert refusal.value.field == "gender"
    session.rollback()
    told(engine, "UPDATE \"user\" SET gender = '?'")
    with pytest.raises(Invalid, match="format") as refusal:
        versions.go_back(session, first.id)
    assert refusal.value.field == "phone"


def test_sessions_follow_the_code_of_a_batch_back(engine: Engine, session: Session) -> None:
    with engine.begin() as connection:
        batch = add_row(connection, "batch", batch_id="B1", name="One")
        add_row(connection, "session", meta_data={"batch_id": "B2,B7"})
    told(engine, "UPDATE batch SET batch_id = 'B2', name = 'Two'")
    last, _ = history.of_row(session, "batch", batch)
    assert {cell.column for cell in versions.go_back(session, last.id)} == {"batch_id", "name"}
    session.commit()
    assert session.execute(text("SELECT batch_id, name FROM batch")).one() == ("B1", "One")
    listed = text("SELECT meta_data ->> 'batch_id' FROM session")
    assert session.scalar(listed) == "B1,B7"
    told(engine, "UPDATE batch SET batch_id = 'B3'")
    with engine.begin() as connection:
        add_row(connection, "batch", batch_id="B1")
    with pytest.raises(Conflict, match="B1 exists already"):
        versions.go_back(session, last.id)


def test_what_follows_from_enrolments_stays(engine: Engine, session: Session) -> None:
    with engine.begin() as connection:
        student = add_row(connection, "student", status="enrolled", stream="pcm")
    told(engine, "UPDATE student SET status = 'dropout', stream = 'pcb'")
    last, _ = history.of_row(session, "student", student)
    assert versions.go_back(session, last.id) == [CellChange("stream", "pcb", "pcm")]
    assert session.scalar(text("SELECT status FROM student")) == "dropout"
