"""Update Student Details: the filled cells replace what is stored; blank ones keep it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from dbservice.errors import Conflict, DomainError
from dbservice.imports import cases
from dbservice.imports.enrollment_columns import place_columns
from dbservice.imports.import_type import ImportType, Section
from dbservice.imports.people_columns import (
    LOOKUP_ERRORS,
    STUDENT_FIELDS,
    USER_FIELDS,
    identifier_columns,
    student_columns,
    user_columns,
)
from dbservice.imports.rows import Outcome, Row
from dbservice.imports.waves import waves
from dbservice.models import Student
from dbservice.services import references, roles, roll, student_identity
from dbservice.services.groups import GroupKind
from dbservice.services.known_students import Identity, KnownStudents
from dbservice.services.references import References
from dbservice.services.roles import RoleChange, RoleKey
from dbservice.services.roll import current_grades

NAMED = {"grade": GroupKind.GRADE}


@dataclass(frozen=True)
class _Accepted:
    row: Row
    change: RoleChange


def apply(session: Session, rows: Sequence[Row]) -> None:
    """Change the students of these rows; a row meets the numbers that rows before it have set."""
    identities = [Identity(row.get("student_id"), row.get("apaar_id")) for row in rows]
    if any(all(identity) for identity in identities):  # else no row can give a new number
        student_identity.lock_all_identities(session)
    known = student_identity.find(session, identities)
    grades = references.resolve(session, cases.codes(rows, NAMED))
    accepted: list[_Accepted] = []
    for row, identity in zip(rows, identities, strict=True):
        try:
            accepted.append(_Accepted(row, _change(row, identity, known, grades)))
        except DomainError as refusal:
            refusal.data.pop("existing", None)  # nobody is created, so no row repeats another
            row.reject(refusal)
    roll.hold(session, [one.change.key.user_id for one in accepted])
    for part in waves(accepted, lambda one: one.change.key.id):
        changed = roles.update(session, Student, [one.change for one in part])
        for one in part:
            is_changed = one.change.key.id in changed
            one.row.finish(Outcome.UPDATED if is_changed else Outcome.UNCHANGED, one.change.key.id)
    _remark_grades(session, accepted)


def _change(row: Row, identity: Identity, known: KnownStudents, grades: References) -> RoleChange:
    student = known.sought(identity)
    contradiction = known.verdict(identity)
    if isinstance(contradiction, DomainError):
        raise contradiction
    if student.user_id is None:
        raise cases.no_user(cases.told_by(identity, student))
    own = {name: row.values[name] for name in row.values.keys() & STUDENT_FIELDS}
    if "grade" in row.values:
        try:
            own["grade_id"] = grades.target(GroupKind.GRADE, row.values["grade"]).entity.id
        except DomainError as unknown:
            unknown.field = "grade"
            raise
    user = {name: row.values[name] for name in row.values.keys() & USER_FIELDS}
    known.revise(student, identity)
    return RoleChange(RoleKey(student.id, student.user_id), user, own)


def _remark_grades(session: Session, accepted: Sequence[_Accepted]) -> None:
    """Point out whose grade is now another than the one they are enrolled in."""
    graded = [one for one in accepted if "grade_id" in one.change.own]
    enrolled = current_grades(session, [one.change.key.user_id for one in graded])
    for one in graded:
        grade_id = enrolled.get(one.change.key.user_id)
        if grade_id is not None and grade_id != one.change.own["grade_id"]:
            one.row.remark(_differs(one.row.values["grade"]))


def _differs(grade: str) -> Conflict:
    return Conflict(
        f"{grade} is not the grade that the student is enrolled in now; to change that too, use"
        " Student Batch Movement or Update Incorrect Grade to Correct Grade",
        field="grade",
        code="GRADE_DIFFERS",
    )


IMPORT_TYPE = ImportType(
    name="student_update",
    label="Update Student Details",
    section=Section.PEOPLE,
    position=20,
    summary="Changes what is known of students; blank cells keep what is stored, and enrolments"
    " stay as they are",
    columns=(
        *identifier_columns(required=False),
        *user_columns(required=False),
        *student_columns(required=False),
        *place_columns("grade", required=False),
    ),
    apply=apply,
    writes=("user", "student"),
    errors=(
        *LOOKUP_ERRORS,
        "IDENTIFIER_MISMATCH",
        "IDENTIFIER_TAKEN",
        "GRADE_NOT_FOUND",
        "GROUP_ROW_MISSING",
    ),
    remarks=("GRADE_DIFFERS",),
    again="changes nothing",
)
