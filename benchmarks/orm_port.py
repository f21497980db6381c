"""The import as a straight port would do it: row by row, through the ORM.

For each row it looks up what the row names, inserts user, student and the four enrolments as
objects, and commits; it checks what the real import checks of identity and enrolment, and leaves
out cell validation, outcomes and progress, which only flatters it.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from dbservice.imports.people_columns import STUDENT_KINDS, USER_KINDS
from dbservice.models import (
    AuthGroup,
    Batch,
    EnrollmentRecord,
    Grade,
    Group,
    GroupUser,
    School,
    Student,
    User,
)

Row = Mapping[str, str]


def import_students(session: Session, rows: Iterable[Row]) -> None:
    """Import these rows, each in a transaction of its own."""
    for row in rows:
        if student_of(session, row) is None:
            import_student(session, row)
        session.commit()


def student_of(session: Session, row: Row) -> Student | None:
    """Whoever has one of the row's numbers."""
    by_id = session.scalar(select(Student).where(Student.student_id == row["student_id"]))
    by_apaar = session.scalar(select(Student).where(Student.apaar_id == row["student_apaar_id"]))
    return by_id or by_apaar


def import_student(session: Session, row: Row) -> None:
    """Create the user, the student and the enrolments of one row."""
    grade = session.scalars(select(Grade).where(Grade.number == int(row["grade"]))).one()
    user = User(**values(row, "user_", USER_KINDS))
    session.add(user)
    session.flush()
    session.add(
        Student(
            user_id=user.id,
            grade_id=grade.id,
            student_id=row["student_id"],
            apaar_id=row["student_apaar_id"],
            **values(row, "student_", STUDENT_KINDS),
        )
    )
    session.flush()
    auth_group = session.scalars(select(AuthGroup).where(AuthGroup.name == row["auth_group"])).one()
    school = session.scalars(select(School).where(School.code == row["school_code"])).one()
    batch = session.scalars(select(Batch).where(Batch.batch_id == row["batch_id"])).one()
    enrol(session, row, user.id, "auth_group", auth_group.id)
    enrol(session, row, user.id, "school", school.id)
    enrol(session, row, user.id, "batch", batch.id)
    enrol(session, row, user.id, "grade", grade.id)


def enrol(session: Session, row: Row, user_id: int, kind: str, entity_id: int) -> None:
    """Add the record and the membership, after looking whether they would clash."""
    group = session.scalars(
        select(Group).where(Group.type == kind, Group.child_id == entity_id)
    ).one()
    session.scalars(
        select(EnrollmentRecord).where(
            EnrollmentRecord.user_id == user_id,
            EnrollmentRecord.group_type == kind,
            EnrollmentRecord.is_current,
        )
    ).all()
    session.scalars(
        select(GroupUser).where(GroupUser.user_id == user_id, GroupUser.group_id == group.id)
    ).all()
    session.add(
        EnrollmentRecord(
            user_id=user_id,
            group_type=kind,
            group_id=entity_id,
            academic_year=None if kind == "auth_group" else row["academic_year"],
            start_date=date.fromisoformat(row["start_date"]),
            is_current=True,
        )
    )
    session.flush()
    session.add(GroupUser(user_id=user_id, group_id=group.id))
    session.flush()


def values(row: Row, prefix: str, kinds: Mapping[str, tuple[Any, str]]) -> dict[str, Any]:
    """The filled cells of some columns, by field, as the right types."""
    return {
        name: kind.parse(row[prefix + name])
        for name, (kind, _) in kinds.items()
        if row.get(prefix + name)
    }
