"""Rows that only the database refuses, and rows that clash with others of their sheet."""

import pytest
from sqlalchemy import Engine

from dbservice.db import transaction
from dbservice.imports import control
from tests.engine import world
from tests.engine.conftest import Take

pytestmark = pytest.mark.usefixtures("organisation")

BAD = {"student_father_name": "Nobody"}
A_CHECK = "ALTER TABLE student ADD CONSTRAINT somebody CHECK (father_name <> 'Nobody')"
A_TRIGGER = """
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $body$
    BEGIN RAISE EXCEPTION 'Nobody is no father'; END $body$;
    CREATE TRIGGER refuse BEFORE INSERT ON student FOR EACH ROW
    WHEN (new.father_name = 'Nobody') EXECUTE FUNCTION refuse()
"""


def rule(engine: Engine, statement: str) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql(statement)


@pytest.mark.parametrize("statement", [A_CHECK, A_TRIGGER], ids=["check", "trigger"])
def test_rows_that_the_database_refuses_are_found_among_good_ones(
    take: Take, engine: Engine, statement: str
) -> None:
    rule(engine, statement)
    rows = [world.student(number) for number in range(20)]
    for bad in (3, 4, 13):
        rows[bad] |= BAD
    import_id = world.begin(world.sheet(rows))
    take(import_id)
    failed = {row: code for row, (_, code) in world.outcomes(engine, import_id).items() if code}
    assert failed.keys() == {5, 6, 15}
    facts = world.facts_of(engine, import_id)
    assert (facts["status"], facts["processed_rows"]) == ("completed", 17)
    assert len(world.people(engine)) == 17


def test_what_a_trigger_says_is_told(take: Take, engine: Engine) -> None:
    rule(engine, A_TRIGGER)
    import_id = world.begin(world.sheet([world.student(1, **BAD)]))
    take(import_id)
    [report] = world.reports(engine, import_id)
    assert "Nobody is no father" in report["message"]


@pytest.mark.parametrize("on_error", ["continue", "stop"])
def test_a_clash_names_the_earlier_row_when_the_database_refuses_another(
    take: Take, engine: Engine, on_error: str
) -> None:
    rule(engine, A_CHECK)
    rows = [world.student(number) for number in (0, 1, 2, 0, 4, 5, 6)]
    rows[5] |= BAD
    import_id = world.begin(world.sheet(rows), on_error=on_error)
    take(import_id)
    assert world.outcomes(engine, import_id)[5] == ("failed", "DUPLICATE_IN_SHEET")
    assert "row 2 " in world.reports(engine, import_id)[3]["message"]


def test_a_clash_names_the_earlier_row_after_resuming_too(take: Take, engine: Engine) -> None:
    import_id = world.begin(world.sheet([world.student(number) for number in (0, 1, 0)]))
    take(import_id)
    with transaction() as session:
        again = control.resume(session, import_id, by="someone").id
    take(again)
    assert world.outcomes(engine, again) == {4: ("failed", "DUPLICATE_IN_SHEET")}
    assert world.reports(engine, again) == world.reports(engine, import_id)[2:]


def test_a_blank_number_in_old_data_is_no_number(take: Take, engine: Engine) -> None:
    take(world.begin(world.sheet([world.student(1)])))
    rule(engine, "UPDATE student SET apaar_id = ''")
    import_id = world.begin(world.sheet([world.student(1, student_apaar_id="A1")]))
    take(import_id)
    assert world.outcomes(engine, import_id) == {2: ("failed", "STUDENT_EXISTS")}


def test_long_values_are_shown_shortened(take: Take, engine: Engine) -> None:
    import_id = world.begin(world.sheet([world.student(1, start_date="x" * 100_000)]))
    take(import_id)
    [report] = world.reports(engine, import_id)
    assert len(report["message"]) < 1000
    assert len(report["value"]) < 1000
    assert "x" * 100_000 in report["cells"]
    [error] = world.facts_of(engine, import_id)["error_details"]
    assert len(error["error"]) + len(error["value"]) < 2000
