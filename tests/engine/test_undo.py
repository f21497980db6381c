"""Undoing an import: all of it, or nothing and a reason."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from dbservice.config import Settings
from dbservice.db import transaction
from dbservice.errors import Conflict
from dbservice.imports import control, undo
from dbservice.services import deletions, history_months, trash
from tests.databases import schema_app
from tests.engine import world
from tests.engine.conftest import Take
from tests.engine.midway import someone_waits
from tests.engine.workers import wait_for

TABLES = ("user", "student", "enrollment_record", "group_user")


def contents(engine: Engine) -> dict[str, list[Any]]:
    """Every row of the tables that the import writes, but for `updated_at`."""
    with engine.connect() as connection:
        return {
            table: list(
                connection.scalars(
                    text(f"SELECT to_jsonb(t) - 'updated_at' FROM \"{table}\" AS t ORDER BY id")
                )
            )
            for table in TABLES
        }


def undone(engine: Engine, import_id: int) -> dict[str, Any]:
    with transaction() as session:
        control.request_undo(session, import_id, by="boss")
    undo.run(import_id)
    return world.facts_of(engine, import_id)


def imported(take: Take, first: int, count: int = 15) -> int:
    import_id = world.begin(world.sheet(world.student(first + n) for n in range(count)))
    take(import_id)
    return import_id


def test_undo_brings_everything_back(take: Take, engine: Engine) -> None:
    imported(take, 100)
    before = contents(engine)
    facts = undone(engine, imported(take, 200))
    assert facts["undone_at"] is not None
    assert facts["status"] == "completed"
    assert contents(engine) == before


def test_the_history_tells_of_the_undoing(take: Take, engine: Engine) -> None:
    import_id = imported(take, 100, count=1)
    undone(engine, import_id)
    with engine.connect() as connection:
        rows = connection.execute(
            text("SELECT table_name, actor, origin FROM change_log WHERE operation = 'delete'")
        ).all()
    assert {(row.actor, row.origin) for row in rows} == {("boss", f"undo of import {import_id}")}
    assert sorted(row.table_name for row in rows) == sorted(
        ["user", "student", *["enrollment_record"] * 4, *["group_user"] * 4]
    )


def test_a_newer_change_stands_in_the_way(take: Take, engine: Engine) -> None:
    import_id = imported(take, 100)
    with engine.begin() as connection:
        connection.execute(text("UPDATE student SET stream = 'pcm' WHERE student_id = 'S00104'"))
    before = contents(engine)
    facts = undone(engine, import_id)
    assert facts["undone_at"] is None
    [obstacle] = facts["undo_obstacles"]["rows"]
    assert (obstacle["table_name"], obstacle["operation"]) == ("student", "update")
    assert contents(engine) == before


def test_a_later_row_that_refers_to_one_stands_in_the_way(take: Take, engine: Engine) -> None:
    import_id = imported(take, 100)
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO user_profile (user_id, inserted_at, updated_at)"
                " SELECT user_id, now(), now() FROM student WHERE student_id = 'S00103'"
            )
        )
    before = contents(engine)
    facts = undone(engine, import_id)
    assert facts["undone_at"] is None
    assert facts["undo_obstacles"]["rows"][0]["table_name"] == "user_profile"
    assert contents(engine) == before


def test_once_the_obstacle_is_gone_it_can_be_undone(take: Take, engine: Engine) -> None:
    import_id = imported(take, 100)
    profile = "INSERT INTO user_profile (user_id, inserted_at, updated_at)"
    with engine.begin() as connection:
        connection.execute(text(f'{profile} SELECT min(id), now(), now() FROM "user"'))
    assert undone(engine, import_id)["undo_obstacles"]
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM user_profile"))
    assert undone(engine, import_id)["undone_at"]
    assert contents(engine)["student"] == []


def test_changed_and_deleted_rows_come_back_too(take: Take, engine: Engine) -> None:
    """As later types change and delete rows: told of here by an import id in the history."""
    first = imported(take, 100)
    before = contents(engine)
    second = imported(take, 200, count=1)
    with engine.begin() as connection:
        connection.execute(text(f"SET LOCAL dbservice.import_id = '{second}'"))
        connection.execute(text("UPDATE student SET stream = 'pcm' WHERE student_id = 'S00101'"))
        connection.execute(text("UPDATE student SET stream = 'pcb' WHERE student_id = 'S00101'"))
        connection.execute(
            text("DELETE FROM group_user WHERE id = (SELECT min(id) FROM group_user)")
        )
    undone(engine, second)
    assert contents(engine) == before
    assert world.facts_of(engine, first)["undone_at"] is None


def test_a_number_that_another_student_has_taken_stands_in_the_way(
    take: Take, engine: Engine
) -> None:
    imported(take, 100, count=2)
    import_id = imported(take, 200, count=1)
    renumber = text("UPDATE student SET student_id = :new WHERE student_id = :old")
    with engine.begin() as connection:
        connection.execute(text(f"SET LOCAL dbservice.import_id = '{import_id}'"))
        connection.execute(renumber, {"old": "S00100", "new": "N1"})
    with engine.begin() as connection:
        connection.execute(renumber, {"old": "S00101", "new": "S00100"})
    before = contents(engine)
    facts = undone(engine, import_id)
    assert facts["undo_obstacles"]["reason"] == "student_id S00100 has already been taken since"
    assert [row["operation"] for row in facts["undo_obstacles"]["rows"]] == ["has the student_id"]
    assert contents(engine) == before


@pytest.mark.parametrize("status", ["pending", "processing"])
def test_what_still_runs_cannot_be_undone(organisation: None, engine: Engine, status: str) -> None:
    import_id = world.begin(world.sheet([world.student(1)]))
    with engine.begin() as connection:
        connection.execute(text("UPDATE imports SET status = :status"), {"status": status})
    with pytest.raises(Conflict, match=status), transaction() as session:
        control.request_undo(session, import_id, by="boss")


def test_undoing_twice_is_refused(take: Take, engine: Engine) -> None:
    import_id = imported(take, 100)
    undone(engine, import_id)
    with pytest.raises(Conflict, match="undone already"), transaction() as session:
        control.request_undo(session, import_id, by="boss")


def test_a_change_that_is_just_being_made_stands_in_the_way(
    settings: Settings, take: Take, engine: Engine
) -> None:
    import_id = imported(take, 100)
    with transaction() as session:
        control.request_undo(session, import_id, by="boss")
    with ThreadPoolExecutor() as pool:
        with engine.begin() as connection:
            connection.execute(
                text("UPDATE student SET stream = 'pcm' WHERE student_id = 'S00104'")
            )
            undoing = pool.submit(run_apart, settings, import_id)
            wait_for(lambda: someone_waits(engine), "the undoing to come to that student")
        undoing.result(20)
    facts = world.facts_of(engine, import_id)
    assert facts["undone_at"] is None
    assert facts["undo_obstacles"]["rows"][0]["table_name"] == "student"
    assert len(contents(engine)["student"]) == 15


def test_what_is_just_being_erased_for_good_does_not_come_back(
    settings: Settings, take: Take, engine: Engine
) -> None:
    imported(take, 100, count=1)
    import_id = imported(take, 200, count=1)
    with engine.begin() as connection:
        connection.execute(text(f"SET LOCAL dbservice.import_id = '{import_id}'"))
        left = "DELETE FROM group_user WHERE id = (SELECT min(id) FROM group_user) RETURNING id"
        membership = connection.scalars(text(left)).one()
    before = contents(engine)
    with transaction() as session:
        control.request_undo(session, import_id, by="boss")
    with ThreadPoolExecutor() as pool, Session(engine) as session:
        deletion = deletions.of_row(session, "group_user", membership)
        assert deletion
        trash.erase(session, deletion.occasion)
        undoing = pool.submit(run_apart, settings, import_id)
        wait_for(lambda: someone_waits(engine) or undoing.done(), "the undoing to wait")
        session.commit()
        undoing.result(20)
    assert world.facts_of(engine, import_id)["undo_obstacles"]["rows"]
    assert contents(engine) == before


def run_apart(settings: Settings, import_id: int) -> None:
    with schema_app(settings.database_url):
        undo.run(import_id)


@pytest.mark.parametrize("fate", ["CASCADE", "SET NULL"])
def test_a_row_of_a_table_that_is_not_ours_stands_in_the_way(
    take: Take, engine: Engine, fate: str
) -> None:
    import_id = imported(take, 100)
    with engine.begin() as connection:
        connection.execute(
            text(
                f"CREATE TABLE reading_club (member int REFERENCES student ON DELETE {fate});"
                "INSERT INTO reading_club SELECT min(id) FROM student"
            )
        )
    facts = undone(engine, import_id)
    assert facts["undone_at"] is None
    [obstacle] = facts["undo_obstacles"]["rows"]
    assert (obstacle["table_name"], obstacle["to"]) == ("reading_club", "student")
    assert len(contents(engine)["student"]) == 15


def test_an_import_whose_history_is_gone_stays(take: Take, engine: Engine) -> None:
    import_id = imported(take, 100)
    before = contents(engine)
    with engine.begin() as connection:
        later = datetime.now(UTC) + timedelta(days=70)
        history_months.prepare(connection, later)
        history_months.forget(connection, 1, later)
    facts = undone(engine, import_id)
    assert facts["undone_at"] is None
    assert "older than the history" in facts["undo_obstacles"]["reason"]
    assert contents(engine) == before
