"""Batch ID Correction: a batch gets another code, in the sessions that list it too."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from dbservice.errors import DomainError
from dbservice.imports.cells import CODE
from dbservice.imports.import_type import Column, ImportType, Section
from dbservice.imports.rows import Outcome, Row
from dbservice.services import batch_codes
from dbservice.services.batch_codes import Rename

COLUMNS = (
    Column(
        "old_batch_id",
        "old",
        CODE,
        about="The code that one batch has now",
        example="EN-11-Photn-Enq-24-001",
        blank="VALUE_REQUIRED",
    ),
    Column(
        "new_batch_id",
        "new",
        CODE,
        about="The right code, which no batch has yet",
        example="EN-11-Photon-Enq-24-001",
        blank="VALUE_REQUIRED",
    ),
)


def apply(session: Session, rows: Sequence[Row]) -> None:
    """Rename the batches of these rows."""
    wanted = [Rename(row.values["old"], row.values["new"]) for row in rows]
    for row, verdict in zip(rows, batch_codes.rename(session, wanted), strict=True):
        if isinstance(verdict, DomainError):
            row.reject(verdict)
        else:
            outcome = Outcome.UPDATED if verdict.changed else Outcome.UNCHANGED
            row.finish(outcome, verdict.id)


IMPORT_TYPE = ImportType(
    name="batch_id_correction",
    label="Batch ID Correction",
    section=Section.CORRECTIONS,
    position=200,
    summary="Gives batches another code, also where sessions list it",
    columns=COLUMNS,
    apply=apply,
    protected=True,
    writes=("batch", "session"),
    errors=(
        "VALUE_REQUIRED",
        "BATCH_NOT_FOUND",
        "AMBIGUOUS",
        "BATCH_ID_TAKEN",
        "INVALID_FIELDS",
    ),
    again="every row is refused: BATCH_NOT_FOUND",
)
