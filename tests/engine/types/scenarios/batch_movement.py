"""Student Batch Movement."""

from tests.engine.types.preparation import (
    DROPPED_OUT,
    NO_STATUSES,
    NOBODY,
    enrolled,
    numbered,
    without_group,
)
from tests.engine.types.scenario import Bad, Cells, Scenario

TARGET = "EN-12-Photon-Enq-24-001"


def cells(number: int) -> Cells:
    return {**numbered(number), "batch_id": TARGET, "grade": "12"}


SCENARIO = Scenario(
    type="batch_movement",
    prepare=enrolled,
    cells=cells,
    outcome="updated",
    again=("unchanged", None),
    twice=("unchanged", "DUPLICATE_IN_SHEET"),
    needed={
        "batch_id": "VALUE_REQUIRED",
        "academic_year": "VALUE_REQUIRED",
        "start_date": "VALUE_REQUIRED",
    },
    known_by=("student_id",),
    sparse="updated",
    bad=(
        *NOBODY,
        Bad("BATCH_NOT_FOUND", {"batch_id": "EN-13"}, "batch_id", "EN-13 not found"),
        Bad("GRADE_NOT_FOUND", {"grade": "13"}, "grade", "13 not found"),
        Bad("INVALID_FIELDS", {"start_date": "15/06/2026"}, "start_date", "15/06/2026"),
        Bad(
            "GROUP_ROW_MISSING",
            {},
            "batch_id",
            TARGET,
            without_group("batch", "batch_id", TARGET),
        ),
        DROPPED_OUT,
        NO_STATUSES,
    ),
    variants=(
        {"batch_id": "NU-11-Nucleus-24-001", "grade": ""},
        {"batch_id": "EN-11-Photon-Enq-24-001", "start_date": "2024-01-01"},
        {"batch_id": "OPEN-24-001", "student_id": "", "grade": "11"},
    ),
)
