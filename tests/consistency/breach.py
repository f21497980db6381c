"""A breach: statements that break what a check watches, and what the check has to say then."""

from typing import Any, NamedTuple

from tests.consistency.organisation import BEGIN, GONE, GROUP_ROWS, PUPIL, TEACHER, YEAR, record_id

EXTRA = 900_001  # the id of the row that a breach adds
NOWHERE = 999
S1 = {"student_id": "S1", "teacher_id": None, "user_id": PUPIL}
S2 = {"student_id": "S2", "teacher_id": None, "user_id": GONE}
T1 = {"student_id": None, "teacher_id": "T1", "user_id": TEACHER}
SCHOOL = {"group_type": "school", "group_id": 101, "code": "SCH101"}
OTHER_SCHOOL = {"group_type": "school", "group_id": 102, "code": "SCH102"}
SCHOOL_RECORD = record_id(PUPIL, "school", 101)
CLOSED_RECORD = record_id(PUPIL, "school", 102)


class Breach(NamedTuple):
    """SQL, and the exceptions that come of it by check."""

    statements: str
    exceptions: dict[str, list[dict[str, Any]]]


def record(user_id: int, kind: str, id: int, year: str = f"'{YEAR}'") -> str:
    """SQL that adds a current record."""
    return f"""
        INSERT INTO enrollment_record (id, user_id, group_type, group_id, academic_year,
            start_date, is_current, inserted_at, updated_at)
        VALUES ({EXTRA}, {user_id}, '{kind}', {id}, {year}, '{BEGIN}', true, now(), now());"""


def membership(user_id: int, kind: str, id: int) -> str:
    """SQL that adds a membership."""
    return f"""INSERT INTO group_user (id, user_id, group_id)
        VALUES ({EXTRA}, {user_id}, {GROUP_ROWS[kind, id]});"""


def change(record_id: int, assignments: str) -> str:
    """SQL that changes a record."""
    return f"UPDATE enrollment_record SET {assignments} WHERE id = {record_id};"


NAMELESS = dict.fromkeys(("first_name", "last_name", "email", "phone"))
