"""Teacher Batch Assignment."""

from tests.engine.types.preparation import teachers, without_group
from tests.engine.types.scenario import Bad, Cells, Scenario

TARGET = "NU-11-Nucleus-24-001"


def cells(number: int) -> Cells:
    return {"teacher_id": f"T{number:05d}", "batch_id": TARGET}


SCENARIO = Scenario(
    type="teacher_batch_assignment",
    prepare=teachers,
    cells=cells,
    outcome="updated",
    again=("unchanged", None),
    twice=("unchanged", "DUPLICATE_IN_SHEET"),
    needed={
        "teacher_id": "VALUE_REQUIRED",
        "batch_id": "VALUE_REQUIRED",
        "academic_year": "VALUE_REQUIRED",
        "start_date": "VALUE_REQUIRED",
    },
    sparse="updated",
    bad=(
        Bad("TEACHER_NOT_FOUND", {"teacher_id": "T9"}, "teacher_id", "T9"),
        Bad("BATCH_NOT_FOUND", {"batch_id": "NU-13"}, "batch_id", "NU-13 not found"),
        Bad("INVALID_FIELDS", {"start_date": "1.1.2026"}, "start_date", "1.1.2026"),
        Bad(
            "GROUP_ROW_MISSING",
            {},
            "batch_id",
            TARGET,
            without_group("batch", "batch_id", TARGET),
        ),
    ),
    variants=(
        {"batch_id": "OPEN-24-001"},
        {"batch_id": "EN-11-Photon-Enq-24-001", "start_date": "2020-01-01"},
    ),
)
