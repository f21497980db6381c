"""Student Dropout."""

from tests.engine.types.preparation import (
    DROPPED_OUT,
    NO_STATUSES,
    NOBODY,
    enrolled,
    numbered,
)
from tests.engine.types.scenario import Bad, Scenario

SCENARIO = Scenario(
    type="dropout",
    prepare=enrolled,
    cells=numbered,
    outcome="updated",
    again=("failed", "ALREADY_DROPPED_OUT"),
    twice=("failed", "ALREADY_DROPPED_OUT"),
    needed={"academic_year": "INVALID_FIELDS", "start_date": "INVALID_FIELDS"},
    known_by=("student_id",),
    sparse="updated",
    bad=(
        *NOBODY,
        Bad("INVALID_FIELDS", {"start_date": "today"}, "start_date", "today"),
        DROPPED_OUT,
        NO_STATUSES,
    ),
    variants=({"student_id": "", "start_date": "2020-01-01"},),
)
