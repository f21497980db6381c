"""`flask check`: what it prints, what it repairs, how it ends."""

import json
from typing import Any

import pytest
from click.testing import Result
from sqlalchemy import Engine, text

from dbservice.cli import check
from dbservice.services import integrity
from dbservice.services.consistency import repairs
from dbservice.services.consistency.register import CHECKS
from tests.consistency.breaches import BREACHES
from tests.consistency.organisation import GROUP_ROWS, PUPIL
from tests.consistency.rows import contents
from tests.databases import schema_app

CLEAN, FAILED, USAGE, NOT_ALL_KEPT = 0, 1, 2, 3
# Three faults: one that is repaired, one that needs a decision, one that stands in a key's way.
DIRT = f"""
    DROP INDEX group_user_user_id_group_id_key;
    UPDATE student SET grade_id = 102 WHERE student_id = 'S1';
    UPDATE student SET status = 'dropout' WHERE student_id = 'S4';
    INSERT INTO group_user (id, user_id, group_id)
    VALUES (900001, {PUPIL}, {GROUP_ROWS["school", 101]});
"""
REPAIRS = {"drop-second-group_user", "set-grade-of-student"}
HISTORY = """
    SELECT table_name, operation, actor, origin FROM change_log WHERE id > :last ORDER BY table_name
"""
LAST = "SELECT coalesce(max(id), 0) FROM change_log"


@pytest.fixture
def dirty(own_organisation: str, engine: Engine) -> str:
    """The URL of a database with the organisation and three faults."""
    change(engine, DIRT)
    return own_organisation


def change(engine: Engine, statements: str) -> None:
    with engine.begin() as connection:
        connection.execute(text(statements))


def run(url: str, *options: str) -> Result:
    with schema_app(url) as app:
        check.init_app(app)
        return app.test_cli_runner().invoke(args=["check", *options])


def document(result: Result) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(result.output)
    return found


def everything(engine: Engine) -> tuple[dict[str, list[str]], int]:
    """Every row, and where the history has got to."""
    with engine.connect() as connection:
        return contents(connection), connection.execute(text(LAST)).scalar_one()


