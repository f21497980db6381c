"""Teacher Batch Assignment: a batch becomes the only current one of a teacher."""

from collections.abc import Sequence

from flask import current_app
from sqlalchemy.orm import Session

from dbservice.imports import cases
from dbservice.imports.cells import CODE
from dbservice.imports.enrollment_columns import place_columns, term_columns
from dbservice.imports.import_type import Column, ImportType, Section
from dbservice.imports.rows import Row
from dbservice.services import movement
from dbservice.services.groups import GroupKind
from dbservice.services.movement import MoveScope

NAMED = {"batch_id": GroupKind.BATCH}


def apply(session: Session, rows: Sequence[Row]) -> None:
    """Assign the teachers of these rows."""
    teachers = cases.of_teachers(session, rows, NAMED)
    scope = MoveScope(current_app.config["SETTINGS"].batch_move_scope)
    batches = movement.batches(session, scope, teachers.people, teachers.targets("batch_id"))
    for case in teachers:
        with case.attempt():
            movement.assign_batch(case.person, case.targets["batch_id"], case.term, batches)
    teachers.write(session)


IMPORT_TYPE = ImportType(
    name="teacher_batch_assignment",
    label="Teacher Batch Assignment",
    section=Section.ENROLMENT,
    position=190,
    summary="Ends the current batches of teachers and makes another their only one",
    columns=(
        Column("teacher_id", "teacher_id", CODE, example="T2026001", blank="VALUE_REQUIRED"),
        *place_columns("batch_id", blank="VALUE_REQUIRED"),
        *term_columns(blank="VALUE_REQUIRED"),
    ),
    apply=apply,
    writes=("enrollment_record", "group_user"),
    errors=(
        "TEACHER_NOT_FOUND",
        "BATCH_NOT_FOUND",
        "GROUP_ROW_MISSING",
        "AMBIGUOUS",
        "VALUE_REQUIRED",
    ),
    again="changes nothing",
)
