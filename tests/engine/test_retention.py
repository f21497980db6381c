"""Forgetting: what people wrote into sheets goes after its time, what imports did stays known."""

import pytest
from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.exc import IntegrityError

from dbservice.db import db, transaction
from dbservice.errors import Conflict
from dbservice.imports import control, preview
from dbservice.imports.retention import forget_expired
from tests.engine import world
from tests.engine.conftest import Take

pytestmark = pytest.mark.usefixtures("organisation")


def aged(engine: Engine, *, days: int) -> None:
    """Make everything look as if it had happened so long ago."""
    with engine.begin() as connection:
        for table, column in (("import_file", "created_at"), ("imports", "completed_at")):
            connection.execute(
                text(f"UPDATE {table} SET {column} = {column} - make_interval(days => :days)"),
                {"days": days},
            )


def stored_cells(engine: Engine) -> int:
    query = "SELECT (SELECT count(*) FROM import_file_part) + count(cells) FROM import_row"
    with engine.connect() as connection:
        return connection.scalar(text(query)) or 0


def one_bad_row(take: Take) -> int:
    import_id = world.begin(world.sheet([world.student(1), world.student(2, grade="99")]))
    take(import_id)
    return import_id


def test_a_sheet_goes_after_its_time(take: Take, engine: Engine) -> None:
    import_id = one_bad_row(take)
    aged(engine, days=181)
    assert forget_expired() == 1
    assert stored_cells(engine) == 0
    facts = world.facts_of(engine, import_id)
    assert (facts["processed_rows"], facts["error_count"], facts["error_details"]) == (1, 1, [])
    assert world.outcomes(engine, import_id)[3] == ("failed", "GRADE_NOT_FOUND")
    assert len(world.people(engine)) == 1
    with pytest.raises(Conflict, match="no longer stored"), transaction() as session:
        control.resume(session, import_id, by="someone")


def test_a_sheet_stays_as_long_as_an_import_may_need_it(take: Take, engine: Engine) -> None:
    one_bad_row(take)
    aged(engine, days=179)
    assert forget_expired() == 0
    aged(engine, days=100)
    waiting = one_bad_row(take)
    with engine.begin() as connection:
        connection.execute(text("UPDATE imports SET status = 'pending'"))
    assert forget_expired() == 0
    assert stored_cells(engine) == 5
    assert world.facts_of(engine, waiting)["file_id"] is not None


def test_a_sheet_stays_for_a_preview_that_was_asked_for_lately(take: Take, engine: Engine) -> None:
    import_id = one_bad_row(take)
    aged(engine, days=181)
    with transaction() as session:
        preview.request(
            session,
            file_id=world.facts_of(engine, import_id)["file_id"],
            type="student",
            start_row=2,
            on_error="continue",
            by="someone",
        )
    assert forget_expired() == 0
    assert stored_cells(engine) > 0


def test_a_sheet_that_an_import_has_just_come_to_need_stays(take: Take, engine: Engine) -> None:
    """Resumed after the sheets to forget were chosen, before they are forgotten."""
    import_id = one_bad_row(take)
    aged(engine, days=181)
    resumed: list[int] = []

    def resume(connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        if "UPDATE import_row" in statement and not resumed:
            resumed.append(0)
            with engine.begin() as other:
                other.execute(text("UPDATE imports SET status = 'pending', next_row = NULL"))

    event.listen(db.engine, "before_cursor_execute", resume)
    with pytest.raises(IntegrityError):
        forget_expired()
    assert stored_cells(engine) > 0
    assert world.facts_of(engine, import_id)["file_id"] is not None
