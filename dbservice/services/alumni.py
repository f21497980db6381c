"""Former students: the student that an alumni row belongs to."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from dbservice.errors import Conflict, DomainError, NotFound
from dbservice.models import Student
from dbservice.services import roles, student_identity
from dbservice.services.known_students import Identity, KnownStudent, KnownStudents
from dbservice.services.roles import Newcomer


def find_or_create_students(
    session: Session, people: Sequence[Newcomer]
) -> list[int | DomainError]:
    """The student that each of these people is by their student_id; unknown ones are created.

    Of a student who is there already nothing changes. Each student_id comes once.

    Errors: AMBIGUOUS, several students have the student_id; IDENTIFIER_TAKEN, a new one would have
    the apaar_id of another.
    """
    identities = [_identity(person) for person in people]
    student_identity.lock_all_identities(session)
    known = student_identity.find(session, identities)
    found = [_find(known, identity) for identity in identities]
    newcomers = [person for person, id in zip(people, found, strict=True) if id is None]
    created = iter(roles.create(session, Student, newcomers))
    return [next(created).id if id is None else id for id in found]


def _identity(person: Newcomer) -> Identity:
    return Identity(person.own["student_id"], person.own.get("apaar_id"))


def _find(known: KnownStudents, identity: Identity) -> int | DomainError | None:
    """The student with this student_id, none, or why there can be none."""
    try:
        return known.sought(Identity(identity.student_id, None)).id
    except NotFound:
        pass
    except DomainError as ambiguity:
        return ambiguity
    if identity.apaar_id and known.verdict(Identity(None, identity.apaar_id)):
        return Conflict(
            f"APAAR ID '{identity.apaar_id}' already exists for another student",
            field="apaar_id",
            code="IDENTIFIER_TAKEN",
        )
    known.add(KnownStudent(0, 0, None, identity.apaar_id, None))
    return None
