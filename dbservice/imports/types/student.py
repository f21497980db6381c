"""Student Addition: create students with their first enrolments; existing ones are refused."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from dbservice.errors import DomainError
from dbservice.imports.cells import UNREAD
from dbservice.imports.enrollment_columns import (
    PLACE_ERRORS,
    PLACES,
    Enrollments,
    place_columns,
    term_columns,
)
from dbservice.imports.import_type import Column, ImportType, Section
from dbservice.imports.people_columns import (
    STUDENT_FIELDS,
    USER_FIELDS,
    identifier_columns,
    student_columns,
    user_columns,
)
from dbservice.imports.rows import Outcome, Row
from dbservice.models import Student
from dbservice.services import known_students, roles, student_identity
from dbservice.services.enrollment import Enrollment
from dbservice.services.groups import GroupKind
from dbservice.services.known_students import Identity, KnownStudent, KnownStudents
from dbservice.services.roles import Newcomer

COLUMNS = (
    *identifier_columns(),
    *user_columns(required=True),
    *student_columns(required=True),
    *place_columns(*PLACES),
    *term_columns(),
    Column("addition_date", "addition_date", UNREAD),
    Column("school_name", "school_name", UNREAD),
    Column("udise_code", "udise_code", UNREAD, required=False),
)


def apply(session: Session, rows: Sequence[Row]) -> None:
    """Create the students of these rows; a row meets the students of the rows before it."""
    identities = [Identity(row.get("student_id"), row.get("apaar_id")) for row in rows]
    student_identity.lock_all_identities(session)
    known = student_identity.find(session, identities)
    wanted = Enrollments(session, rows, PLACES)
    accepted: list[tuple[Row, Newcomer]] = []
    for row, identity in zip(rows, identities, strict=True):
        enrollments, problems = wanted.of(row)
        problems = [*_identity_problem(identity, known), *problems]
        if problems:
            row.reject(*problems)
            continue
        known.add(KnownStudent(-row.number, 0, *identity[:2], row.get("auth_group")))
        accepted.append((row, _newcomer(row, enrollments)))
    keys = roles.create(session, Student, [newcomer for _, newcomer in accepted])
    for (row, _), key in zip(accepted, keys, strict=True):
        row.finish(Outcome.CREATED, key.id)


def _identity_problem(identity: Identity, known: KnownStudents) -> list[DomainError]:
    match known.verdict(identity):
        case None:
            return []
        case KnownStudent() as student:
            return [known_students.already_exists(identity, student)]
        case problem:
            return [problem]


def _newcomer(row: Row, enrollments: Sequence[Enrollment]) -> Newcomer:
    values = row.values
    student = {name: values[name] for name in values.keys() & STUDENT_FIELDS}
    user = {name: values[name] for name in values.keys() & USER_FIELDS}
    for enrollment in enrollments:
        if enrollment.target.entity.kind is GroupKind.GRADE:
            student["grade_id"] = enrollment.target.entity.id
    return Newcomer(user, student, enrollments)


IMPORT_TYPE = ImportType(
    name="student",
    label="Student Addition",
    section=Section.PEOPLE,
    position=10,
    summary="Creates students with their user and up to four enrolments; existing ones are refused",
    columns=COLUMNS,
    apply=apply,
    writes=("user", "student", "enrollment_record", "group_user"),
    errors=(
        "IDENTIFIER_MISSING",
        "STUDENT_EXISTS",
        "IDENTIFIER_MISMATCH",
        "IDENTIFIER_TAKEN",
        "DUPLICATE_IN_SHEET",
        *PLACE_ERRORS,
        "ENROLMENT_WRITE_FAILED",
    ),
    again="every row is refused: STUDENT_EXISTS",
)
