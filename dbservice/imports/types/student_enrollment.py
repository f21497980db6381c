"""Enroll Existing Students: first enrolments for students who are there without them."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from dbservice.imports import cases
from dbservice.imports.enrollment_columns import (
    PLACE_ERRORS,
    PLACES,
    Enrollments,
    place_columns,
    term_columns,
)
from dbservice.imports.import_type import ImportType, Section
from dbservice.imports.people_columns import LOOKUP_ERRORS, identifier_columns
from dbservice.imports.rows import Row
from dbservice.services.enrollment import enroll_first


def apply(session: Session, rows: Sequence[Row]) -> None:
    """Enrol the students of these rows."""
    students = cases.of_students(session, rows, {})
    wanted = Enrollments(session, rows, PLACES)
    for case in students:
        enrollments, problems = wanted.of(case.row)
        if problems:
            case.row.reject(*problems)
            continue
        with case.attempt():
            enroll_first(case.person, enrollments)
    students.write(session)


IMPORT_TYPE = ImportType(
    name="student_enrollment",
    label="Enroll Existing Students",
    section=Section.ENROLMENT,
    position=30,
    summary="Enrols students who exist already in an auth group, school, batch and grade that"
    " they are not in yet",
    columns=(*identifier_columns(required=False), *place_columns(*PLACES), *term_columns()),
    apply=apply,
    protected=True,
    writes=("enrollment_record", "group_user", "student"),
    errors=(
        *LOOKUP_ERRORS,
        *PLACE_ERRORS,
        "ALREADY_MEMBER",
        "ENROLMENT_CONFLICT",
        "ENROLMENT_WRITE_FAILED",
        "ALREADY_DROPPED_OUT",
    ),
    again="every row is refused: ALREADY_MEMBER",
)
