"""Student Addition."""

from sqlalchemy.orm import Session

from tests.engine.types.preparation import numbered, taken, without_group
from tests.engine.types.scenario import Bad, Scenario

LOOSE = without_group("batch", "batch_id", "OPEN-24-001")


def two_students(session: Session) -> None:
    """One is known by student_id only."""
    taken(session, "student", [{"student_id": "S00000"}, numbered(1)])


SCENARIO = Scenario(
    type="student",
    cells=numbered,
    again=("failed", "STUDENT_EXISTS"),
    twice=("failed", "DUPLICATE_IN_SHEET"),
    needed={
        "academic_year": "ENROLMENT_WRITE_FAILED",
        "start_date": "ENROLMENT_WRITE_FAILED",
    },
    known_by=("student_id",),
    sparse="created",
    bad=(
        Bad("IDENTIFIER_MISSING", {"student_id": "", "student_apaar_id": " "}, "student_id"),
        Bad("AUTH_GROUP_NOT_FOUND", {"auth_group": "Enable"}, "auth_group", "Enable not found"),
        Bad("SCHOOL_NOT_FOUND", {"school_code": "SCH1"}, "school_code", "SCH1 not found; nearest"),
        Bad("BATCH_NOT_FOUND", {"batch_id": "EN-11"}, "batch_id", "EN-11 not found"),
        Bad("GRADE_NOT_FOUND", {"grade": "13"}, "grade", "13 not found"),
        Bad("INVALID_FIELDS", {"start_date": "16/06/2025"}, "start_date", "16/06/2025"),
        Bad("INVALID_FIELDS", {"user_phone": "+91"}, "user_phone", "+91"),
        Bad("INVALID_CHOICE", {"user_gender": "F"}, "user_gender", "'F'"),
        Bad("INVALID_CHOICE", {"student_category": "X"}, "student_category", "allowed: Gen"),
        Bad("INVALID_CHOICE", {"student_stream": "arts"}, "student_stream", "arts"),
        Bad(
            "IDENTIFIER_TAKEN",
            {"student_apaar_id": "A00001"},
            "student_apaar_id",
            "A00001",
            two_students,
        ),
        Bad(
            "IDENTIFIER_MISMATCH",
            {"student_id": "S00001"},
            "student_apaar_id",
            "A00000",
            two_students,
        ),
        Bad("GROUP_ROW_MISSING", {"batch_id": "OPEN-24-001"}, "batch_id", "OPEN-24-001", LOOSE),
    ),
    variants=(
        {"student_id": "S00001", "student_apaar_id": "A00009"},
        {"student_id": "S00009", "student_apaar_id": "A00001"},
        {"student_id": "S00001", "student_apaar_id": "A00002"},
        {"student_id": "", "school_code": "SCH002", "batch_id": "", "grade": "12th"},
    ),
)
