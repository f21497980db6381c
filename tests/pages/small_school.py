"""A school with two batches and a few people."""

from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy.orm import Session

from dbservice.models import (
    Batch,
    EnrollmentRecord,
    Grade,
    Group,
    GroupSession,
    GroupUser,
    LearningSession,
    Product,
    Program,
    School,
    SchoolBatch,
    Status,
    Student,
    Teacher,
    User,
)

YEAR = "2026-2027"


@dataclass(frozen=True)
class Place:
    """A school with two batches, of which the second lies in the first; ids."""

    school: int
    first: int
    second: int
    students: list[int]


@pytest.fixture
def place(session: Session) -> Place:
    """Seven students in grades 11 and 12, two of whom moved, one of whom dropped out; a teacher."""
    grades = {number: Grade(number=number) for number in (11, 12)}
    program = Program(name="Photon", product=Product(name="Centre", code="C"))
    school = School(code="SCH001", name="JNV Pune", district="Pune", state="Maharashtra")
    first = Batch(batch_id="EN-11-A", name="Eleven A", program=program)
    second = Batch(batch_id="EN-11-B", name="Eleven B", program=program, parent=first)
    dropout = Status(title="dropout")
    people = [
        Student(
            student_id=f"S{number:03}",
            status="dropout" if number == 6 else "enrolled",
            grade=grades[12 if number == 5 else 11],
            user=User(first_name=f"Asha {number}", last_name="Rao", phone=f"98000000{number:02}"),
        )
        for number in range(7)
    ]
    teacher = Teacher(teacher_id="T001", user=User(first_name="Meena", last_name="Iyer"))
    session.add_all([*grades.values(), school, second, dropout, teacher, *people])
    session.flush()
    groups = {
        key: Group(type=kind, child_id=one.id)
        for key, kind, one in (
            ("school", "school", school),
            ("first", "batch", first),
            ("second", "batch", second),
        )
    }
    session.add_all(groups.values())
    session.flush()
    for number, one in enumerate(people):
        session.add(GroupUser(user_id=one.user_id, group_id=groups["school"].id))
        batch = "second" if number in {0, 1} else "first"
        session.add(GroupUser(user_id=one.user_id, group_id=groups[batch].id))
        session.add(record(one, "school", school.id, current=number != 6))
        session.add(record(one, "batch", first.id, current=number > 1 and number != 6))
    for one in people[:2]:
        session.add(record(one, "batch", second.id, start=date(2026, 9, 1)))
    session.add(record(people[6], "status", dropout.id, start=date(2026, 9, 1)))
    session.add(GroupUser(user_id=teacher.user_id, group_id=groups["school"].id))
    session.add(SchoolBatch(school_id=school.id, batch_id=first.id))
    linked = LearningSession(session_id="L1", name="Linked", platform="meet")
    listed = LearningSession(session_id="L2", name="Listed", meta_data={"batch_id": "X, EN-11-A"})
    other = LearningSession(session_id="L3", name="Another", meta_data={"batch_id": "EN-11-AB"})
    session.add_all([linked, listed, other])
    session.flush()
    session.add(GroupSession(session_id=linked.id, group_id=groups["first"].id))
    session.commit()
    return Place(school.id, first.id, second.id, [one.id for one in people])


def record(
    student: Student, kind: str, id: int, *, start: date = date(2026, 6, 15), current: bool = True
) -> EnrollmentRecord:
    return EnrollmentRecord(
        user_id=student.user_id,
        group_type=kind,
        group_id=id,
        academic_year=YEAR,
        start_date=start,
        end_date=None if current else date(2026, 9, 1),
        is_current=current,
    )
