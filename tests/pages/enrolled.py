"""Students to whom things are done on the pages, and what has become of them."""

from collections.abc import Callable
from datetime import date, timedelta
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from dbservice.db import transaction
from dbservice.models import (
    AuthGroup,
    Batch,
    Change,
    EnrollmentRecord,
    Grade,
    Group,
    GroupUser,
    School,
    Student,
    User,
)
from dbservice.services import acts, carrying_out, references
from dbservice.services.carrying_out import Wanted
from dbservice.services.clock import indian_today
from dbservice.services.groups import GroupKind
from dbservice.services.movement import MoveScope
from tests.pages.conftest import Staff, text_of
from tests.pages.controls import Controls

FIRST = "EN-11-Photon-Enq-24-001"
SECOND = "EN-12-Photon-Enq-24-001"
KEYS = {
    "school": (School, School.code),
    "batch": (Batch, Batch.batch_id),
    "grade": (Grade, Grade.number),
    "auth_group": (AuthGroup, AuthGroup.name),
}
BEGAN = date(2025, 6, 15)
IdOf = Callable[[str, object], int]
Enrolled = Callable[..., list[int]]


@pytest.fixture
def id_of(organisation: None, session: Session) -> IdOf:
    """The number of a school, batch ... by its code."""

    def id_of(kind: str, code: object) -> int:
        model, key = KEYS[kind]
        return session.scalars(select(model.id).where(key == code)).one()

    return id_of


@pytest.fixture
def enrolled(app: Flask, id_of: IdOf, session: Session) -> Enrolled:
    """Makes students who are enrolled everywhere; returns their ids."""

    def enrolled(*numbers: str, batch: str = FIRST) -> list[int]:
        students = [
            Student(student_id=number, user=User(first_name=f"Asha {number}")) for number in numbers
        ]
        session.add_all(students)
        session.commit()
        places = {"batch": batch, "grade": 11, "school": "SCH001"}
        given = ("2025-2026", BEGAN)
        with app.app_context(), transaction() as inside:
            targets = {
                kind: references.by_id(inside, GroupKind(kind), [id])[id]
                for kind, id in ((kind, id_of(kind, code)) for kind, code in places.items())
            }
            group = id_of("auth_group", "EnableStudents")
            entrance = references.by_id(inside, GroupKind.AUTH_GROUP, [group])[group]
            for student in students:
                inside.add(
                    EnrollmentRecord(
                        user_id=student.user_id,
                        group_type="auth_group",
                        group_id=group,
                        start_date=BEGAN,
                        is_current=True,
                    )
                )
                inside.add(GroupUser(user_id=student.user_id, group_id=entrance.group_row_id))
            inside.flush()
            wanted = Wanted(targets, given, MoveScope.ALL)
            for name in ("move-batch", "move-school"):
                verdicts = carrying_out.carry_out(
                    inside, acts.ACTS[name], [one.user_id for one in students], wanted
                )
                assert all(one.consequences for one in verdicts)
        return [one.id for one in students]

    return enrolled


def state(session: Session, student_id: int) -> dict[str, object]:
    """Where a student is: by record, by membership, and in their own row."""
    session.rollback()
    session.expire_all()
    student = session.get_one(Student, student_id)
    records = session.scalars(
        select(EnrollmentRecord).where(EnrollmentRecord.user_id == student.user_id)
    ).all()
    rows = select(Group.type, Group.child_id).join(GroupUser, GroupUser.group_id == Group.id)
    return {
        "now": {(one.group_type, one.group_id) for one in records if one.is_current},
        "ended": {(one.group_type, one.group_id) for one in records if not one.is_current},
        "member": {
            tuple(row) for row in session.execute(rows.where(GroupUser.user_id == student.user_id))
        },
        "status": student.status,
        "grade": student.grade_id,
    }


def path(act: str, *ids: int, **more: object) -> str:
    query = urlencode([*(("id", id) for id in ids), *more.items()])
    return f"/admin/student/acts/{act}/?{query}"


def hidden_in(page: str) -> dict[str, str]:
    """What a preview sends back when it is confirmed."""
    form = page[page.index('<form class="save-bar"') :]
    controls = Controls()
    controls.feed(form[: form.index("</form>")])
    return dict(controls.found)


def confirm(editor: Staff, address: str, **fields: object):
    """Fill the form in, look, and confirm what is shown."""
    shown = editor.post(address, step="look", **fields)
    assert shown.status_code == 200, text_of(shown)
    return editor.post(address, **{**hidden_in(shown.text), "step": "do"})


def term(*, days_ago: int = 0) -> dict[str, str]:
    """The day in India so many days ago, and the academic year it is in."""
    day = indian_today() - timedelta(days_ago)
    first = day.year if day.month >= 4 else day.year - 1
    return {"academic_year": f"{first}-{first + 1}", "start_date": day.isoformat()}


def filled(act: str, id_of: IdOf) -> dict[str, object]:
    """What somebody fills in who does an act."""
    places = {
        "move-batch": {"batch": id_of("batch", SECOND), "grade": id_of("grade", 12)},
        "move-school": {"school": id_of("school", "SCH002")},
        "move-grade": {"grade": id_of("grade", 12)},
        "re-enrol": {
            "batch": id_of("batch", SECOND),
            "school": id_of("school", "SCH003"),
            "grade": id_of("grade", 12),
        },
        "correct-batch": {"right": id_of("batch", SECOND)},
        "correct-school": {"right": id_of("school", "SCH002")},
        "correct-grade": {"right": id_of("grade", 12)},
        "correct-auth-group": {"right": id_of("auth_group", "Walk-in")},
    }
    return places.get(act, {}) | (term() if acts.ACTS[act].has_day else {})


def last_change(session: Session) -> int:
    session.rollback()
    return session.scalar(text("SELECT coalesce(max(id), 0) FROM change_log")) or 0


def changes_since(session: Session, mark: int) -> int:
    """How many records, memberships and columns of students are otherwise."""
    session.rollback()
    found = session.scalars(select(Change).where(Change.id > mark)).all()
    rows = [one for one in found if one.table_name in ("enrollment_record", "group_user")]
    columns = [
        name
        for one in found
        if one.table_name == "student"
        for name in ("status", "grade_id")
        if one.before[name] != one.after[name]
    ]
    assert {one.actor for one in found} <= {"editor"}
    return len(rows) + len(columns)
