"""For each check, statements that break what it checks, and what the checks then have to say.

Some rules imply others: what breaks one of those breaks the other, and both say so.
"""

from typing import Any, NamedTuple

from tests.consistency.organisation import (
    ACCOUNT,
    APPLICANT,
    BEGIN,
    CHANGE,
    DROPOUT,
    ENROLLED,
    GONE,
    GROUP_ROWS,
    NEW,
    PUPIL,
    REGISTERED,
    TEACHER,
    YEAR,
    membership_id,
    record_id,
)

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
BREACHES = {
    "S1": Breach(
        record(PUPIL, "school", 101),
        {"S1": [S1 | {"group_type": "school", "record_ids": [SCHOOL_RECORD, EXTRA]}]},
    ),
    "S2": Breach(
        record(PUPIL, "status", REGISTERED),
        {"S2": [S1 | {"record_ids": [record_id(PUPIL, "status", ENROLLED), EXTRA]}]},
    ),
    "S3": Breach(
        record(TEACHER, "batch", 102),
        {
            "S3": [
                T1
                | {"group_type": "batch", "group_id": 102, "code": "B102"}
                | {"record_ids": [record_id(TEACHER, "batch", 102), EXTRA]}
            ]
        },
    ),
    "S4": Breach(
        membership(PUPIL, "school", 101),
        {
            "S4": [
                S1
                | SCHOOL
                | {"group_row_id": GROUP_ROWS["school", 101]}
                | {"membership_ids": [membership_id(PUPIL, "school", 101), EXTRA]}
            ]
        },
    ),
    "S5": Breach(
        membership(GONE, "school", 102),
        {
            "S5": [
                S2
                | {"group_type": "school"}
                | {"first_membership_id": membership_id(GONE, "school", 101)}
                | {"last_membership_id": EXTRA}
            ]
        },
    ),
    "S6, a membership without a record": Breach(
        membership(TEACHER, "school", 101),
        {"S6": [T1 | SCHOOL | {"missing": "current record"}]},
    ),
    "S6, a record without a membership": Breach(
        f"DELETE FROM group_user WHERE id = {membership_id(PUPIL, 'school', 101)}",
        {"S6": [S1 | SCHOOL | {"missing": "membership"}]},
    ),
    "S6, a group row taken for the entity": Breach(
        # The group row of auth group 102 has another number than the entity it stands for.
        change(
            record_id(TEACHER, "auth_group", 101),
            "group_id = 102",
        ),
        {
            "S6": [
                T1
                | {"group_type": "auth_group", "group_id": 101, "code": "Group 101"}
                | {"missing": "current record"},
                T1
                | {"group_type": "auth_group", "group_id": 102, "code": "Group 102"}
                | {"missing": "membership"},
            ]
        },
    ),
    "S7, a status without a record": Breach(
        f"UPDATE student SET status = 'dropout' WHERE user_id = {NEW}",
        {
            "S7": [
                {
                    "student_id": "S4",
                    "user_id": NEW,
                    "status": "dropout",
                    "dropout_record_id": None,
                }
            ]
        },
    ),
    "S7, a record without the status": Breach(
        record(NEW, "status", DROPOUT),
        {"S7": [{"student_id": "S4", "user_id": NEW, "status": None, "dropout_record_id": EXTRA}]},
    ),
    "S8": Breach(record(GONE, "school", 101), {"S8": [S2 | SCHOOL | {"record_id": EXTRA}]}),
    "S9": Breach(
        change(SCHOOL_RECORD, f"end_date = '{CHANGE}'"),
        {"S9": [S1 | SCHOOL | {"end_date": CHANGE, "record_id": SCHOOL_RECORD}]},
    ),
    "S10, no end": Breach(
        change(CLOSED_RECORD, "end_date = NULL"),
        {
            "S10": [
                S1
                | OTHER_SCHOOL
                | {"start_date": BEGIN, "end_date": None, "record_id": CLOSED_RECORD}
            ]
        },
    ),
    "S10, an end before the start": Breach(
        change(CLOSED_RECORD, f"start_date = '{CHANGE}', end_date = '{BEGIN}'"),
        {
            "S10": [
                S1
                | OTHER_SCHOOL
                | {"start_date": CHANGE, "end_date": BEGIN, "record_id": CLOSED_RECORD}
            ]
        },
    ),
    "S11, no start": Breach(
        change(SCHOOL_RECORD, "start_date = NULL"),
        {
            "S11": [
                S1
                | SCHOOL
                | {"start_date": None, "academic_year": YEAR, "record_id": SCHOOL_RECORD}
            ]
        },
    ),
    "S11, no year": Breach(
        change(SCHOOL_RECORD, "academic_year = NULL"),
        {
            "S11": [
                S1
                | SCHOOL
                | {"start_date": CHANGE, "academic_year": None, "record_id": SCHOOL_RECORD}
            ]
        },
    ),
    "S11, the year of an auth group": Breach(
        change(record_id(TEACHER, "auth_group", 101), f"academic_year = '{YEAR}'"),
        {
            "S11": [
                T1
                | {"group_type": "auth_group", "group_id": 101, "code": "Group 101"}
                | {"start_date": BEGIN, "academic_year": YEAR}
                | {"record_id": record_id(TEACHER, "auth_group", 101)}
            ]
        },
    ),
    "S12": Breach(
        change(CLOSED_RECORD, f"group_id = {NOWHERE}"),
        {
            "S12": [
                S1
                | {"group_type": "school", "group_id": NOWHERE, "code": None}
                | {"record_id": CLOSED_RECORD}
            ]
        },
    ),
    "S12, no group row": Breach(
        f"""DELETE FROM "group" WHERE id = {GROUP_ROWS["school", 102]}""",
        {
            "S12": [S1 | OTHER_SCHOOL | {"record_id": CLOSED_RECORD}],
            "entity-without-group-row": [OTHER_SCHOOL],
        },
    ),
    "S13": Breach(
        f"UPDATE student SET grade_id = 102 WHERE user_id = {PUPIL}",
        {
            "S13": [
                {
                    "student_id": "S1",
                    "user_id": PUPIL,
                    "grade_id": 102,
                    "recorded_grade_id": 101,
                    "record_id": record_id(PUPIL, "grade", 101),
                }
            ]
        },
    ),
    "S14": Breach(
        f"DELETE FROM teacher_profile; DELETE FROM teacher WHERE user_id = {TEACHER}",
        {"S14": [{"user_id": TEACHER} | NAMELESS]},
    ),
    "S15, student_id": Breach(
        f"UPDATE student SET student_id = 'S2' WHERE user_id = {NEW}",
        {"S15": [{"number": "student_id", "value": "S2", "row_ids": [102, 104]}]},
    ),
    "S15, apaar_id": Breach(
        f"UPDATE student SET apaar_id = 'A1' WHERE user_id = {NEW}",
        {"S15": [{"number": "apaar_id", "value": "A1", "row_ids": [101, 104]}]},
    ),
    "S15, teacher_id": Breach(
        f"""INSERT INTO teacher (id, user_id, teacher_id, inserted_at, updated_at)
            VALUES ({EXTRA}, {APPLICANT}, 'T1', now(), now())""",
        {"S15": [{"number": "teacher_id", "value": "T1", "row_ids": [101, EXTRA]}]},
    ),
    "S16": Breach(
        f"""INSERT INTO alumni (id, student_id, inserted_at, updated_at)
            VALUES ({EXTRA}, 103, now(), now())""",
        {
            "S16": [
                {
                    "student_id": "S3",
                    "user_id": 1003,
                    "student_row_id": 103,
                    "alumni_ids": [101, EXTRA],
                }
            ]
        },
    ),
    "entity-without-group-row": Breach(
        f"""DELETE FROM "group" WHERE id = {GROUP_ROWS["program", 101]}""",
        {
            "entity-without-group-row": [
                {"group_type": "program", "code": "Photon", "group_id": 101}
            ]
        },
    ),
    "entity-with-several-group-rows": Breach(
        f"""INSERT INTO "group" (id, type, child_id, inserted_at, updated_at)
            VALUES ({EXTRA}, 'school', 101, now(), now())""",
        {
            "entity-with-several-group-rows": [
                SCHOOL | {"group_row_ids": [GROUP_ROWS["school", 101], EXTRA]}
            ]
        },
    ),
    "group-row-without-entity": Breach(
        f"""INSERT INTO "group" (id, type, child_id, inserted_at, updated_at)
            VALUES ({EXTRA}, 'school', {NOWHERE}, now(), now());
            UPDATE group_session SET group_id = {EXTRA}""",
        {
            "group-row-without-entity": [
                {
                    "group_type": "school",
                    "group_id": NOWHERE,
                    "group_row_id": EXTRA,
                    "members": 0,
                    "sessions": 1,
                }
            ]
        },
    ),
    "group-row-without-entity, of no kind": Breach(
        f"""INSERT INTO "group" (id, type, child_id, inserted_at, updated_at)
            VALUES ({EXTRA}, 'auth-group', 101, now(), now());
            INSERT INTO group_user (user_id, group_id) VALUES ({PUPIL}, {EXTRA})""",
        {
            "group-row-without-entity": [
                {
                    "group_type": "auth-group",
                    "group_id": 101,
                    "group_row_id": EXTRA,
                    "members": 1,
                    "sessions": 0,
                }
            ]
        },
    ),
    "record-of-nothing, a kind without groups": Breach(
        record(PUPIL, "auth-group", 101),
        {
            "record-of-nothing": [
                S1 | {"group_type": "auth-group", "group_id": 101, "record_id": EXTRA}
            ]
        },
    ),
    "record-of-nothing, a program that is not there": Breach(
        record(PUPIL, "program", NOWHERE),
        {
            "record-of-nothing": [
                S1 | {"group_type": "program", "group_id": NOWHERE, "record_id": EXTRA}
            ]
        },
    ),
    "record-of-nothing, nobody's": Breach(
        change(CLOSED_RECORD, "user_id = NULL"),
        {
            "record-of-nothing": [
                {"student_id": None, "teacher_id": None, "user_id": None}
                | {"group_type": "school", "group_id": 102, "record_id": CLOSED_RECORD}
            ]
        },
    ),
    "role-without-user": Breach(
        f"UPDATE student SET user_id = NULL WHERE user_id = {NEW}",
        {
            "role-without-user": [{"role": "student", "number": "S4", "row_id": 104}],
            "user-without-use": [{"user_id": NEW} | NAMELESS],
        },
    ),
    "user-without-use": Breach(
        "UPDATE school SET user_id = NULL",
        {"user-without-use": [{"user_id": ACCOUNT} | NAMELESS]},
    ),
    "link-without-end": Breach(
        "UPDATE school_batch SET school_id = NULL; UPDATE group_session SET group_id = NULL,"
        " session_id = NULL",
        {
            "link-without-end": [
                {"link": "group_session", "missing": "session_id and group_id", "row_id": 101},
                {"link": "school_batch", "missing": "school_id", "row_id": 101},
            ]
        },
    ),
    "parent-cycle": Breach(
        "UPDATE batch SET parent_id = 102 WHERE id = 101;"
        "UPDATE subject SET parent_id = 101 WHERE id = 101",
        {
            "parent-cycle": [
                {"tree": "batch", "code": "B101", "row_id": 101, "parent_id": 102},
                {"tree": "batch", "code": "B102", "row_id": 102, "parent_id": 101},
                {"tree": "subject", "code": "SUB1", "row_id": 101, "parent_id": 101},
            ]
        },
    ),
    "reference-to-nothing": Breach(
        f"""ALTER TABLE group_user DROP CONSTRAINT group_user_user_id_fkey;
            ALTER TABLE student_exam_record
                DROP CONSTRAINT student_exam_record_student_id_fkey;
            UPDATE student_exam_record SET student_id = {NOWHERE};
            UPDATE group_user SET user_id = {NOWHERE}
            WHERE id = {membership_id(GONE, "school", 101)}""",
        {
            "S6": [
                {"student_id": None, "teacher_id": None, "user_id": NOWHERE}
                | SCHOOL
                | {"missing": "current record"}
            ],
            "reference-to-nothing": [
                {
                    "table": "group_user",
                    "column": "user_id",
                    "row_id": membership_id(GONE, "school", 101),
                    "missing_id": NOWHERE,
                    "missing_from": "user",
                },
                {
                    "table": "student_exam_record",
                    "column": "student_id",
                    "row_id": 101,
                    "missing_id": NOWHERE,
                    "missing_from": "student",
                },
            ],
        },
    ),
    "listed-id-of-nothing": Breach(
        f"""UPDATE resource SET tag_ids = '{{101,{NOWHERE},NULL}}' WHERE code = 'P0000101';
            UPDATE student SET planned_competitive_exams = '{{{NOWHERE}}}' WHERE id = 101;
            UPDATE school SET program_ids = '{{{NOWHERE}}}' WHERE id = 103;
            UPDATE dropout SET closed_record_ids = '{{{NOWHERE}}}'""",
        {
            "listed-id-of-nothing": [
                {
                    "table": table,
                    "code": code,
                    "column": column,
                    "row_id": row_id,
                    "missing_id": NOWHERE,
                    "missing_from": target,
                }
                for table, code, column, row_id, target in (
                    (
                        "dropout",
                        str(record_id(GONE, "status", DROPOUT)),
                        "closed_record_ids",
                        1,
                        "enrollment_record",
                    ),
                    ("resource", "P0000101", "tag_ids", 101, "tag"),
                    ("school", "SCH103", "program_ids", 103, "program"),
                    ("student", "S1", "planned_competitive_exams", 101, "exam"),
                )
            ]
        },
    ),
    "problem-of-nothing": Breach(
        f"""UPDATE resource SET type_params = jsonb_set(
            type_params, '{{subjects,0,sections,0,compulsory,problems,0,id}}', '{NOWHERE}')
            WHERE code = 'TEST1'""",
        {"problem-of-nothing": [{"code": "TEST1", "resource_id": 102, "missing_id": str(NOWHERE)}]},
    ),
    "code-of-nothing": Breach(
        """UPDATE user_permission SET school_codes = '{SCH101,SCH999,""}';
           UPDATE lms_pm_school_visits SET school_code = 'SCH998';
           UPDATE session_occurrence SET session_id = 'SES2';
           UPDATE student_profile SET student_id = 'S9';
           UPDATE teacher_profile SET teacher_id = 'T9'""",
        {
            "code-of-nothing": [
                {
                    "table": table,
                    "column": column,
                    "row_id": 101,
                    "missing_code": code,
                    "missing_from": target,
                }
                for table, column, code, target in (
                    ("lms_pm_school_visits", "school_code", "SCH998", "school"),
                    ("session_occurrence", "session_id", "SES2", "session"),
                    ("student_profile", "student_id", "S9", "student"),
                    ("teacher_profile", "teacher_id", "T9", "teacher"),
                    ("user_permission", "school_codes", "SCH999", "school"),
                )
            ]
        },
    ),
}
