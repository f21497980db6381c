"""Student Addition: create students with their first enrolments; existing ones are refused."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from dbservice.errors import DomainError
from dbservice.imports.cells import CODE, DATE, TEXT, UNREAD
from dbservice.imports.import_type import Column, ImportType
from dbservice.imports.people_columns import (
    STUDENT_FIELDS,
    USER_FIELDS,
    identifier_columns,
    student_columns,
    user_columns,
)
from dbservice.imports.rows import Outcome, Row
from dbservice.services import references, students
from dbservice.services.enrollment import Enrollment, enrollment_in
from dbservice.services.groups import GroupKind
from dbservice.services.references import References
from dbservice.services.students import Identity, KnownStudent, KnownStudents, NewStudent

# In the order in which a student is enrolled.
ENROLLED_IN = {
    "auth_group": GroupKind.AUTH_GROUP,
    "school_code": GroupKind.SCHOOL,
    "batch_id": GroupKind.BATCH,
    "grade": GroupKind.GRADE,
}

COLUMNS = (
    *identifier_columns(),
    *user_columns(required=True),
    *student_columns(required=True),
    Column("auth_group", "auth_group", CODE, about="Name; blank: none", example="EnableStudents"),
    Column("school_code", "school_code", CODE, about="Blank: none", example="SCH001"),
    Column("batch_id", "batch_id", CODE, about="Blank: none", example="EN-11-Photon-Enq-24-001"),
    Column("grade", "grade", CODE, about="Grade number; blank: none", example="11"),
    Column(
        "academic_year",
        "academic_year",
        TEXT,
        about="Needed with a school, batch or grade",
        example="2026-2027",
    ),
    Column("start_date", "start_date", DATE, about="Needed to enrol", example="2026-06-15"),
    Column("addition_date", "addition_date", UNREAD),
    Column("school_name", "school_name", UNREAD),
    Column("student_family_income", "family_income", UNREAD),
    Column("udise_code", "udise_code", UNREAD, required=False),
)


def apply(session: Session, rows: Sequence[Row]) -> None:
    """Create the students of these rows; a row meets the students of the rows before it."""
    identities = [Identity(row.get("student_id"), row.get("apaar_id")) for row in rows]
    students.lock_all_identities(session)
    known = students.find(session, identities)
    wanted = _Enrollments(references.resolve(session, _codes(rows)))
    accepted: list[tuple[Row, NewStudent]] = []
    for row, identity in zip(rows, identities, strict=True):
        enrollments, problems = wanted.of(row)
        problems = [*_identity_problem(identity, known), *problems]
        if problems:
            row.reject(*problems)
            continue
        known.add(KnownStudent(-row.number, 0, *identity, row.get("auth_group")))
        accepted.append((row, _newcomer(row, enrollments)))
    keys = students.create(session, [newcomer for _, newcomer in accepted])
    for (row, _), key in zip(accepted, keys, strict=True):
        row.finish(Outcome.CREATED, key.id)


def _codes(rows: Sequence[Row]) -> dict[GroupKind, set[str]]:
    return {
        kind: {row.values[field] for row in rows if field in row.values}
        for field, kind in ENROLLED_IN.items()
    }


def _identity_problem(identity: Identity, known: KnownStudents) -> list[DomainError]:
    match known.verdict(identity):
        case None:
            return []
        case KnownStudent() as student:
            return [students.already_exists(identity, student)]
        case problem:
            return [problem]


class _Enrollments:
    """The enrolments that rows ask for; those of a class are all alike and are made once."""

    def __init__(self, targets: References) -> None:
        self._targets = targets
        self._made: dict[tuple[Any, ...], Enrollment] = {}

    def of(self, row: Row) -> tuple[list[Enrollment], list[DomainError]]:
        """The enrolments of a row, and what is wrong with those that cannot be."""
        enrollments: list[Enrollment] = []
        problems: dict[str, DomainError] = {}  # one of a column is enough
        terms = (row.get("academic_year"), row.get("start_date"))
        for field in ENROLLED_IN:
            if field not in row.values:
                continue
            try:
                enrollments.append(self._enrollment(field, row.values[field], *terms))
            except DomainError as problem:
                problem.field = problem.field or field
                problems.setdefault(problem.field, problem)
        return enrollments, list(problems.values())

    def _enrollment(
        self, field: str, code: str, academic_year: str | None, start_date: date | None
    ) -> Enrollment:
        asked = (field, code, academic_year, start_date)
        if asked not in self._made:
            target = self._targets.target(ENROLLED_IN[field], code)
            self._made[asked] = enrollment_in(
                target, academic_year=academic_year, start_date=start_date
            )
        return self._made[asked]


def _newcomer(row: Row, enrollments: Sequence[Enrollment]) -> NewStudent:
    values = row.values
    student = {name: values[name] for name in values.keys() & STUDENT_FIELDS}
    user = {name: values[name] for name in values.keys() & USER_FIELDS}
    for enrollment in enrollments:
        if enrollment.target.entity.kind is GroupKind.GRADE:
            student["grade_id"] = enrollment.target.entity.id
    return NewStudent(user, student, enrollments)


IMPORT_TYPE = ImportType(
    name="student",
    label="Student Addition",
    position=1,
    summary="Creates students with their user and up to four enrolments; existing ones are refused",
    columns=COLUMNS,
    apply=apply,
)
