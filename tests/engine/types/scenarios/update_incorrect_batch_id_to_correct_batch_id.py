"""Update Incorrect Batch ID to Correct Batch ID."""

from tests.engine.types.scenario import Bad
from tests.engine.types.scenarios._corrections import correction

WRONG = "EN-11-Photon-Enq-24-001"
RIGHT = "NU-11-Nucleus-24-001"

SCENARIO = correction(
    "update_incorrect_batch_id_to_correct_batch_id",
    "batch",
    "batch_id",
    {"batch_id": RIGHT},
    more={"old_batch_id": WRONG},
    again=("failed", "NO_CURRENT_MEMBERSHIP"),
    twice=("failed", "NO_CURRENT_MEMBERSHIP"),
    bad=(Bad("BATCH_NOT_FOUND", {"old_batch_id": "EN-1"}, "old_batch_id", "EN-1 not found"),),
    variants=(
        {"old_batch_id": RIGHT, "batch_id": WRONG},
        {"old_batch_id": RIGHT, "batch_id": "OPEN-24-001", "student_id": ""},
        {"batch_id": WRONG},
    ),
)
