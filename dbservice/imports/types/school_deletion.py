"""School Deletion: schools that nobody uses go, with their group rows."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from dbservice.errors import DomainError
from dbservice.imports.cells import CODE
from dbservice.imports.import_type import Column, ImportType, Section
from dbservice.imports.rows import Outcome, Row
from dbservice.services import schools

COLUMNS = (
    Column(
        "school_code",
        "code",
        CODE,
        about="The school must not be in use",
        example="SCH001",
        blank="VALUE_REQUIRED",
    ),
)


def apply(session: Session, rows: Sequence[Row]) -> None:
    """Delete the schools of these rows."""
    verdicts = schools.delete_unused(session, [row.values["code"] for row in rows])
    for row, verdict in zip(rows, verdicts, strict=True):
        if isinstance(verdict, DomainError):
            verdict.field = "code"
            row.reject(verdict)
        else:
            row.finish(Outcome.UPDATED, verdict)


IMPORT_TYPE = ImportType(
    name="school_deletion",
    label="School Deletion",
    section=Section.ORGANISATION,
    position=140,
    summary="Deletes schools that have no enrolment, membership, session or batch, and that no"
    " other table refers to; the user that a school logs in as stays",
    columns=COLUMNS,
    apply=apply,
    protected=True,
    writes=("group", "school"),
    errors=("VALUE_REQUIRED", "SCHOOL_NOT_FOUND", "AMBIGUOUS", "SCHOOL_IN_USE"),
    again="every row is refused: SCHOOL_NOT_FOUND",
)
