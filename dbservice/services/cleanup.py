"""Cleaning up: people who came in by mistake go for good, and a batch leaves a student untraced."""

from collections.abc import Collection

from sqlalchemy import text
from sqlalchemy.orm import Session

from dbservice.errors import Conflict
from dbservice.services import references, referrers, roll, student_identity, teachers
from dbservice.services.groups import GroupKind
from dbservice.services.known_students import Identity
from dbservice.services.referrers import Counts

# Whoever enrols this user or records what they do refers to the row; so from here on nobody does.
LOCK_USER = text('SELECT id FROM "user" WHERE id = :user_id FOR UPDATE')
TOOK_PART = text("SELECT EXISTS (SELECT FROM user_session WHERE user_id = :user_id)")
# What goes with the person; the notes of dropouts go with their records.
OF_STUDENTS = ("enrollment_record", "group_user")
OF_TEACHERS = (*OF_STUDENTS, "user_session")
LEAVE = text("DELETE FROM group_user WHERE user_id = :user_id AND group_id = :group_row_id")
FORGET = text("""
    DELETE FROM enrollment_record
    WHERE user_id = :user_id AND group_type = 'batch' AND group_id = :batch_id
""")


def delete_student(session: Session, student_id: str) -> int:
    """Delete a student who never took part in a session, with all enrolments and the user.

    Returns the id that the student had.

    Raises:
        NotFound: STUDENT_NOT_FOUND.
        Conflict: AMBIGUOUS; USER_NOT_FOUND, nobody is behind the student; HAS_SESSIONS;
            STILL_REFERRED_TO, with `counts`, the rows by table.
    """
    student, user_id = _student(session, student_id)
    erase_student(session, student, user_id)
    return student


def erase_student(session: Session, id: int, user_id: int) -> None:
    """The same for the student with this id, and the user behind."""
    session.execute(LOCK_USER, {"user_id": user_id})
    if session.scalar(TOOK_PART, {"user_id": user_id}):
        raise Conflict("The student has taken part in sessions", code="HAS_SESSIONS")
    _delete(session, "student", id, user_id, OF_STUDENTS)


def delete_teacher(session: Session, teacher_id: str) -> int:
    """Delete a teacher with all enrolments, the record of their sessions and the user.

    Returns the id that the teacher had.

    Raises:
        NotFound: TEACHER_NOT_FOUND.
        Conflict: STILL_REFERRED_TO, with `counts`, the rows by table.
    """
    teacher = teachers.find(session, [teacher_id]).get(teacher_id)
    if teacher is None:
        raise teachers.not_found(teacher_id)
    erase_teacher(session, teacher.id, teacher.user_id)
    return teacher.id


def erase_teacher(session: Session, id: int, user_id: int | None) -> None:
    """The same for the teacher with this id, and the user behind, if there is one."""
    if user_id is not None:
        session.execute(LOCK_USER, {"user_id": user_id})
    _delete(session, "teacher", id, user_id, OF_TEACHERS)


def remove_batch(session: Session, student_id: str, batch_id: str) -> int:
    """Take a student out of a batch as if they had never been there: membership and history.

    No other batch is assigned, and the status stays. Returns how many rows have gone, which may be
    none.

    Raises:
        NotFound: STUDENT_NOT_FOUND, BATCH_NOT_FOUND.
        DomainError: GROUP_ROW_MISSING; AMBIGUOUS; USER_NOT_FOUND.
    """
    _, user_id = _student(session, student_id)
    known = references.resolve(session, {GroupKind.BATCH: [batch_id]})
    batch, group_row_id = known.target(GroupKind.BATCH, batch_id)
    roll.hold(session, [user_id])
    these = {"user_id": user_id, "batch_id": batch.id, "group_row_id": group_row_id}
    gone = [session.execute(statement, these) for statement in (LEAVE, FORGET)]
    return sum(result.rowcount for result in gone)  # type: ignore[attr-defined]  # for cursors only


def _student(session: Session, student_id: str) -> tuple[int, int]:
    """The ids of a student and of the user behind."""
    identity = Identity(student_id, None)
    found = student_identity.find(session, [identity]).sought(identity)
    if found.user_id is None:
        raise Conflict(f"There is no user behind the student {student_id}", code="USER_NOT_FOUND")
    return found.id, found.user_id


def _delete(
    session: Session, role: str, id: int, user_id: int | None, with_user: Collection[str]
) -> None:
    counts = referrers.count(session, role, [id]).get(id, {})
    if user_id is not None:
        of_user = referrers.count(session, "user", [user_id]).get(user_id, {})
        counts |= {name: number for name, number in of_user.items() if name not in with_user}
        counts.pop(role, None)
    if counts:
        raise _in_use(role, counts)
    session.execute(text(f"DELETE FROM {role} WHERE id = :id"), {"id": id})
    if user_id is not None:
        for table in with_user:
            session.execute(
                text(f"DELETE FROM {table} WHERE user_id = :user_id"), {"user_id": user_id}
            )
        session.execute(text('DELETE FROM "user" WHERE id = :user_id'), {"user_id": user_id})


def _in_use(role: str, counts: Counts) -> Conflict:
    return Conflict(
        f"The {role} is still referred to: {referrers.told(counts)}",
        code="STILL_REFERRED_TO",
        data={"counts": counts},
    )
