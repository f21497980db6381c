"""The page of a teacher: who it is, where they teach and taught, the sessions they own."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from dbservice.db import db
from dbservice.models import (
    Batch,
    EnrollmentRecord,
    Group,
    GroupUser,
    LearningSession,
    School,
    Subject,
    Teacher,
    User,
)
from dbservice.services.biography import LATEST
from tests.pages.conftest import Staff, text_of
from tests.pages.stored import add, one
from tests.statements import sent_statements


def a_teacher(session: Session, number: str = "T1", **values: object) -> Teacher:
    user = User(first_name="Asha", last_name="Rao", phone="9800000001", email="a@example.org")
    teacher = Teacher(teacher_id=number, user=user, **values)
    add(session, teacher)
    return teacher


def owned(session: Session, teacher: Teacher, count: int) -> None:
    """Sessions of a teacher, each starting a day after the one before."""
    add(
        session,
        *(
            LearningSession(
                name=f"Algebra {number}",
                platform="meet",
                owner_id=teacher.user_id,
                start_time=datetime(2026, 10, number + 1, 9, 30),  # noqa: DTZ001  # an Indian wall clock
            )
            for number in range(count)
        ),
    )


@pytest.fixture
def teacher(organisation: None, session: Session) -> Teacher:
    """A teacher of one batch after another, at a school, with sessions."""
    physics = Subject(name=[{"lang_code": "en", "subject": "Optics"}])
    add(session, physics)
    teacher = a_teacher(session, designation="Academic Lead", subject_id=physics.id)
    old, new = (
        one(session, Batch, batch_id=code).id
        for code in ("EN-11-Photon-Enq-24-001", "EN-12-Photon-Enq-24-001")
    )
    taught = {"user_id": teacher.user_id, "group_type": "batch", "academic_year": "2026-2027"}
    school = one(session, School, code="SCH001").id
    add(
        session,
        EnrollmentRecord(
            **taught,
            group_id=old,
            start_date=date(2026, 4, 1),
            end_date=date(2026, 6, 1),
            is_current=False,
        ),
        EnrollmentRecord(**taught, group_id=new, start_date=date(2026, 6, 1), is_current=True),
        GroupUser(
            user_id=teacher.user_id,
            group_id=one(session, Group, type="school", child_id=school).id,
        ),
    )
    owned(session, teacher, 2)
    owned(session, a_teacher(session, "T2"), 1)
    return teacher


def test_everything_about_a_teacher_is_on_one_page(
    editor: Staff, teacher: Teacher, session: Session
) -> None:
    response = editor.get(f"/admin/teacher/{teacher.id}/")
    page = text_of(response)
    for told in (
        "T1 \u2013 Asha Rao",
        "EN-12-Photon-Enq-24-001 since 1 Jun 2026 Teacher ID T1 Subject Optics",
        "Designation Academic Lead Phone 9800000001",
        "The same as a table: 2 records",
        "EN-11-Photon-Enq-24-001 Batch 2026-2027 1 Apr 2026 1 Jun 2026",
        "Member of the groups SCH001 \u2013 School SCH001",
        "Algebra 1 meet 2 Oct 2026 \u2014 Yes Algebra 0 meet 1 Oct 2026",
        "Created enrolment record",
    ):
        assert told in page, told
    assert page.count(" meet ") == 2, "those of others are not told"
    assert "2 enrolment records over time. Now: EN-12-Photon-Enq-24-001 " in response.text
    school = one(session, School, code="SCH001").id
    assert f'href="/admin/school/{school}/"' in response.text
    listed = text_of(editor.get(f"/admin/session/?owner={teacher.user_id}"))
    assert f'href="/admin/session/?owner={teacher.user_id}"' in response.text
    assert "2 sessions found" in listed


def test_a_newcomer_has_an_empty_page_that_says_what_to_do(
    log_in: Callable[[str], Staff], session: Session
) -> None:
    newcomer = a_teacher(session)
    path = f"/admin/teacher/{newcomer.id}/"
    page = log_in("editor").get(path)
    for told in ("Teaches nowhere yet.", "No enrolment is on record.", "Owns no session."):
        assert told in text_of(page), told
    way = '/imports/new?type=teacher_batch_assignment"'
    assert way in page.text
    assert way not in log_in("viewer").get(path).text


def test_a_role_without_a_user_has_a_page(editor: Staff, session: Session) -> None:
    nobody = Teacher(teacher_id="T9")
    add(session, LearningSession(name="Nobody's"), nobody)
    page = text_of(editor.get(f"/admin/teacher/{nobody.id}/"))
    assert "Owns no session." in page


def test_many_sessions_cost_no_more_statements(
    app: Flask, editor: Staff, teacher: Teacher, session: Session
) -> None:
    path = f"/admin/teacher/{teacher.id}/"
    assert editor.get(path).status_code == 200
    with app.app_context():
        engine = db.engine
    costs = []
    for more in (0, LATEST):
        owned(session, teacher, more)
        with sent_statements(engine) as sent:
            page = text_of(editor.get(path))
        costs.append(len([one for one in sent if one.lstrip().startswith(("SELECT", "EXECUTE"))]))
    assert f"The latest {LATEST} of {LATEST + 2}." in page
    assert costs[0] == costs[1]
