"""A small organisation with all kinds of enrolments, in which everything is as it should be.

Ids are given, from 101 on; those of group rows run the other way, so that most are the id of some
other entity of the same kind too.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import Connection

from tests.rows import add_row

ENTITIES = {
    "product": [101],
    "program": [101],
    "auth_group": [101, 102],
    "school": [101, 102, 103],
    "batch": [101, 102, 103],
    "grade": [101, 102],
    "status": [101, 102, 103],
}
REGISTERED, ENROLLED, DROPOUT = ENTITIES["status"]
LAST_GROUP_ROW = 100 + sum(map(len, ENTITIES.values()))
GROUP_ROWS = {
    (kind, id): LAST_GROUP_ROW - place
    for place, (kind, id) in enumerate((kind, id) for kind, ids in ENTITIES.items() for id in ids)
}
YEAR = "2026-2027"
BEGIN, CHANGE = date(2026, 6, 15), date(2026, 9, 1)

# People by what they are; the ids of their users.
PUPIL, GONE, BACK, NEW, TEACHER, APPLICANT, ACCOUNT, OWNER = range(1001, 1009)
STUDENT_ROWS = {PUPIL: 101, GONE: 102, BACK: 103, NEW: 104}

FACTS: list[tuple[str, dict[str, Any]]] = [
    ("product", {"id": 101, "name": "Coaching", "code": "CO"}),
    ("program", {"id": 101, "name": "Photon", "product_id": 101}),
    *(("auth_group", {"id": id, "name": f"Group {id}"}) for id in ENTITIES["auth_group"]),
    *(("user", {"id": id}) for id in range(PUPIL, OWNER + 1)),
    ("school", {"id": 101, "code": "SCH101", "user_id": ACCOUNT}),
    ("school", {"id": 102, "code": "SCH102"}),
    ("school", {"id": 103, "code": "SCH103"}),
    ("batch", {"id": 101, "batch_id": "B101", "program_id": 101}),
    ("batch", {"id": 102, "batch_id": "B102", "parent_id": 101}),
    ("batch", {"id": 103, "batch_id": "B103", "parent_id": 102}),
    ("grade", {"id": 101, "number": 11}),
    ("grade", {"id": 102, "number": 12}),
    ("status", {"id": REGISTERED, "title": "registered"}),
    ("status", {"id": ENROLLED, "title": "enrolled"}),
    ("status", {"id": DROPOUT, "title": "dropout"}),
    ("exam", {"id": 101}),
    (
        "student",
        {
            "id": 101,
            "student_id": "S1",
            "apaar_id": "A1",
            "user_id": PUPIL,
            "status": "enrolled",
            "grade_id": 101,
            "planned_competitive_exams": [101],
        },
    ),
    ("student", {"id": 102, "student_id": "S2", "user_id": GONE, "status": "dropout"}),
    (
        "student",
        {"id": 103, "student_id": "S3", "user_id": BACK, "status": "enrolled", "grade_id": 102},
    ),
    ("student", {"id": 104, "student_id": "S4", "user_id": NEW, "apaar_id": ""}),
    ("teacher", {"id": 101, "teacher_id": "T1", "user_id": TEACHER}),
    ("candidate", {"id": 101, "candidate_id": "C1", "user_id": APPLICANT}),
    ("user_profile", {"id": 101, "user_id": PUPIL}),
    ("student_profile", {"id": 101, "student_fk": 101, "student_id": "S1", "user_profile_id": 101}),
    ("teacher_profile", {"id": 101, "teacher_fk": 101, "teacher_id": "T1"}),
    ("alumni", {"id": 101, "student_id": 103}),
    ("student_exam_record", {"id": 101, "student_id": 101, "exam_id": 101}),
    ("college", {"id": 101, "college_id": "COL1", "entrance_test": [101]}),
    ("branch", {"id": 101, "branch_id": "BR1"}),
    ("branch", {"id": 102, "branch_id": "BR2", "parent_branch_id": 101}),
    ("curriculum", {"id": 101}),
    ("subject", {"id": 101, "code": "SUB1"}),
    ("subject", {"id": 102, "code": "SUB2", "parent_id": 101}),
    ("chapter", {"id": 101, "grade_id": 101, "subject_id": 101}),
    ("topic", {"id": 101, "chapter_id": 101}),
    ("concept", {"id": 101, "topic_id": 101}),
    ("learning_objective", {"id": 101, "concept_id": 101}),
    *((table, {"id": 101}) for table in ("purpose", "skill", "tag", "language")),
    (
        "resource",
        {
            "id": 101,
            "code": "P0000101",
            "type": "problem",
            "purpose_ids": [101],
            "skill_ids": [101],
            "tag_ids": [101],
            "exam_ids": [101],
            "learning_objective_ids": [101],
        },
    ),
    (
        "resource",
        {
            "id": 102,
            "code": "TEST1",
            "type": "test",
            "type_params": {
                "subjects": [{"sections": [{"compulsory": {"problems": [{"id": 101}]}}]}]
            },
        },
    ),
    ("problem_lang", {"id": 101, "res_id": 101, "lang_id": 101}),
    ("resource_chapter", {"id": 101, "resource_id": 101, "chapter_id": 101}),
    ("resource_topic", {"id": 101, "resource_id": 101, "topic_id": 101}),
    ("resource_concept", {"id": 101, "resource_id": 101, "concept_id": 101}),
    ("resource_curriculum", {"id": 101, "resource_id": 101, "curriculum_id": 101}),
    ("chapter_curriculum", {"id": 101, "chapter_id": 101, "curriculum_id": 101}),
    ("topic_curriculum", {"id": 101, "topic_id": 101, "curriculum_id": 101}),
    ("school_batch", {"id": 101, "school_id": 101, "batch_id": 101}),
    ("session", {"id": 101, "session_id": "SES1", "owner_id": OWNER}),
    ("session_occurrence", {"id": 101, "session_fk": 101, "session_id": "SES1"}),
    ("user_session", {"id": 101, "user_id": PUPIL, "session_id": 101}),
    ("user_permission", {"id": 101, "school_codes": ["SCH101", "SCH102"]}),
    ("lms_pm_school_visits", {"id": 101, "school_code": "SCH101"}),
]
# The records of each, as (kind, entity, start, end); a record without an end is current.
RECORDS: dict[int, list[tuple[str, int, date, date | None]]] = {
    PUPIL: [
        ("auth_group", 101, BEGIN, None),
        ("school", 102, BEGIN, CHANGE),
        ("school", 101, CHANGE, None),
        ("batch", 102, BEGIN, BEGIN),
        ("batch", 101, CHANGE, None),
        ("grade", 101, BEGIN, None),
        ("status", ENROLLED, BEGIN, None),
    ],
    GONE: [
        ("auth_group", 101, BEGIN, CHANGE),
        ("school", 101, BEGIN, CHANGE),
        ("batch", 101, BEGIN, CHANGE),
        ("grade", 101, BEGIN, CHANGE),
        ("status", DROPOUT, CHANGE, None),
    ],
    BACK: [
        ("auth_group", 102, BEGIN, None),
        ("school", 103, BEGIN, CHANGE),
        ("school", 103, CHANGE, None),
        ("status", DROPOUT, BEGIN, CHANGE),
        ("status", ENROLLED, CHANGE, None),
        ("batch", 101, CHANGE, None),
        ("batch", 103, CHANGE, None),
        ("grade", 102, CHANGE, None),
    ],
    TEACHER: [
        ("auth_group", 101, BEGIN, None),
        ("batch", 101, BEGIN, None),
        ("batch", 102, BEGIN, None),
        ("grade", 101, BEGIN, None),
    ],
}
# Memberships outlive a dropout.
OUTLIVING = {GONE: [("auth_group", 101), ("school", 101), ("batch", 101), ("grade", 101)]}


def settle(connection: Connection) -> None:
    """Insert the organisation."""
    for table, values in (*FACTS, *group_rows(), *enrollments()):
        add_row(connection, table, **values)
    closed = [record_id(GONE, kind, 101) for kind in ("auth_group", "school", "batch", "grade")]
    add_row(
        connection,
        "dropout",
        record_id=record_id(GONE, "status", DROPOUT),
        closed_record_ids=closed,
    )


def group_rows() -> Iterator[tuple[str, dict[str, Any]]]:
    for (kind, id), group_row_id in GROUP_ROWS.items():
        yield "group", {"id": group_row_id, "type": kind, "child_id": id}
    yield (
        "group_session",
        {"id": 101, "session_id": 101, "group_id": GROUP_ROWS["batch", 101]},
    )


def enrollments() -> Iterator[tuple[str, dict[str, Any]]]:
    for user_id, records in RECORDS.items():
        for place, (kind, id, start, end) in enumerate(records):
            yield (
                "enrollment_record",
                {
                    "id": user_id * 100 + place,
                    "user_id": user_id,
                    "group_type": kind,
                    "group_id": id,
                    "academic_year": None if kind == "auth_group" else YEAR,
                    "start_date": start,
                    "end_date": end,
                    "is_current": end is None,
                },
            )
    for place, (user_id, kind, id) in enumerate(memberships()):
        yield (
            "group_user",
            {"id": 101 + place, "user_id": user_id, "group_id": GROUP_ROWS[kind, id]},
        )


def memberships() -> Iterator[tuple[int, str, int]]:
    """Who is a member of what."""
    for user_id, records in RECORDS.items():
        for kind, id, _, end in records:
            if end is None and kind != "status":
                yield user_id, kind, id
        for kind, id in OUTLIVING.get(user_id, ()):
            yield user_id, kind, id


def record_id(user_id: int, kind: str, id: int) -> int:
    """The id of the last record that somebody has of an entity."""
    places = [place for place, record in enumerate(RECORDS[user_id]) if record[:2] == (kind, id)]
    return user_id * 100 + places[-1]


def membership_id(user_id: int, kind: str, id: int) -> int:
    """The id of somebody's membership."""
    return 101 + list(memberships()).index((user_id, kind, id))