def unkept(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return [promise.name for promise in integrity.unkept(connection)]


def test_a_clean_database(own_organisation: str) -> None:
    result = run(own_organisation)
    assert result.exit_code == CLEAN, result.output
    *checks, end = result.output.splitlines()
    assert checks == [f"       0  {one.name}: {one.rule}" for one in CHECKS.values()]
    assert end == "All that is promised is kept."
    found = document(run(own_organisation, "--json"))
    assert found["clean"] is True
    assert [one["name"] for one in found["checks"]] == list(CHECKS)


def test_exceptions_stand_below_their_check(dirty: str) -> None:
    result = run(dirty)
    assert result.exit_code == NOT_ALL_KEPT
    assert (
        f"       1  S7: {CHECKS['S7'].rule}\n"
        "          student_id S4, user_id 1004, status dropout\n"
    ) in result.output
    assert (
        f"       1  S13: {CHECKS['S13'].rule}\n"
        "          student_id S1, user_id 1001, grade_id 102, recorded_grade_id 101, record_id"
    ) in result.output
    assert "Unique keys that are left out until the data is clean:\n" in result.output
    assert "All that is promised is kept" not in result.output


def test_only_the_first_exceptions_are_printed(own_organisation: str, engine: Engine) -> None:
    change(engine, BREACHES["code-of-nothing"].statements)
    lines = run(own_organisation, "--first", "2").output.splitlines()
    place = lines.index(f"       5  code-of-nothing: {CHECKS['code-of-nothing'].rule}")
    assert lines[place + 3] == "          and 3 more"


def test_a_program_gets_keys_and_numbers(dirty: str) -> None:
    result = run(dirty, "--json")
    assert result.exit_code == NOT_ALL_KEPT
    found = document(result)
    assert found["clean"] is False
    assert {one["name"]: one["exceptions"] for one in found["checks"] if one["exceptions"]} == {
        "S4": 1,
        "S7": 1,
        "S13": 1,
    }
    (key,) = found["broken_keys"]
    assert (key["promise"]["name"], key["row_count"]) == ("group_user_user_id_group_id_key", 2)


@pytest.mark.parametrize("options", [["--fix"], ["--fix", "--dry-run"]])
def test_a_dry_run_lists_the_changes_and_makes_none(
    dirty: str, engine: Engine, options: list[str]
) -> None:
    before = everything(engine)
    result = run(dirty, *options)
    assert result.exit_code == NOT_ALL_KEPT, result.output
    assert "  set-grade-of-student: " in result.output
    assert "          student_id S1, user_id 1001, row_id 101, old_grade_id 102" in result.output
    assert "  drop-second-group_user: " in result.output
    assert "          student_id S1, place school SCH101, user_id 1001, group_id" in result.output
    assert "\nNothing was changed. " in result.output
    assert everything(engine) == before
    assert unkept(engine) == ["group_user_user_id_group_id_key"]


def test_what_a_dry_run_lists_is_what_is_done(dirty: str) -> None:
    listed = document(run(dirty, "--fix", "--json"))
    done = document(run(dirty, "--fix", "--yes", "--json"))
    assert listed == {"repairs": done["repairs"]}
    assert {one["name"] for one in done["repairs"]} == REPAIRS


def test_a_fix_repairs_adds_keys_and_reports_what_is_left(
    own_organisation: str, engine: Engine
) -> None:
    whole, _ = everything(engine)
    change(engine, DIRT)
    _, last = everything(engine)
    result = run(own_organisation, "--fix", "--yes")
    assert result.exit_code == NOT_ALL_KEPT, result.output
    assert "These changes were made.\n" in result.output
    assert "       0  S4: " in result.output
    assert "       1  S7: " in result.output
    assert "       0  S13: " in result.output
    assert unkept(engine) == []
    change(engine, "UPDATE student SET status = NULL WHERE student_id = 'S4'")
    assert everything(engine)[0] == whole
    with engine.connect() as connection:
        history = connection.execute(text(HISTORY), {"last": last}).all()
    assert [tuple(one) for one in history if one.actor is not None] == [
        ("group_user", "delete", "check --fix", "command"),
        ("student", "update", "check --fix", "command"),
    ]
    assert run(own_organisation).exit_code == CLEAN


@pytest.mark.parametrize("options", [["--fix"], ["--fix", "--yes"]])
def test_where_nothing_needs_repair_nothing_is_done(
    own_organisation: str, engine: Engine, options: list[str]
) -> None:
    before = everything(engine)
    result = run(own_organisation, *options)
    assert result.exit_code == CLEAN, result.output
    assert "There is nothing to repair that leaves one right answer.\n" in result.output
    assert everything(engine) == before


def test_nothing_is_repaired_that_leaves_no_trace(dirty: str, engine: Engine) -> None:
    change(engine, "ALTER TABLE student DISABLE TRIGGER change_log_update")
    before = everything(engine)
    result = run(dirty, "--fix", "--yes")
    assert result.exit_code == FAILED
    assert "student: no update is recorded" in result.output
    assert everything(engine) == before


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repairs, "WAIT", "50ms")
    monkeypatch.setattr(repairs, "BREATHER", 0.01)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("table", ["enrollment_record", "school"])
def test_tables_that_are_written_to_all_the_time_stop_it(
    dirty: str, engine: Engine, table: str
) -> None:
    before = everything(engine)
    with engine.connect() as writer:
        writer.execute(text(f"LOCK TABLE {table} IN ROW EXCLUSIVE MODE"))
        result = run(dirty, "--fix", "--yes")
    assert result.exit_code == FAILED
    assert "The tables are in use" in result.output
    assert everything(engine) == before
    assert run(dirty, "--fix", "--yes").exit_code == NOT_ALL_KEPT


@pytest.mark.parametrize("options", [["--yes"], ["--dry-run"], ["--fix", "--yes", "--dry-run"]])
def test_options_that_make_no_sense_are_refused(own_organisation: str, options: list[str]) -> None:
    assert run(own_organisation, *options).exit_code == USAGE


def test_a_database_that_is_not_migrated_is_refused_in_words(base_database: str):
    result = run(base_database)
    assert result.exit_code == FAILED
    assert result.output.startswith("Error: The database is not up to date.")
