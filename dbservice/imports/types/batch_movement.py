"""Student Batch Movement: to another batch, and with it to another grade if one is given."""

from collections.abc import Sequence

from flask import current_app
from sqlalchemy.orm import Session

from dbservice.imports import cases
from dbservice.imports.enrollment_columns import place_columns, term_columns
from dbservice.imports.import_type import ImportType, Section
from dbservice.imports.people_columns import LOOKUP_ERRORS, identifier_columns
from dbservice.imports.rows import Row
from dbservice.services import movement, statuses
from dbservice.services.groups import GroupKind
from dbservice.services.movement import MoveScope

NAMED = {"batch_id": GroupKind.BATCH, "grade": GroupKind.GRADE}


def apply(session: Session, rows: Sequence[Row]) -> None:
    """Move the students of these rows."""
    students = cases.of_students(session, rows, NAMED)
    known = statuses.load(session)
    scope = MoveScope(current_app.config["SETTINGS"].batch_move_scope)
    batches = movement.batches(session, scope, students.people, students.targets("batch_id"))
    for case in students:
        with case.attempt():
            movement.move_student(
                case.person,
                case.targets["batch_id"],
                case.term,
                statuses=known,
                batches=batches,
                grade=case.targets.get("grade"),
            )
    students.write(session)


IMPORT_TYPE = ImportType(
    name="batch_movement",
    label="Student Batch Movement",
    section=Section.ENROLMENT,
    position=160,
    summary="Ends the current batches of students and puts them into another; with a grade,"
    " changes that too",
    columns=(
        *identifier_columns(required=False),
        *place_columns("batch_id", blank="VALUE_REQUIRED"),
        *place_columns("grade", required=False),
        *term_columns(blank="VALUE_REQUIRED"),
    ),
    apply=apply,
    writes=("enrollment_record", "group_user", "student"),
    errors=(
        *LOOKUP_ERRORS,
        "BATCH_NOT_FOUND",
        "GRADE_NOT_FOUND",
        "GROUP_ROW_MISSING",
        "AMBIGUOUS",
        "ALREADY_DROPPED_OUT",
        "STATUS_ROW_MISSING",
        "VALUE_REQUIRED",
    ),
    again="changes nothing",
)
