"""Previews: they change nothing, and they say what the import then does."""

from collections import Counter
from typing import Any

import pytest
from sqlalchemy import Engine, text

from dbservice.config import Settings
from dbservice.db import transaction
from dbservice.imports import preview
from tests.engine import world
from tests.engine.conftest import Take

pytestmark = pytest.mark.usefixtures("organisation")


def rehearse(settings: Settings, content: bytes) -> int:
    with transaction() as session:
        asked = preview.request(
            session,
            file_id=world.stored(session, content),
            type="student",
            start_row=2,
            on_error="continue",
            by="tester",
        )
        preview_id = asked.id
    preview.run(preview_id, settings, lambda: False)
    return preview_id


def result(engine: Engine, preview_id: int) -> dict[str, Any]:
    with engine.connect() as connection:
        query = text("SELECT * FROM import_preview WHERE id = :id")
        return dict(connection.execute(query, {"id": preview_id}).mappings().one())


def rows(engine: Engine, preview_id: int) -> list[dict[str, Any]]:
    with engine.connect() as connection:
        query = text("SELECT * FROM import_preview_row WHERE preview_id = :id ORDER BY row_number")
        return [dict(row) for row in connection.execute(query, {"id": preview_id}).mappings()]


def sheet() -> bytes:
    """Eighty rows: bad ones among the first fifty and after, one twice, one blank."""
    rows: list[dict[str, str] | None] = [world.student(number) for number in range(80)]
    rows[7] = world.student(7, grade="99")
    rows[20] = None
    rows[60] = world.student(3)
    rows[70] = world.student(70, user_gender="?")
    return world.sheet(rows)


def test_a_preview_changes_nothing(settings: Settings, engine: Engine) -> None:
    before = world.counts(engine)
    preview_id = rehearse(settings, sheet())
    assert result(engine, preview_id)["status"] == "ready"
    assert world.counts(engine) == before


def test_a_preview_says_what_the_import_then_does(
    settings: Settings, engine: Engine, take: Take
) -> None:
    content = sheet()
    preview_id = rehearse(settings, content)
    import_id = world.begin(content)
    take(import_id)
    outcomes = Counter(outcome for outcome, _ in world.outcomes(engine, import_id).values())
    assert result(engine, preview_id)["counts"] == dict(outcomes)
    assert result(engine, preview_id)["done_rows"] == 80
    kept = {
        row["row_number"]: (row["outcome"], row["code"], row["message"])
        for row in rows(engine, preview_id)
    }
    real = {
        row["row_number"]: (row["outcome"], row["code"], row["message"])
        for row in world.reports(engine, import_id)
    }
    assert kept == {number: real[number] for number in kept}
    assert kept.keys() == {*range(2, 52), 62, 72}


def test_the_first_rows_show_their_cells(settings: Settings, engine: Engine) -> None:
    [row] = rows(engine, rehearse(settings, world.sheet([world.student(1)])))
    cells = {(cell["table"], cell["column"]): cell for cell in row["changes"]}
    assert cells["student", "student_id"]["after"] == "S00001"
    assert cells["student", "student_id"]["before"] is None
    assert cells["user", "gender"]["after"] == "Female"
    assert {table for table, _ in cells} == {"user", "student", "enrollment_record", "group_user"}


def test_an_interrupted_preview_begins_again(settings: Settings, engine: Engine) -> None:
    content = sheet()
    with transaction() as session:
        asked = preview.request(
            session,
            file_id=world.stored(session, content),
            type="student",
            start_row=2,
            on_error="continue",
            by="tester",
        )
        preview_id = asked.id
    preview.run(preview_id, settings, lambda: True)
    assert result(engine, preview_id)["status"] == "running"
    preview.run(preview_id, settings, lambda: False)
    assert result(engine, preview_id)["status"] == "ready"
    assert len(rows(engine, preview_id)) == 52
