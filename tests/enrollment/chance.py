"""Sensible operations that are drawn by chance."""

from random import Random

from tests.enrollment.office import DAY, EVERYWHERE, YEAR
from tests.enrollment.operations import CORRECTIONS, DEEDS, FIELDS, Operation
from tests.enrollment.places import CODES
from tests.enrollment.stage import STUDENTS

PLACE_FIELDS = {name: kind for name, kind in FIELDS.items() if name not in ("auth_group", "status")}
WHEN = {"student_id", "academic_year", "start_date"}
WANTED = {
    "enroll": {*WHEN, "batch_id"},
    "student_enrollment": {*WHEN, "school_code", "batch_id"},
    "batch_movement": {*WHEN, "batch_id", "grade"},
    "student_school_movement": {"student_id", "academic_year", "school_code"},
    "dropout": WHEN,
    "undo_dropout": {"student_id"},
    "re_enrollment": {*WHEN, "auth_group", "school_code", "batch_id", "grade"},
    "set_status": {*WHEN, "status"},
}
KINDS = [kind for kind in DEEDS if kind not in ("student", "teacher_batch_assignment")]


def draw(chance: Random, kind: str) -> Operation:
    """A sensible operation, so that as much as possible is done and not refused."""
    places = {name: chance.choice(CODES[place]) for name, place in PLACE_FIELDS.items()}
    cells = {
        "student_id": chance.choice(STUDENTS),
        "academic_year": YEAR,
        "start_date": chance.choice((DAY, "2026-09-01", "2026-01-01")),
        "auth_group": EVERYWHERE["auth_group"],
        "status": chance.choice(("registered", "enrolled")),
        **places,
    }
    if kind in CORRECTIONS.values():
        [field] = [name for name, correction in CORRECTIONS.items() if correction == kind]
        wanted = {"student_id", field} | ({"old_batch_id"} if field == "batch_id" else set())
    else:
        wanted = WANTED[kind]
    return Operation(kind, {name: cell for name, cell in cells.items() if name in wanted})
