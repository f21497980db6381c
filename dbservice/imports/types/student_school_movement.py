"""Student School Movement: to another school; the old one stays in the history."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from dbservice.imports import cases
from dbservice.imports.cells import DATE, TEXT
from dbservice.imports.enrollment_columns import place_columns
from dbservice.imports.import_type import Column, ImportType, Section
from dbservice.imports.people_columns import LOOKUP_ERRORS, identifier_columns
from dbservice.imports.rows import Row
from dbservice.services import movement
from dbservice.services.clock import utc_today
from dbservice.services.groups import GroupKind


def apply(session: Session, rows: Sequence[Row]) -> None:
    """Move the students of these rows."""
    students = cases.of_students(session, rows, {"school_code": GroupKind.SCHOOL})
    today = utc_today()
    for case in students:
        with case.attempt():
            movement.move_school(
                case.person,
                case.targets["school_code"],
                academic_year=case.row.values["academic_year"],
                on=case.row.get("effective_date") or today,
            )
    students.write(session)


IMPORT_TYPE = ImportType(
    name="student_school_movement",
    label="Student School Movement",
    section=Section.ENROLMENT,
    position=230,
    summary="Ends the current school of students and puts them into another for an academic year",
    columns=(
        *identifier_columns(),
        *place_columns("school_code", blank="VALUE_REQUIRED"),
        Column("academic_year", "academic_year", TEXT, example="2026-2027", blank="VALUE_REQUIRED"),
        Column(
            "effective_date",
            "effective_date",
            DATE,
            required=False,
            about="Blank: today",
            example="2026-06-15",
        ),
    ),
    apply=apply,
    writes=("enrollment_record", "group_user"),
    errors=(
        *LOOKUP_ERRORS,
        "SCHOOL_NOT_FOUND",
        "GROUP_ROW_MISSING",
        "ALREADY_DROPPED_OUT",
        "VALUE_REQUIRED",
    ),
    again="changes nothing",
)
