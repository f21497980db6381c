"""Putting the demo people on the register: users, roles, enrolments and memberships."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time
from typing import Any, NamedTuple, Protocol

from sqlalchemy import text
from sqlalchemy.orm import Session

from dbservice.models import EnrollmentRecord, GroupUser, Student, Teacher, User
from dbservice.services import bulk, student_identity
from dbservice.services.groups import GroupKind
from dbservice.services.known_students import Identity, KnownStudent
from dbservice.services.references import References
from dbservice.services.seed import careers, changes
from dbservice.services.seed.careers import Career, Span
from dbservice.services.seed.pupils import Pupil
from dbservice.services.seed.teachers import DemoTeacher
from dbservice.services.seed.upsert import write

Memberships = Iterable[tuple[GroupKind, str]]

KNOWN_TEACHERS = text("""
    SELECT DISTINCT ON (teacher_id) teacher_id, id, user_id FROM teacher
    WHERE teacher_id = ANY(CAST(:teacher_ids AS varchar[])) ORDER BY teacher_id, id
""")


OFFICE_HOUR = time(6)  # UTC


class Known(NamedTuple):
    """The ids of someone who is on the register already."""

    id: int
    user_id: int


class Former(Protocol):
    """Someone who has been a student."""

    @property
    def student_id(self) -> str: ...
    def user(self) -> dict[str, Any]: ...
    def student(self) -> dict[str, Any]: ...
    def spans(self) -> Sequence[Span]: ...


def register_students(
    session: Session, pupils: Sequence[Pupil], targets: References
) -> list[Known | None]:
    """Add the students who are not there, with their enrolments; bring the others' details back.

    Where someone who is there stands by now, in which grade and with which status, stays.
    Returns the ids of all in order, but None for those that the demo has not made.
    """
    found = _known_students(session, [pupil.student_id for pupil in pupils])
    lives = [careers.career(pupil, index) for index, pupil in enumerate(pupils)]
    user_ids = write(session, User, [pupil.user for pupil in pupils], _user_ids(found))
    rows = [
        {**pupil.student, "user_id": user_id, **({} if known else _standing(pupil, life, targets))}
        for pupil, life, user_id, known in zip(pupils, lives, user_ids, found, strict=True)
    ]
    ids = write(session, Student, rows, [known.id if known else None for known in found])
    _enroll(
        session,
        targets,
        [
            (user_id, life.spans, careers.memberships(pupil.place))
            for pupil, life, user_id, known in zip(pupils, lives, user_ids, found, strict=True)
            if not known
        ],
    )
    return _ours(session, ids, user_ids)


def register_former(
    session: Session, people: Sequence[Former], targets: References
) -> list[Known | None]:
    """The same for those who have left: they are members of their auth group only."""
    found = _known_students(session, [one.student_id for one in people])
    user_ids = write(session, User, [one.user() for one in people], _user_ids(found))
    rows = [
        {**one.student(), "user_id": user_id, **({} if known else {"status": _status(one)})}
        for one, user_id, known in zip(people, user_ids, found, strict=True)
    ]
    ids = write(session, Student, rows, [known.id if known else None for known in found])
    newcomers = [
        (user_id, one.spans(), _memberships(one.spans()))
        for one, user_id, known in zip(people, user_ids, found, strict=True)
        if not known
    ]
    _enroll(session, targets, newcomers)
    return _ours(session, ids, user_ids)


def register_teachers(
    session: Session,
    staff: Sequence[DemoTeacher],
    targets: References,
    subject_ids: Mapping[str, int],
) -> list[int]:
    """Add the teachers who are not there, with their enrolments; the user ids of all, in order."""
    found = _known_teachers(session, staff)
    user_ids = write(session, User, [teacher.user for teacher in staff], _user_ids(found))
    rows = [
        {**one.teacher, "user_id": user_id, "subject_id": subject_ids[one.subject]}
        for one, user_id in zip(staff, user_ids, strict=True)
    ]
    write(session, Teacher, rows, [known.id if known else None for known in found])
    _enroll(
        session,
        targets,
        [
            (user_id, one.spans(), ((span.kind, span.code) for span in one.spans()))
            for one, user_id, known in zip(staff, user_ids, found, strict=True)
            if not known
        ],
    )
    return user_ids


def _ours(
    session: Session, student_ids: Sequence[int], user_ids: Sequence[int]
) -> list[Known | None]:
    made = changes.made_by_seed(session, "student", student_ids)
    return [
        Known(id, user_id) if id in made else None
        for id, user_id in zip(student_ids, user_ids, strict=True)
    ]


def _status(one: Former) -> str:
    [title] = [span.code for span in one.spans() if span.kind is GroupKind.STATUS]
    return title


def _memberships(spans: Sequence[Span]) -> Memberships:
    """What someone is a member of by the records that are current; a status has no members."""
    for span in spans:
        if span.end is None and span.kind is not GroupKind.STATUS:
            yield span.kind, span.code


def _known_students(session: Session, student_ids: Sequence[str]) -> list[Known | None]:
    identities = [Identity(student_id, None) for student_id in student_ids]
    stored = student_identity.find_held(session, identities)
    verdicts = [stored.verdict(identity) for identity in identities]
    return [
        Known(verdict.id, verdict.user_id) if isinstance(verdict, KnownStudent) else None
        for verdict in verdicts
    ]


def _known_teachers(session: Session, staff: Sequence[DemoTeacher]) -> list[Known | None]:
    teacher_ids = [one.teacher["teacher_id"] for one in staff]
    found = session.execute(KNOWN_TEACHERS, {"teacher_ids": teacher_ids})
    known = {teacher_id: Known(*ids) for teacher_id, *ids in found}
    return [known.get(teacher_id) for teacher_id in teacher_ids]


def _user_ids(found: Sequence[Known | None]) -> list[int | None]:
    return [known.user_id if known else None for known in found]


def _standing(pupil: Pupil, life: Career, targets: References) -> dict[str, Any]:
    """The grade and the status, which are kept beside the enrolments that say the same."""
    grade = targets.target(GroupKind.GRADE, str(pupil.place.grade))
    return {"grade_id": grade.entity.id, "status": life.status}


def _enroll(
    session: Session,
    targets: References,
    people: Sequence[tuple[int, Iterable[Span], Memberships]],
) -> None:
    bulk.insert_rows(
        session,
        EnrollmentRecord.metadata.tables["enrollment_record"],
        [_record(user_id, span, targets) for user_id, spans, _ in people for span in spans],
    )
    bulk.insert_rows(
        session,
        GroupUser.metadata.tables["group_user"],
        [
            {"user_id": user_id, "group_id": targets.target(kind, code).group_row_id}
            for user_id, _, members in people
            for kind, code in members
        ],
    )


def _record(user_id: int, span: Span, targets: References) -> dict[str, Any]:
    """The row of an enrolment, as if it had been recorded on its first day."""
    recorded, changed = (
        datetime.combine(day, OFFICE_HOUR) for day in (span.start, span.end or span.start)
    )
    return {
        "user_id": user_id,
        "group_type": span.kind.value,
        "group_id": targets.target(span.kind, span.code).entity.id,
        "academic_year": span.academic_year,
        "start_date": span.start,
        "end_date": span.end,
        "is_current": span.end is None,
        "inserted_at": recorded,
        "updated_at": changed,
    }
