"""For each promise about what rows refer to, what breaks it."""

from tests.consistency.breach import (
    CLOSED_RECORD,
    EXTRA,
    NAMELESS,
    NOWHERE,
    S1,
    SCHOOL,
    Breach,
    change,
    record,
)
from tests.consistency.organisation import (
    ACCOUNT,
    DROPOUT,
    GONE,
    GROUP_ROWS,
    NEW,
    PUPIL,
    membership_id,
    record_id,
)

OF_REFERENCES = {
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
