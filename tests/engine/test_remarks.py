"""Rows that go in with a remark: it is kept and shown, and nothing is counted as failed."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from dbservice.config import Settings
from dbservice.db import transaction
from dbservice.errors import DomainError
from dbservice.imports import control, failed_rows, journal, preview, runner
from dbservice.imports.registry import TYPES
from dbservice.imports.retention import forget_expired
from dbservice.imports.rows import Outcome, Row
from tests.engine import world
from tests.engine.conftest import Take

pytestmark = pytest.mark.usefixtures("organisation")

STUDENT = TYPES["student"]
FIND = text("SELECT id FROM student WHERE student_id = :student_id")


def remarking(session: Session, rows: Sequence[Row]) -> None:
    """Students as ever, with a remark on those of an odd name."""
    STUDENT.apply(session, rows)
    for row in rows:
        if row.get("first_name") == "Odd":
            row.remark(
                DomainError("is an odd name", field="first_name", code="ODD_NAME"),
                DomainError("and so it remains", code="ODD_STILL"),
            )


def touching(session: Session, rows: Sequence[Row]) -> None:
    """An update that changes nothing, of students who are there already."""
    for row in rows:
        found = session.scalar(FIND, {"student_id": row.get("student_id")})
        row.finish(Outcome.UNCHANGED, found)


@pytest.fixture
def _odd_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(TYPES, "student", replace(STUDENT, apply=remarking))


@pytest.fixture
def _updates(monkeypatch: pytest.MonkeyPatch, take: Take) -> None:
    """Students 0 to 29 are stored; sheets of students are now updates."""
    take(world.begin(world.sheet(world.student(number) for number in range(30))))
    monkeypatch.setitem(TYPES, "student", replace(STUDENT, apply=touching))


def sheet() -> bytes:
    return world.sheet(
        [
            world.student(1),
            world.student(2, user_first_name="Odd"),
            world.student(3, user_first_name="Odd", grade="99"),
        ]
    )


def rehearse(settings: Settings, content: bytes) -> int:
    with transaction() as session:
        terms = {"type": "student", "start_row": 2, "on_error": "continue", "by": "tester"}
        preview_id = preview.request(session, file_id=world.stored(session, content), **terms).id
    preview.run(preview_id, settings, lambda: False)
    return preview_id


@pytest.mark.usefixtures("_odd_names")
def test_a_row_with_a_remark_goes_in(take: Take, engine: Engine) -> None:
    import_id = world.begin(sheet())
    take(import_id)
    assert world.outcomes(engine, import_id) == {
        2: ("created", None),
        3: ("created", "ODD_NAME"),
        4: ("failed", "GRADE_NOT_FOUND"),
    }
    remarked = world.reports(engine, import_id)[1]
    assert remarked["message"] == "user_first_name: is an odd name; and so it remains"
    assert (remarked["column"], remarked["value"]) == ("user_first_name", "Odd")
    assert remarked["cells"] is None
    facts = world.facts_of(engine, import_id)
    assert (facts["processed_rows"], facts["error_count"]) == (2, 1)
    assert [error["row"] for error in facts["error_details"]] == [4]
    assert len(world.people(engine)) == 2


@pytest.mark.usefixtures("_odd_names")
def test_it_does_not_come_back_as_a_failed_row(take: Take) -> None:
    import_id = world.begin(sheet())
    take(import_id)
    report = list(failed_rows.of_import(import_id, STUDENT.headers()))
    assert len(report) == 2
    assert "GRADE_NOT_FOUND" in report[1]


@pytest.mark.usefixtures("_odd_names")
def test_a_remark_is_listed(take: Take, session: Session, settings: Settings) -> None:
    import_id = world.begin(sheet())
    take(import_id)
    preview_id = rehearse(settings, world.sheet([world.student(4, user_first_name="Odd")]))
    of_import, of_preview = (
        journal.remarks_of(session, import_id),
        journal.preview_remarks(session, preview_id),
    )
    assert (of_import.total, of_preview.total) == (1, 1)
    assert [note.number for note in of_import.first] == [3]
    assert [note.reason for note in of_preview.first] == ["is an odd name; and so it remains"]


@pytest.mark.usefixtures("_odd_names")
def test_what_a_remark_says_of_people_is_forgotten_with_the_sheet(
    take: Take, engine: Engine, session: Session
) -> None:
    import_id = world.begin(sheet())
    take(import_id)
    with engine.begin() as connection:
        for table, column in (("import_file", "created_at"), ("imports", "completed_at")):
            connection.execute(text(f"UPDATE {table} SET {column} = '2020-01-01'"))
    forget_expired()
    remarked = world.reports(engine, import_id)[1]
    assert (remarked["code"], remarked["message"], remarked["value"]) == ("ODD_NAME", None, None)
    assert journal.remarks_of(session, import_id).first[0].reason == "ODD_NAME"


@pytest.mark.usefixtures("_updates")
@pytest.mark.parametrize("distance", [1, 20])
def test_a_person_twice_in_a_sheet_is_remarked_on(
    take: Take, engine: Engine, settings: Settings, distance: int
) -> None:
    content = world.sheet(
        [*(world.student(number) for number in range(distance)), world.student(0)]
    )
    import_id = world.begin(content)
    take(import_id)
    *before, last = world.reports(engine, import_id)
    assert {report["code"] for report in before} == {None}
    assert (last["outcome"], last["code"]) == ("unchanged", "DUPLICATE_IN_SHEET")
    assert last["message"] == "student_id: Row 2 of this sheet is about S00000 too"
    foretold = preview_of(engine, rehearse(settings, content))
    assert foretold[distance + 2] == ("unchanged", "DUPLICATE_IN_SHEET", last["message"])


def preview_of(engine: Engine, preview_id: int) -> dict[int, tuple[str, str, str]]:
    query = "SELECT * FROM import_preview_row WHERE preview_id = :id"
    with engine.connect() as connection:
        rows = connection.execute(text(query), {"id": preview_id})
        return {row.row_number: (row.outcome, row.code, row.message) for row in rows}


@pytest.mark.usefixtures("_updates")
def test_the_first_of_many_rows_about_a_person_is_named(take: Take, engine: Engine) -> None:
    import_id = world.begin(world.sheet([world.student(0)] * 16))
    take(import_id)
    messages = {report["message"] for report in world.reports(engine, import_id)[1:]}
    assert messages == {"student_id: Row 2 of this sheet is about S00000 too"}


@pytest.mark.usefixtures("_updates")
def test_a_person_of_a_sheet_that_is_resumed_is_remarked_on_too(
    take: Take, engine: Engine, settings: Settings
) -> None:
    content = world.sheet([*(world.student(number) for number in range(9)), world.student(0)])
    import_id = world.begin(content)
    asked = iter((False, True))
    runner.run(import_id, settings, lambda: next(asked))
    with transaction() as session:
        control.stop(session, import_id, by="someone")
        again = control.resume(session, import_id, by="someone").id
    take(again)
    assert world.outcomes(engine, again)[11] == ("unchanged", "DUPLICATE_IN_SHEET")


@pytest.mark.usefixtures("_updates")
def test_another_sheet_about_the_same_person_is_not_remarked_on(take: Take, engine: Engine) -> None:
    for _ in range(2):
        import_id = world.begin(world.sheet([world.student(0)]))
        take(import_id)
    assert world.outcomes(engine, import_id) == {2: ("unchanged", None)}
