"""Batch ID Correction."""

from sqlalchemy.orm import Session

from dbservice.models import Batch, LearningSession
from dbservice.services import groups
from dbservice.services.groups import GroupKind
from tests.engine.types.scenario import Bad, Cells, Scenario


def batches_in_sessions(session: Session, count: int) -> None:
    """Batches with wrong codes; sessions list each of them, with others or alone."""
    batches = [Batch(batch_id=f"OLD{number}", name="Photon") for number in range(count)]
    session.add_all(batches)
    for number in range(count):
        listed = f"OLD{number}, OPEN-24-001,OLD{number + 1}"
        session.add(LearningSession(session_id=f"of {number}", meta_data={"batch_id": listed}))
    session.flush()
    groups.add_rows(session, GroupKind.BATCH, [batch.id for batch in batches])


def cells(number: int) -> Cells:
    return {"old_batch_id": f"OLD{number}", "new_batch_id": f"NEW{number}"}


SCENARIO = Scenario(
    type="batch_id_correction",
    prepare=batches_in_sessions,
    cells=cells,
    outcome="updated",
    again=("failed", "BATCH_NOT_FOUND"),
    twice=("failed", "BATCH_NOT_FOUND"),
    needed={"old_batch_id": "VALUE_REQUIRED", "new_batch_id": "VALUE_REQUIRED"},
    sparse="updated",
    bad=(
        Bad("BATCH_NOT_FOUND", {"old_batch_id": "NONE"}, "old_batch_id", "NONE not found"),
        Bad("BATCH_ID_TAKEN", {"new_batch_id": "OPEN-24-001"}, "new_batch_id", "OPEN-24-001"),
        Bad("INVALID_FIELDS", {"new_batch_id": "A,B"}, "new_batch_id", "A,B"),
    ),
    variants=(
        {"old_batch_id": "NEW0", "new_batch_id": "OLD0"},
        {"old_batch_id": "NEW1", "new_batch_id": "OLD0"},
        {"old_batch_id": "OLD1", "new_batch_id": "OLD1"},
    ),
)
