"""The import type `school_deletion`: what goes, and what keeps a school from going."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import Engine, text

from dbservice.config import Settings
from dbservice.imports import runner
from tests.databases import schema_app
from tests.engine import world
from tests.engine.conftest import Take
from tests.engine.midway import someone_waits
from tests.engine.types.bringing import Bringer, changed_tables, snapshot
from tests.engine.workers import wait_for
from tests.rows import add_row


@pytest.fixture
def clerk(take: Take, engine: Engine) -> Bringer:
    return Bringer(take, engine, "school_deletion")


@pytest.fixture
def schools(organisation: None, engine: Engine) -> dict[str, tuple[int, int]]:
    """Three schools that nobody uses: id, and id of the group row."""
    return {code: add_school(engine, code) for code in ("GONE1", "GONE2", "GONE3")}


def add_school(engine: Engine, code: str) -> tuple[int, int]:
    with engine.begin() as connection:
        user_id = add_row(connection, "user", first_name=code)
        school_id = add_row(connection, "school", code=code, name=code, user_id=user_id)
        return school_id, add_row(connection, "group", type="school", child_id=school_id)


def codes(engine: Engine) -> set[str]:
    with engine.connect() as connection:
        return set(connection.scalars(text("SELECT code FROM school")))


def wanted(*schools: str) -> list[dict[str, str]]:
    return [{"school_code": code} for code in schools]


def test_a_school_goes_with_its_group_row_and_its_user_stays(
    clerk: Bringer, schools: dict, engine: Engine
) -> None:
    before = snapshot(engine)
    brought = clerk.bring(*wanted(" GONE1 ", "GONE2"))
    assert brought.outcomes == ["updated", "updated"]
    after = snapshot(engine)
    assert changed_tables(before, after) == {"school", "group"}
    gone = {schools["GONE1"], schools["GONE2"]}
    assert [row for row in before["school"] if row not in after["school"]] == [
        row for row in before["school"] if row["id"] in {id_ for id_, _ in gone}
    ]
    assert {row["id"] for row in before["group"]} - {row["id"] for row in after["group"]} == {
        id_ for _, id_ in gone
    }


def test_undo_brings_the_school_back(clerk: Bringer, schools: dict, engine: Engine) -> None:
    before = snapshot(engine)
    clerk.undo(clerk.bring(*wanted("GONE1", "GONE3")))
    assert snapshot(engine) == before


def test_a_second_time_there_is_no_such_school(clerk: Bringer, schools: dict) -> None:
    clerk.bring(*wanted("GONE1"))
    again = clerk.bring(*wanted("GONE1", "GONE2", "GONE2", "GONE9"))
    assert again.outcomes == ["SCHOOL_NOT_FOUND", "updated", "SCHOOL_NOT_FOUND", "SCHOOL_NOT_FOUND"]
    first, _, twice, last = again.messages
    assert first.startswith("school_code: School GONE1 not found; nearest: GONE")
    assert "GONE2" in first, "it was there when row 2 had its turn"
    assert "GONE2;" not in twice.partition("nearest")[2]
    assert twice == "school_code: School GONE2 not found; nearest: GONE3"
    assert last == "school_code: School GONE9 not found; nearest: GONE3"


def test_a_blank_row_is_passed_over(clerk: Bringer, schools: dict, engine: Engine) -> None:
    before = codes(engine)
    assert clerk.bring({"school_code": "  "}, *wanted("GONE1")).outcomes == ["skipped", "updated"]
    assert codes(engine) == before - {"GONE1"}


USES = {
    "enrollment_record": {"group_type": "school", "academic_year": "2026-2027"},
    "group_user": {},
    "group_session": {},
    "school_batch": {},
}


def use(engine: Engine, table: str, school: tuple[int, int]) -> None:
    """Have a row of the table refer to the school."""
    school_id, group_row_id = school
    reference = {
        "enrollment_record": {"group_id": school_id},
        "school_batch": {"school_id": school_id},
    }.get(table, {"group_id": group_row_id})
    with engine.begin() as connection:
        add_row(connection, table, **USES[table], **reference)


TOLD = {
    "enrollment_record": "1 enrolment record",
    "group_user": "1 membership",
    "group_session": "1 session",
    "school_batch": "1 batch",
}


@pytest.mark.parametrize("table", USES)
def test_a_school_in_use_stays_and_the_others_go(
    clerk: Bringer, schools: dict, engine: Engine, table: str
) -> None:
    use(engine, table, schools["GONE2"])
    brought = clerk.bring(*wanted("GONE1", "GONE2", "GONE3", "GONE2"))
    assert brought.outcomes == ["updated", "SCHOOL_IN_USE", "updated", "SCHOOL_IN_USE"]
    assert brought.messages[1] == f"school_code: School GONE2 is in use: {TOLD[table]}"
    assert brought.reports[1]["column"] == "school_code"
    assert codes(engine) & set(schools) == {"GONE2"}


def test_all_uses_are_counted(clerk: Bringer, schools: dict, engine: Engine) -> None:
    for table in (*USES, "group_user"):
        use(engine, table, schools["GONE1"])
    [message] = clerk.bring(*wanted("GONE1")).messages
    assert message == (
        "school_code: School GONE1 is in use: 1 enrolment record, 1 session, 2 memberships, 1 batch"
    )


def test_a_table_of_another_application_keeps_a_school_too(
    clerk: Bringer, schools: dict, engine: Engine
) -> None:
    with engine.begin() as connection:
        connection.execute(
            text(
                "CREATE TABLE health_centre (school int REFERENCES school ON DELETE CASCADE);"
                "INSERT INTO health_centre VALUES (:id), (:id)"
            ),
            {"id": schools["GONE1"][0]},
        )
    brought = clerk.bring(*wanted("GONE1", "GONE2"))
    assert brought.outcomes == ["SCHOOL_IN_USE", "updated"]
    assert brought.messages[0].endswith("in use: 2 rows of health centre")


def test_a_record_of_an_entity_of_another_kind_is_no_use(
    clerk: Bringer, schools: dict, engine: Engine
) -> None:
    with engine.begin() as connection:
        add_row(connection, "enrollment_record", group_type="batch", group_id=schools["GONE1"][0])
    assert clerk.bring(*wanted("GONE1")).outcomes == ["updated"]


def test_a_school_without_a_group_row_can_go(clerk: Bringer, engine: Engine) -> None:
    with engine.begin() as connection:
        add_row(connection, "school", code="BARE")
    assert clerk.bring(*wanted("BARE")).outcomes == ["updated"]
    assert "BARE" not in codes(engine)


def test_a_code_that_two_schools_share_is_refused(clerk: Bringer, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("DROP INDEX school_code_key"))
        for _ in range(2):
            add_row(connection, "school", code="TWIN")
    brought = clerk.bring(*wanted("TWIN"))
    assert brought.outcomes == ["AMBIGUOUS"]
    assert brought.messages == ["school_code: School TWIN exists 2 times"]
    assert "TWIN" in codes(engine)


def test_whoever_is_just_being_enrolled_keeps_the_school(
    settings: Settings, schools: dict, engine: Engine
) -> None:
    import_id = world.begin(world.sheet(wanted("GONE1"), "school_deletion"), type="school_deletion")
    with ThreadPoolExecutor() as pool:
        with engine.begin() as connection:
            add_row(connection, "group_user", group_id=schools["GONE1"][1])
            deleting = pool.submit(run_apart, settings, import_id)
            wait_for(lambda: someone_waits(engine), "the deletion to come to that school")
        deleting.result(20)
    assert world.outcomes(engine, import_id) == {2: ("failed", "SCHOOL_IN_USE")}
    assert "GONE1" in codes(engine)


def run_apart(settings: Settings, import_id: int) -> None:
    with schema_app(settings.database_url):
        runner.run(import_id, replace(settings, import_chunk_rows=10), lambda: False)
