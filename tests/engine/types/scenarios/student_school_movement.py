"""Student School Movement."""

from tests.engine.types.preparation import DROPPED_OUT, NOBODY, enrolled, numbered, without_group
from tests.engine.types.scenario import Bad, Cells, Scenario


def cells(number: int) -> Cells:
    return {**numbered(number), "school_code": "SCH002"}


SCENARIO = Scenario(
    type="student_school_movement",
    prepare=enrolled,
    cells=cells,
    outcome="updated",
    again=("unchanged", None),
    twice=("unchanged", "DUPLICATE_IN_SHEET"),
    needed={"school_code": "VALUE_REQUIRED", "academic_year": "VALUE_REQUIRED"},
    known_by=("student_id",),
    sparse="updated",
    bad=(
        *NOBODY,
        Bad("SCHOOL_NOT_FOUND", {"school_code": "SCH9"}, "school_code", "SCH9 not found"),
        Bad("INVALID_FIELDS", {"effective_date": "soon"}, "effective_date", "soon"),
        Bad(
            "GROUP_ROW_MISSING",
            {},
            "school_code",
            "SCH002",
            without_group("school", "code", "SCH002"),
        ),
        DROPPED_OUT,
    ),
    variants=(
        {"school_code": "SCH001", "academic_year": "2025-2026"},
        {"school_code": "SCH003", "effective_date": "2020-01-01"},
        {"academic_year": "2027-2028", "effective_date": ""},
    ),
)
