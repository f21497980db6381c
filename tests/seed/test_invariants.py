"""The demo keeps every invariant of enrolments; and a broken one would be seen."""

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.invariants import EXCEPTIONS, exceptions

SOMEBODY = "(SELECT user_id FROM student WHERE status = 'enrolled' ORDER BY id LIMIT 1)"
DROPOUT = "(SELECT user_id FROM student WHERE status = 'dropout' ORDER BY id LIMIT 1)"
RECORD = """
    INSERT INTO enrollment_record
    (user_id, group_type, group_id, academic_year, start_date, is_current, inserted_at, updated_at)
    VALUES ({}, '2026-2027', '2026-07-01', true, now(), now())"""
MEMBERSHIP = "INSERT INTO group_user (user_id, group_id) VALUES ({})"
# Some other school than the one somebody is in.
OTHER_SCHOOL = f"""(
    SELECT id FROM school WHERE id NOT IN (
        SELECT group_id FROM enrollment_record WHERE group_type = 'school' AND user_id = {SOMEBODY}
    ) ORDER BY id LIMIT 1)"""
OF_SOMEBODY = f"user_id = {SOMEBODY} AND is_current"
BATCH_OF_SOMEBODY = (
    f"SELECT group_id FROM enrollment_record WHERE {OF_SOMEBODY} AND group_type = 'batch'"
)

# What breaks each invariant; indexes that would forbid it are dropped before.
BREAKING = {
    "S1": RECORD.format(f"{SOMEBODY}, 'school', {OTHER_SCHOOL}"),
    "S2": RECORD.format(f"{SOMEBODY}, 'status', (SELECT id FROM status WHERE title = 'active')"),
    "S3": RECORD.format(f"{SOMEBODY}, 'batch', ({BATCH_OF_SOMEBODY})"),
    "S4": f"INSERT INTO group_user (user_id, group_id)"
    f" SELECT user_id, group_id FROM group_user WHERE user_id = {SOMEBODY} LIMIT 1",
    "S5": MEMBERSHIP.format(
        f"{SOMEBODY}, (SELECT id FROM \"group\" WHERE type = 'school'"
        f" AND child_id = {OTHER_SCHOOL})"
    ),
    "S6": f"DELETE FROM group_user WHERE user_id = {SOMEBODY}",
    "S7": f"UPDATE student SET status = 'enrolled' WHERE user_id = {DROPOUT}",
    "S8": RECORD.format(f"{DROPOUT}, 'grade', (SELECT min(id) FROM grade)"),
    "S9": f"UPDATE enrollment_record SET end_date = '2026-12-01' WHERE {OF_SOMEBODY}",
    "S10": "UPDATE enrollment_record SET end_date = start_date - 1 WHERE NOT is_current",
    "S11": f"UPDATE enrollment_record SET academic_year = '2026-2027' WHERE {OF_SOMEBODY}",
    "S12": """DELETE FROM "group" AS g WHERE type = 'status' AND child_id = (
        SELECT id FROM status WHERE title = 'dropout')""",
    "S13": f"UPDATE student SET grade_id = NULL WHERE user_id = {SOMEBODY}",
    "S14": f"DELETE FROM student WHERE user_id = {SOMEBODY}",
    "S15": "UPDATE student SET student_id = (SELECT max(student_id) FROM student)"
    f" WHERE user_id = {SOMEBODY}",
    "S16": """INSERT INTO alumni (student_id, inserted_at, updated_at)
        SELECT min(id), now(), now() FROM student UNION ALL SELECT min(id), now(), now()
        FROM student""",
    "every entity has one group row, every group row an entity": """
        INSERT INTO "group" (type, child_id, inserted_at, updated_at)
        VALUES ('school', -1, now(), now())""",
}
UNIQUE_INDEXES = """
    SELECT format('DROP INDEX %s', i.indexrelid::regclass)
    FROM pg_index AS i WHERE i.indisunique AND NOT i.indisprimary
    AND i.indrelid::regclass::text IN ('enrollment_record', 'group_user', 'alumni', 'student')
"""


@pytest.mark.parametrize("name", EXCEPTIONS)
def test_the_demo_keeps(seeded: Session, name: str) -> None:
    assert exceptions(seeded, name) == []


@pytest.mark.parametrize("name", EXCEPTIONS)
def test_a_breach_is_seen(seeded: Session, name: str) -> None:
    for statement in seeded.scalars(text(UNIQUE_INDEXES)).all():
        seeded.execute(text(statement))
    seeded.execute(text(BREAKING[name]))
    assert exceptions(seeded, name) != []
