"""Teacher Addition."""

from tests.engine.types.preparation import sent, taken_before, without_group
from tests.engine.types.scenario import Bad, Cells, Scenario

PLACELESS = {"auth_group": "", "batch_id": "", "grade": ""}


def cells(number: int) -> Cells:
    return {"teacher_id": f"T{number:05d}"}


SCENARIO = Scenario(
    type="teacher_addition",
    cells=cells,
    again=("unchanged", None),
    twice=("unchanged", "DUPLICATE_IN_SHEET"),
    needed={
        "teacher_id": "VALUE_REQUIRED",
        "academic_year": "ENROLMENT_WRITE_FAILED",
        "start_date": "ENROLMENT_WRITE_FAILED",
    },
    sparse="created",
    bad=(
        Bad("AUTH_GROUP_NOT_FOUND", {"auth_group": "Enable"}, "auth_group", "Enable not found"),
        Bad("BATCH_NOT_FOUND", {"batch_id": "EN"}, "batch_id", "EN not found"),
        Bad("GRADE_NOT_FOUND", {"grade": "13"}, "grade", "13 not found"),
        Bad("INVALID_FIELDS", {"is_af_teacher": "perhaps"}, "is_af_teacher", "perhaps"),
        Bad(
            "ENROLMENT_CONFLICT",
            told="another grade",
            given=taken_before("teacher_addition", {"teacher_id": "T00000", "grade": "12"}),
        ),
        Bad(
            "GROUP_ROW_MISSING",
            {"batch_id": "OPEN-24-001"},
            "batch_id",
            "OPEN-24-001",
            without_group("batch", "batch_id", "OPEN-24-001"),
        ),
        Bad(
            "USER_NOT_FOUND",
            {},
            "teacher_id",
            given=sent(
                "INSERT INTO teacher (teacher_id, inserted_at, updated_at)"
                " VALUES ('T00000', now(), now())"
            ),
        ),
    ),
    remarked=(Bad("SUBJECT_NOT_FOUND", {"subject": "Phys"}, "subject", "Phys not found"),),
    variants=(
        {"grade": "12", "user_first_name": "Zoya"},
        {"batch_id": "NU-11-Nucleus-24-001", "is_af_teacher": "No"},
        {**PLACELESS, "subject": "maths", "user_district": "Nashik"},
        {"academic_year": "2027-2028", "subject": "Singing"},
    ),
)
