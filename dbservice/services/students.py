"""Students: how they come in, and how what is known of them changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from dbservice.models import Student, User
from dbservice.services import bulk
from dbservice.services.enrollment import Enrollment, enroll
from dbservice.services.roll import Person, StudentState
from dbservice.services.roll_writing import write

USERS = User.metadata.tables["user"]
STUDENTS = Student.metadata.tables["student"]


class StudentKey(NamedTuple):
    """The ids of a student that was just created."""

    id: int
    user_id: int


@dataclass(frozen=True)
class NewStudent:
    """A student to create: columns of the user, columns of the student, first enrolments."""

    user: Mapping[str, Any]
    student: Mapping[str, Any]
    enrollments: Sequence[Enrollment] = field(default_factory=tuple)


def create(session: Session, newcomers: Sequence[NewStudent]) -> list[StudentKey]:
    """Insert users, students and their first enrolments; six statements for any number."""
    if not newcomers:
        return []
    user_ids, ids = bulk.allocate_ids(session, [USERS, STUDENTS], len(newcomers))
    keys = [StudentKey(*pair) for pair in zip(ids, user_ids, strict=True)]
    pairs = list(zip(newcomers, keys, strict=True))
    bulk.insert_rows(session, USERS, [{**new.user, "id": key.user_id} for new, key in pairs])
    bulk.insert_rows(
        session,
        STUDENTS,
        [{**new.student, "id": key.id, "user_id": key.user_id} for new, key in pairs],
    )
    write(session, [_enrolled(new, key) for new, key in pairs])
    return keys


def _enrolled(newcomer: NewStudent, key: StudentKey) -> Person:
    state = StudentState(key.id, newcomer.student.get("status"), newcomer.student.get("grade_id"))
    person = Person(key.user_id, state)
    for one in newcomer.enrollments:
        enroll(person, one)
    return person
