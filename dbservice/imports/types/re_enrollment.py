"""Student Re-Enrollment After Dropout: dropped-out students come back."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from dbservice.imports import cases
from dbservice.imports.enrollment_columns import PLACE_ERRORS, PLACES, place_columns, term_columns
from dbservice.imports.import_type import ImportType, Section
from dbservice.imports.people_columns import LOOKUP_ERRORS, identifier_columns
from dbservice.imports.rows import Row
from dbservice.services import dropout, references, statuses
from dbservice.services.dropout import Return
from dbservice.services.groups import GroupKind

BLANK = {
    "auth_group": "AUTH_GROUP_UNKNOWN",
    "school_code": "VALUE_REQUIRED",
    "batch_id": "VALUE_REQUIRED",
    "grade": "GRADE_NOT_FOUND",
}


def apply(session: Session, rows: Sequence[Row]) -> None:
    """Bring the students of these rows back."""
    students = cases.of_students(session, rows, PLACES)
    known = statuses.load(session)
    mentioned = dropout.auth_groups_on_record(students.people)
    mentioned |= {target.entity.id for target in students.targets("auth_group")}
    names = references.codes_of(session, GroupKind.AUTH_GROUP, mentioned)
    for case in students:
        places = Return(*(case.targets[name] for name in PLACES))
        with case.attempt():
            dropout.re_enroll(case.person, places, case.term, statuses=known, auth_groups=names)
    students.write(session)


IMPORT_TYPE = ImportType(
    name="re_enrollment",
    label="Student Re-Enrollment After Dropout",
    section=Section.ENROLMENT,
    position=180,
    summary="Enrols dropped-out students again, in the auth group they were in",
    columns=(
        *identifier_columns(required=False),
        *place_columns(*PLACES, blank=BLANK),
        *term_columns(blank="INVALID_FIELDS"),
    ),
    apply=apply,
    protected=True,
    writes=("enrollment_record", "group_user", "student"),
    errors=(
        *LOOKUP_ERRORS,
        *PLACE_ERRORS,
        "NOT_DROPPED_OUT",
        "AUTH_GROUP_UNKNOWN",
        "AUTH_GROUP_MISMATCH",
        "STATUS_ROW_MISSING",
        "VALUE_REQUIRED",
        "INVALID_FIELDS",
    ),
    again="every row is refused: NOT_DROPPED_OUT",
)
