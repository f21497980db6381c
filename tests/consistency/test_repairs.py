"""A repair restores what was broken and touches nothing else; what is open to doubt stays."""

from typing import Any, NamedTuple

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

from dbservice.services.consistency import register, repairs
from dbservice.services.consistency.orphans import LINKS
from dbservice.services.integrity import promises
from tests.consistency.breach import EXTRA, NOWHERE, S1, SCHOOL, record
from tests.consistency.breaches import BREACHES
from tests.consistency.organisation import (
    BEGIN,
    CHANGE,
    DROPOUT,
    ENROLLED,
    GONE,
    GROUP_ROWS,
    PUPIL,
    TEACHER,
    YEAR,
    membership_id,
    record_id,
)
from tests.consistency.rows import contents

UNKEPT = "; ".join(f"DROP INDEX {promise.name}" for promise in promises())


class Case(NamedTuple):
    """What breaks the organisation, and the change that makes it whole again."""

    statements: str
    change: dict[str, Any]


def linked(table: str) -> str:
    """SQL that adds every row of a table again, later."""
    columns = ", ".join(f'"{column}"' for column in ("id", *LINKS[table]))
    ends = ", ".join(LINKS[table])
    return f"""INSERT INTO {table} ({columns}, inserted_at, updated_at)
        SELECT id + {EXTRA}, {ends}, now() + interval '1 day', now() FROM {table}
        WHERE id = 101"""


SCHOOL_MEMBERSHIP = membership_id(PUPIL, "school", 101)
PUPILS_SCHOOL = S1 | SCHOOL
RESTORING = {
    "add-group-row": Case(
        f"""DELETE FROM "group" WHERE id = {GROUP_ROWS["program", 101]}""",
        {"group_type": "program", "code": "Photon", "group_id": 101},
    ),
    "drop-orphaned-group-row": Case(
        f"""INSERT INTO "group" (id, type, child_id, inserted_at, updated_at)
            VALUES ({EXTRA}, 'school', {NOWHERE}, now(), now())""",
        {"group_type": "school", "group_id": NOWHERE, "row_id": EXTRA},
    ),
    "drop-second-group-row": Case(
        """INSERT INTO "group" (id, type, child_id, inserted_at, updated_at)
            VALUES (1, 'school', 101, now(), now())""",
        SCHOOL | {"row_id": 1},
    ),
    **{
        f"drop-second-{table}": Case(linked(table), {"row_id": EXTRA + 101, "kept_row_id": 101})
        for table in LINKS
    },
    "drop-second-record": Case(
        f"""INSERT INTO enrollment_record (id, user_id, group_type, group_id, academic_year,
                start_date, is_current, inserted_at, updated_at)
            VALUES ({EXTRA}, {PUPIL}, 'school', 101, '{YEAR}', '{CHANGE}', true, now(), now())""",
        PUPILS_SCHOOL | {"row_id": EXTRA, "kept_row_id": record_id(PUPIL, "school", 101)},
    ),
    "end-record-at-its-start": Case(
        f"""UPDATE enrollment_record SET end_date = '2026-06-14'
            WHERE id = {record_id(PUPIL, "batch", 102)}""",
        {"new_end_date": BEGIN, "row_id": record_id(PUPIL, "batch", 102)},
    ),
    "blank-year-of-auth-group": Case(
        f"""UPDATE enrollment_record SET academic_year = '{YEAR}'
            WHERE id = {record_id(TEACHER, "auth_group", 101)}""",
        {"teacher_id": "T1", "code": "Group 101", "old_academic_year": YEAR},
    ),
    "add-membership": Case(
        f"DELETE FROM group_user WHERE id = {SCHOOL_MEMBERSHIP}",
        PUPILS_SCHOOL | {"group_row_id": GROUP_ROWS["school", 101]},
    ),
    "drop-stale-membership": Case(
        f"""INSERT INTO group_user (id, user_id, group_id)
            VALUES ({EXTRA}, {PUPIL}, {GROUP_ROWS["school", 102]})""",
        {"student_id": "S1", "group_id": 102, "current_group_id": 101, "row_id": EXTRA},
    ),
    "set-grade-of-student": Case(
        f"UPDATE student SET grade_id = NULL WHERE user_id = {PUPIL}",
        {"student_id": "S1", "old_grade_id": None, "new_grade_id": 101},
    ),
}
# Breaches that a repair mends; all others need a decision.
MENDED = {
    "S3",
    "S4",
    "S6, a record without a membership",
    "S10, an end before the start",
    "S11, the year of an auth group",
    "S12, no group row",
    "S13",
    "entity-without-group-row",
    "entity-with-several-group-rows",
}
STATUS_RECORD = record_id(GONE, "status", DROPOUT)
DOUBTFUL = {name: case.statements for name, case in BREACHES.items() if name not in MENDED} | {
    "a membership of another school than the record's": f"""
        UPDATE group_user SET group_id = {GROUP_ROWS["school", 103]}
        WHERE id = {SCHOOL_MEMBERSHIP}""",
    "a second membership, of a school that was never recorded": f"""
        INSERT INTO group_user (user_id, group_id) VALUES ({PUPIL}, {GROUP_ROWS["school", 103]})""",
    "a membership of the batch of before": f"""
        INSERT INTO group_user (user_id, group_id) VALUES ({PUPIL}, {GROUP_ROWS["batch", 102]})""",
    "no membership, and two records it could be of": f"""
        DELETE FROM group_user WHERE id = {SCHOOL_MEMBERSHIP}; {record(PUPIL, "school", 103)}""",
    "no membership of a batch, and one without a record": f"""
        UPDATE group_user SET group_id = {GROUP_ROWS["batch", 103]}
        WHERE id = {membership_id(TEACHER, "batch", 101)}""",
    "no membership, and the person may have dropped out": f"""
        DELETE FROM group_user WHERE user_id = {PUPIL};
        UPDATE enrollment_record SET group_id = {DROPOUT}
        WHERE id = {record_id(PUPIL, "status", ENROLLED)}""",
    "a current record of someone who has dropped out": f"""
        DELETE FROM group_user WHERE user_id = {GONE}; {record(GONE, "school", 101)}""",
    "another grade, which the membership agrees with": f"""
        UPDATE student SET grade_id = 102 WHERE user_id = {PUPIL};
        UPDATE group_user SET group_id = {GROUP_ROWS["grade", 102]}
        WHERE id = {membership_id(PUPIL, "grade", 101)}""",
    "a second record that a dropout refers to": f"""
        {record(GONE, "status", DROPOUT)}
        UPDATE enrollment_record SET start_date = '{BEGIN}' WHERE id = {STATUS_RECORD};
        UPDATE dropout SET record_id = {EXTRA}""",
    "an orphaned group row with a member": f"""
        INSERT INTO "group" (id, type, child_id, inserted_at, updated_at)
        VALUES ({EXTRA}, 'school', {NOWHERE}, now(), now());
        INSERT INTO group_user (user_id, group_id) VALUES ({TEACHER}, {EXTRA})""",
    "an orphaned group row of which there are records": f"""
        INSERT INTO "group" (id, type, child_id, inserted_at, updated_at)
        VALUES ({EXTRA}, 'school', {NOWHERE}, now(), now());
        UPDATE enrollment_record SET group_id = {NOWHERE}
        WHERE id = {record_id(PUPIL, "school", 102)}""",
    "two group rows that are both used": f"""
        INSERT INTO "group" (id, type, child_id, inserted_at, updated_at)
        VALUES ({EXTRA}, 'school', 101, now(), now());
        UPDATE group_user SET group_id = {EXTRA} WHERE id = {SCHOOL_MEMBERSHIP}""",
    "a second link that differs in its weight": """
        INSERT INTO chapter_curriculum (chapter_id, curriculum_id, weightage,
                                        inserted_at, updated_at)
        VALUES (101, 101, 5, now(), now())""",
}


