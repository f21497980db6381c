"""Students put by number, many at a time, each as if they came one after the other."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from dbservice.errors import DomainError, Invalid
from dbservice.models import Student
from dbservice.services import halving, people, roles, roll, student_identity
from dbservice.services.known_students import Identity, KnownStudent, KnownStudents
from dbservice.services.roles import Newcomer, RoleChange, RoleKey

Values = Mapping[str, Any]


class Wanted(NamedTuple):
    """A student as they are to be: columns of the student, with student_id, and of the user."""

    own: Values
    user: Values

    @property
    def identity(self) -> Identity:
        """The numbers given."""
        return Identity(self.own.get("student_id"), self.own.get("apaar_id"))


def waves(wanted: Sequence[Wanted]) -> Iterator[range]:
    """Stretches of these students in which no number occurs twice."""
    first, seen = 0, set[tuple[str, str]]()
    for at, one in enumerate(wanted):
        numbers = {pair for pair in one.identity._asdict().items() if pair[1]}
        if numbers & seen:
            yield range(first, at)
            first, seen = at, set()
        seen |= numbers
    if first < len(wanted):
        yield range(first, len(wanted))


def put(session: Session, wanted: Sequence[Wanted]) -> list[int | DomainError]:
    """Change the students with these student_ids and create the others; no number occurs twice.

    Returns the id of each, or why the student cannot be as wanted: IDENTIFIER_TAKEN, another has
    the apaar_id, or what the database refuses. A fixed number of statements, more only where the
    database refuses one; of several students with a number the first counts.
    """
    return halving.attempt(session, wanted, _put)


def _put(session: Session, wanted: Sequence[Wanted]) -> list[int | DomainError]:
    identities = [one.identity for one in wanted]
    student_identity.lock_identities(session, identities)
    known = student_identity.find(session, identities)
    outcomes: list[int | DomainError | None] = [None] * len(wanted)
    new: list[int] = []
    changed: list[tuple[KnownStudent, Wanted]] = []
    for at, one in enumerate(wanted):
        student = next(iter(known.named("student_id", one.identity.student_id)), None)
        if taken := _taken(known, one.identity, student):
            outcomes[at] = taken
        elif student is None:
            new.append(at)
        else:
            outcomes[at] = student.id
            changed.append((student, one))
    _change(session, changed)
    created = roles.create(
        session, Student, [Newcomer(wanted[at].user, wanted[at].own) for at in new]
    )
    for at, key in zip(new, created, strict=True):
        outcomes[at] = key.id
    return [one for one in outcomes if one is not None]


def _taken(
    known: KnownStudents, identity: Identity, student: KnownStudent | None
) -> DomainError | None:
    holders = {one.id for one in known.named("apaar_id", identity.apaar_id)}
    if not holders or (student and student.id in holders):
        return None
    return Invalid("has already been taken", field="apaar_id", code="IDENTIFIER_TAKEN")


def _change(session: Session, changed: Sequence[tuple[KnownStudent, Wanted]]) -> None:
    roll.hold(session, [student.user_id for student, _ in changed if student.user_id is not None])
    changes = []
    for student, one in changed:
        if student.user_id is None:  # as old data has them; this gives them one
            people.update(session, Student, student.id, user=one.user, own=one.own)
        else:
            changes.append(RoleChange(RoleKey(student.id, student.user_id), one.user, one.own))
    roles.update(session, Student, changes)
