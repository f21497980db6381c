"""Enroll Existing Students."""

from tests.engine.types.preparation import (
    DROPPED_OUT,
    NOBODY,
    numbered,
    taken_before,
    unenrolled,
    without_group,
)
from tests.engine.types.scenario import Bad, Scenario

ONLY_SCHOOL = {"auth_group": "", "batch_id": "", "grade": ""}

SCENARIO = Scenario(
    type="student_enrollment",
    prepare=unenrolled,
    cells=numbered,
    outcome="updated",
    again=("failed", "ALREADY_MEMBER"),
    twice=("failed", "ALREADY_MEMBER"),
    needed={
        "academic_year": "ENROLMENT_WRITE_FAILED",
        "start_date": "ENROLMENT_WRITE_FAILED",
    },
    known_by=("student_id",),
    sparse="unchanged",
    bad=(
        *NOBODY,
        Bad("AUTH_GROUP_NOT_FOUND", {"auth_group": "Enable"}, "auth_group", "Enable not found"),
        Bad("SCHOOL_NOT_FOUND", {"school_code": "SCH1"}, "school_code", "nearest: SCH001"),
        Bad("BATCH_NOT_FOUND", {"batch_id": "EN"}, "batch_id", "EN not found"),
        Bad("GRADE_NOT_FOUND", {"grade": "13"}, "grade", "13 not found"),
        Bad("INVALID_FIELDS", {"start_date": "15.6.2026"}, "start_date", "15.6.2026"),
        Bad(
            "ENROLMENT_CONFLICT",
            ONLY_SCHOOL,
            "student_id",
            "another school",
            taken_before("student_enrollment", {"school_code": "SCH002"}),
        ),
        Bad(
            "GROUP_ROW_MISSING",
            {},
            "school_code",
            "SCH001",
            without_group("school", "code", "SCH001"),
        ),
        DROPPED_OUT,
    ),
    variants=(
        {**ONLY_SCHOOL, "school_code": "SCH002"},
        {"auth_group": "", "school_code": "", "batch_id": "OPEN-24-001", "grade": ""},
        {"auth_group": "", "school_code": "", "batch_id": "", "student_id": ""},
    ),
)
