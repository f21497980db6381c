"""The operations on people, each to be made as a call or as a sheet of one row.

An operation is its kind and its cells; both ways begin from the same cells. A call takes any
number of operations together, as a sheet does: one alone is the smallest case.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from dbservice.errors import DomainError, Invalid
from dbservice.models import Student
from dbservice.services import (
    dropout,
    known_students,
    movement,
    references,
    roles,
    roll,
    roll_writing,
    statuses,
    student_identity,
    teachers,
)
from dbservice.services.clock import utc_today
from dbservice.services.correction import correct
from dbservice.services.dropout import Return
from dbservice.services.enrollment import Enrollment, enroll, enroll_first, enrollment_in
from dbservice.services.groups import GroupKind
from dbservice.services.known_students import Identity, KnownStudent
from dbservice.services.movement import MoveScope
from dbservice.services.person import Person, Term, term_of
from dbservice.services.references import Target
from dbservice.services.roles import Newcomer

PLACES = {
    "auth_group": GroupKind.AUTH_GROUP,
    "school_code": GroupKind.SCHOOL,
    "batch_id": GroupKind.BATCH,
    "grade": GroupKind.GRADE,
}
FIELDS = {**PLACES, "old_batch_id": GroupKind.BATCH, "status": GroupKind.STATUS}
# The sheets that correct, by the field that says what is right.
CORRECTIONS = {
    "auth_group": "update_incorrect_auth_group_to_correct_auth_group",
    "school_code": "update_incorrect_school_to_correct_school",
    "batch_id": "update_incorrect_batch_id_to_correct_batch_id",
    "grade": "update_incorrect_grade_to_correct_grade",
}
HEADERS = {CORRECTIONS["auth_group"]: {"auth_group": "auth_group_name"}}


@dataclass(frozen=True)
class Operation:
    """What is to be done: `kind` is the import type, if there is one for it."""

    kind: str
    cells: Mapping[str, str]

    def row(self) -> dict[str, str]:
        """The row of the sheet."""
        headers = HEADERS.get(self.kind, {})
        return {headers.get(name, name): cell for name, cell in self.cells.items()}

    def get(self, name: str) -> str:
        """A cell; blank if it is not there."""
        return self.cells.get(name, "")


def operation(kind: str, **cells: str) -> Operation:
    """An operation with these cells."""
    return Operation(kind, cells)


class Desk:
    """Where operations are done together: it has looked up all that they mention."""

    def __init__(
        self,
        session: Session,
        operations: Sequence[Operation],
        scope: MoveScope = MoveScope.ALL,
    ) -> None:
        self.session = session
        self._find_people(operations)
        self._refer = references.resolve(session, codes(operations))
        self.statuses = statuses.load(session)
        targets = [
            target for one in operations for target in self._found(one, "batch_id") if target
        ]
        self.batches = movement.batches(session, scope, self._roll, targets)
        self.closed_by = dropout.closed_by(session, [*self._roll])
        self.auth_groups = references.codes_of(
            session,
            GroupKind.AUTH_GROUP,
            dropout.auth_groups_on_record(self._roll),
        )

    def _find_people(self, operations: Sequence[Operation]) -> None:
        numbers = [Identity(one.get("student_id") or None, None) for one in operations]
        self.known = student_identity.find(self.session, numbers)
        taught = {one.get("teacher_id") for one in operations} - {""}
        self._teachers = teachers.find(self.session, taught)
        users = {teacher.user_id for teacher in self._teachers.values() if teacher.user_id}
        for identity in numbers:
            known = self.known.verdict(identity)
            if isinstance(known, KnownStudent):
                users.add(known.user_id)
        whole = any(one.kind == "undo_dropout" for one in operations)
        self._roll = roll.call(self.session, users, whole=whole)

    def _found(self, one: Operation, field: str) -> list[Target]:
        try:
            return [self._refer.target(FIELDS[field], one.get(field))] if one.get(field) else []
        except DomainError:
            return []

    def do(self, one: Operation) -> None:
        """Do one of them; it is written later."""
        DEEDS[one.kind](self, one)

    def write(self) -> None:
        """Write what has been done."""
        roll_writing.write(self.session, self._roll)

    def person(self, one: Operation) -> Person:
        """Whom it is about."""
        if number := one.get("teacher_id"):
            if number not in self._teachers:
                raise teachers.not_found(number)
            return self._roll[self._teachers[number].user_id or 0]
        student = self.known.sought(Identity(one.get("student_id") or None, None))
        return self._roll[student.user_id]

    def target(self, one: Operation, field: str) -> Target:
        """What a code means; it has to be there."""
        if not one.get(field):
            raise Invalid(f"{field} is blank", field=field, code="VALUE_REQUIRED")
        return self._refer.target(FIELDS[field], one.get(field))

    def enrollments(self, one: Operation, *fields: str) -> list[Enrollment]:
        """Those that are filled of these fields, in the order of the rules."""
        return [
            enrollment_in(
                self.target(one, name),
                academic_year=one.get("academic_year") or None,
                start_date=day(one, "start_date"),
            )
            for name in fields or PLACES
            if one.get(name)
        ]


def make(session: Session, one: Operation, scope: MoveScope = MoveScope.ALL) -> None:
    """Do one operation, as a call does."""
    desk = Desk(session, [one], scope)
    desk.do(one)
    desk.write()


def codes(operations: Sequence[Operation]) -> dict[GroupKind, set[str]]:
    """The codes that operations mention, by what they are codes of."""
    found: dict[GroupKind, set[str]] = {}
    for one in operations:
        for name, kind in FIELDS.items():
            if one.get(name):
                found.setdefault(kind, set()).add(one.get(name))
    return found


def day(one: Operation, field: str) -> date | None:
    """A date, if the cell is filled."""
    return date.fromisoformat(one.get(field)) if one.get(field) else None


def term(one: Operation) -> Term:
    """Year and first day; both have to be there."""
    return term_of(one.get("academic_year"), day(one, "start_date"))


def _add_student(desk: Desk, one: Operation) -> None:
    identity = Identity(one.get("student_id") or None, None)
    student_identity.lock_identities(desk.session, [identity])
    match desk.known.verdict(identity):
        case KnownStudent() as known:
            raise known_students.already_exists(identity, known)
        case DomainError() as problem:
            raise problem
    wanted = desk.enrollments(one)
    grades = {e.target.entity.id for e in wanted if e.target.entity.kind is GroupKind.GRADE}
    own = {"student_id": identity.student_id, "grade_id": next(iter(grades), None)}
    first_name = {"first_name": one.get("user_first_name") or None}
    roles.create(desk.session, Student, [Newcomer(first_name, own, wanted)])


def _enroll(desk: Desk, one: Operation) -> None:
    person = desk.person(one)
    for enrollment in desk.enrollments(one):
        enroll(person, enrollment)


def _enroll_first(desk: Desk, one: Operation) -> None:
    enroll_first(desk.person(one), desk.enrollments(one))


def _move(desk: Desk, one: Operation) -> None:
    movement.move_student(
        desk.person(one),
        desk.target(one, "batch_id"),
        term(one),
        statuses=desk.statuses,
        batches=desk.batches,
        grade=desk.target(one, "grade") if one.get("grade") else None,
    )


def _assign(desk: Desk, one: Operation) -> None:
    movement.assign_batch(desk.person(one), desk.target(one, "batch_id"), term(one), desk.batches)


def _move_school(desk: Desk, one: Operation) -> None:
    person, target = desk.person(one), desk.target(one, "school_code")
    year, on = term_of(one.get("academic_year"), day(one, "effective_date") or utc_today())
    movement.move_school(person, target, academic_year=year or "", on=on)


def _drop_out(desk: Desk, one: Operation) -> None:
    dropout.drop_out(desk.person(one), term(one), desk.statuses)


def _undo_dropout(desk: Desk, one: Operation) -> None:
    dropout.undo_dropout(desk.person(one), desk.statuses, desk.closed_by)


def _re_enroll(desk: Desk, one: Operation) -> None:
    places = Return(*(desk.target(one, name) for name in PLACES))
    known, names = desk.statuses, desk.auth_groups
    dropout.re_enroll(desk.person(one), places, term(one), statuses=known, auth_groups=names)


def _set_status(desk: Desk, one: Operation) -> None:
    person, status = desk.person(one), desk.target(one, "status")
    dropout.set_status(person, one.get("status"), status, term(one), desk.statuses)


def _correct(field: str) -> "Deed":
    def deed(desk: Desk, one: Operation) -> None:
        wrong = desk.target(one, "old_batch_id").entity if field == "batch_id" else None
        correct(desk.person(one), desk.target(one, field), instead_of=wrong)

    return deed


Deed = Callable[[Desk, Operation], None]
DEEDS: Mapping[str, Deed] = {
    "student": _add_student,
    "enroll": _enroll,
    "student_enrollment": _enroll_first,
    "batch_movement": _move,
    "teacher_batch_assignment": _assign,
    "student_school_movement": _move_school,
    "dropout": _drop_out,
    "undo_dropout": _undo_dropout,
    "re_enrollment": _re_enroll,
    "set_status": _set_status,
    **{kind: _correct(field) for field, kind in CORRECTIONS.items()},
}
