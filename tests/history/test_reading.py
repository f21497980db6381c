"""Reading the history, and noticing what escapes it."""

from collections.abc import Sequence

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from dbservice.models import Base, School
from dbservice.services import history
from dbservice.services.history import CellChange
from tests.rows import add_row


def test_the_changes_of_a_row_come_newest_first_and_page_by_page(
    engine: Engine, session: Session
) -> None:
    with engine.begin() as connection:
        other = add_row(connection, "school", name="other")
        school = add_row(connection, "school", name="0")
        for number in range(1, 5):
            rename = text("UPDATE school SET name = :name WHERE id IN (:school, :other)")
            connection.execute(rename, {"name": str(number), "school": school, "other": other})

    newest = history.of_row(session, "school", school, limit=3)
    older = history.of_row(session, "school", school, limit=3, before=newest[-1].id)
    assert names(newest) == ["4", "3", "2"]
    assert names(older) == ["1", "0"]
    assert history.of_row(session, "batch", school) == []


def names(changes: Sequence[history.Change]) -> list[str]:
    return [change.after["name"] for change in changes if change.after]


def test_a_change_tells_its_cells(engine: Engine, session: Session) -> None:
    with engine.begin() as connection:
        school = add_row(connection, "school", name="Old", code="S1", board="CBSE")
        connection.execute(
            text("UPDATE school SET name = 'New', board = NULL, state = 'Goa', updated_at = now()")
        )
        connection.execute(text("DELETE FROM school"))
    deleted, updated, inserted = history.of_row(session, "school", school)
    assert list(history.cells(updated)) == [
        CellChange("board", "CBSE", None),
        CellChange("name", "Old", "New"),
        CellChange("state", None, "Goa"),
    ]
    assert CellChange("code", None, "S1") in history.cells(inserted)
    assert CellChange("code", "S1", None) in history.cells(deleted)
    assert "user_id" not in {cell.column for cell in history.cells(inserted)}


def test_only_what_the_service_writes_about_itself_is_not_recorded() -> None:
    assert history.UNRECORDED.issubset(Base.metadata.tables)
    assert School.__table__ in history.recorded_tables()


def test_a_migrated_database_has_no_gaps(engine: Engine) -> None:
    with engine.connect() as connection:
        assert history.gaps(connection) == []


@pytest.mark.parametrize(
    ("damage", "gap"),
    [
        ("ALTER TABLE batch DISABLE TRIGGER change_log_insert", "batch: no insert is recorded"),
        ("DROP TRIGGER change_log_truncate ON grade", "grade: no truncate is recorded"),
        (
            'ALTER TABLE "user" ADD COLUMN extra jsonb',
            "user: an insert is recorded without the nulls in extra",
        ),
    ],
)
def test_a_gap_is_noticed(engine: Engine, damage: str, gap: str) -> None:
    with engine.begin() as connection:
        connection.execute(text(damage))
        assert history.gaps(connection) == [gap]
