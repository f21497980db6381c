"""Student Dropout: everything current ends, and the student is marked."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from dbservice.imports import cases
from dbservice.imports.enrollment_columns import term_columns
from dbservice.imports.import_type import ImportType, Section
from dbservice.imports.people_columns import LOOKUP_ERRORS, identifier_columns
from dbservice.imports.rows import Row
from dbservice.services import dropout, statuses


def apply(session: Session, rows: Sequence[Row]) -> None:
    """Drop the students of these rows out."""
    students = cases.of_students(session, rows, {})
    known = statuses.load(session)
    for case in students:
        with case.attempt():
            dropout.drop_out(case.person, case.term, known)
    students.write(session)


IMPORT_TYPE = ImportType(
    name="dropout",
    label="Student Dropout",
    section=Section.ENROLMENT,
    position=170,
    summary="Ends every current enrolment of students and marks them as dropped out",
    columns=(*identifier_columns(required=False), *term_columns(blank="INVALID_FIELDS")),
    apply=apply,
    protected=True,
    writes=("enrollment_record", "student", "dropout"),
    errors=(*LOOKUP_ERRORS, "ALREADY_DROPPED_OUT", "STATUS_ROW_MISSING", "INVALID_FIELDS"),
    again="every row is refused: ALREADY_DROPPED_OUT",
)