@pytest.fixture
def broken(organised: Connection) -> Session:
    """The organisation, in a database that forbids nothing."""
    organised.execute(text(UNKEPT))
    return Session(organised, join_transaction_mode="create_savepoint")


def performed(session: Session) -> dict[str, list[dict[str, Any]]]:
    return {
        one.repair.name: list(one.changes) for one in repairs.perform_all(session) if one.changes
    }


def test_every_repair_is_tried() -> None:
    assert RESTORING.keys() == repairs.REPAIRS.keys()


@pytest.mark.parametrize("name", RESTORING)
def test_a_repair_restores_what_was_and_changes_nothing_else(broken: Session, name: str) -> None:
    whole = contents(broken)
    broken.execute(text(RESTORING[name].statements))
    assert contents(broken) != whole
    changes = performed(broken)
    assert changes.keys() == {name}
    (change,) = changes[name]
    assert change == change | RESTORING[name].change
    assert contents(broken) == whole
    assert register.exceptions(broken) == {}
    assert performed(broken) == {}


@pytest.mark.parametrize("name", DOUBTFUL)
def test_what_is_open_to_doubt_stays_as_it_is(broken: Session, name: str) -> None:
    broken.execute(text(DOUBTFUL[name]))
    before, exceptions = contents(broken), register.exceptions(broken)
    assert performed(broken) == {}
    assert contents(broken) == before
    assert register.exceptions(broken) == exceptions


@pytest.mark.parametrize("name", sorted(MENDED))
def test_what_is_mended_is_no_exception_any_more(broken: Session, name: str) -> None:
    broken.execute(text(BREACHES[name].statements))
    assert performed(broken)
    assert register.exceptions(broken) == {}


def test_one_repair_builds_on_another(broken: Session) -> None:
    """The membership needs the group row, the grade needs the membership."""
    whole = contents(broken)
    del whole["group_user"]  # the group row has another id now
    grade = GROUP_ROWS["grade", 102]
    broken.execute(text(f"DELETE FROM group_user WHERE group_id = {grade}"))
    broken.execute(text(f'DELETE FROM "group" WHERE id = {grade}'))
    broken.execute(text("UPDATE student SET grade_id = 101 WHERE student_id = 'S3'"))
    assert performed(broken).keys() == {"add-group-row", "add-membership", "set-grade-of-student"}
    assert contents(broken) == contents(broken) | whole
    assert register.exceptions(broken) == {}


def test_a_kept_row_is_the_oldest_of_many(broken: Session) -> None:
    whole = contents(broken)
    again = "SELECT id + 1000 * n, user_id, group_id FROM group_user, generate_series(1, 3) AS n"
    broken.execute(
        text(
            f"INSERT INTO group_user (id, user_id, group_id) {again} WHERE id = {SCHOOL_MEMBERSHIP}"
        )
    )
    changes = performed(broken)["drop-second-group_user"]
    assert [change["kept_row_id"] for change in changes] == [SCHOOL_MEMBERSHIP] * 3
    assert contents(broken) == whole
