"""Student Re-Enrollment After Dropout."""

from tests.engine.types.preparation import (
    NO_STATUSES,
    NOBODY,
    PLACES,
    dropped_out,
    numbered,
    sent,
    taken_before,
    without_group,
)
from tests.engine.types.scenario import Bad, Cells, Scenario

NEW = {
    "auth_group": "EnableStudents",
    "school_code": "SCH002",
    "batch_id": "NU-12-Nucleus-24-001",
    "grade": "12",
}


def cells(number: int) -> Cells:
    return {**numbered(number), **NEW}


SCENARIO = Scenario(
    type="re_enrollment",
    prepare=dropped_out,
    cells=cells,
    outcome="updated",
    again=("failed", "NOT_DROPPED_OUT"),
    twice=("failed", "NOT_DROPPED_OUT"),
    needed={
        "auth_group": "AUTH_GROUP_UNKNOWN",
        "school_code": "VALUE_REQUIRED",
        "batch_id": "VALUE_REQUIRED",
        "grade": "GRADE_NOT_FOUND",
        "academic_year": "INVALID_FIELDS",
        "start_date": "INVALID_FIELDS",
    },
    known_by=("student_id",),
    sparse="updated",
    bad=(
        *NOBODY,
        Bad("AUTH_GROUP_NOT_FOUND", {"auth_group": "Nobody"}, "auth_group", "Nobody not found"),
        Bad("SCHOOL_NOT_FOUND", {"school_code": "SCH9"}, "school_code", "nearest: SCH00"),
        Bad("BATCH_NOT_FOUND", {"batch_id": "EN"}, "batch_id", "EN not found"),
        Bad("GRADE_NOT_FOUND", {"grade": "none"}, "grade", "none not found"),
        Bad("INVALID_FIELDS", {"start_date": "2026-06"}, "start_date", "2026-06"),
        Bad(
            "AUTH_GROUP_MISMATCH",
            {"auth_group": "Walk-in"},
            "auth_group",
            "EnableStudents, not to Walk",
        ),
        Bad(
            "NOT_DROPPED_OUT",
            {},
            "student_id",
            "enrolled",
            taken_before("re_enrollment", PLACES),
        ),
        Bad(
            "AUTH_GROUP_UNKNOWN",
            {},
            "student_id",
            told="no auth group on record",
            given=sent("DELETE FROM enrollment_record WHERE group_type = 'auth_group'"),
        ),
        Bad(
            "GROUP_ROW_MISSING",
            {},
            "school_code",
            "SCH002",
            without_group("school", "code", "SCH002"),
        ),
        NO_STATUSES,
    ),
    variants=({**PLACES, "student_id": ""}, {"start_date": "2020-01-01"}),
)
