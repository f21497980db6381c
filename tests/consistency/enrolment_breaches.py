"""For each promise about enrolments, what breaks it."""

from tests.consistency.breach import (
    CLOSED_RECORD,
    EXTRA,
    NAMELESS,
    NOWHERE,
    OTHER_SCHOOL,
    S1,
    S2,
    SCHOOL,
    SCHOOL_RECORD,
    T1,
    Breach,
    change,
    membership,
    record,
)
from tests.consistency.organisation import (
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

OF_ENROLMENTS = {
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
}
