"""The page of a student: who it is, where they are and were, what they took part in."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from dbservice.admin import student_page
from dbservice.db import db
from dbservice.models import (
    Alumni,
    Base,
    Batch,
    College,
    EnrollmentRecord,
    Exam,
    Grade,
    Group,
    GroupUser,
    LearningSession,
    School,
    SessionOccurrence,
    Status,
    Student,
    StudentExamRecord,
    User,
    UserSession,
)
from tests.pages.conftest import Staff, text_of
from tests.pages.stored import add, one
from tests.statements import sent_statements


def record(student: Student, kind: str | None, id: int | None, start: date, **more: object) -> Base:
    """An enrolment record, over if it has an end."""
    return EnrollmentRecord(
        user_id=student.user_id,
        group_type=kind,
        group_id=id,
        start_date=start,
        is_current=more.get("end_date") is None,
        academic_year=more.pop("year", "2025-2026"),
        **more,
    )


def a_student(session: Session, number: str = "S1", **values: object) -> Student:
    student = Student(
        student_id=number,
        apaar_id=f"0{number}",
        user=User(first_name="Asha", last_name="Rao", phone="9800000001"),
        **values,
    )
    add(session, student)
    return student


def lived(session: Session) -> Student:
    """A student with a past: two batches, sessions, an exam, a life afterwards."""
    student = a_student(session, status="enrolled")
    school = one(session, School, code="SCH001").id
    old, new = (
        one(session, Batch, batch_id=code).id
        for code in ("EN-11-Photon-Enq-24-001", "EN-12-Photon-Enq-24-001")
    )
    group = one(session, Group, type="batch", child_id=new).id
    exam = Exam(name="JEE Main")
    meeting = LearningSession(session_id="algebra", name="Algebra")
    add(session, exam, meeting)
    dates = [SessionOccurrence(session_fk=meeting.id) for _ in range(2)]
    add(session, *dates)
    activities = [
        UserSession(
            user_id=student.user_id,
            session_id=None if number else meeting.id,
            session_occurrence_id=one.id,
            timestamp=datetime(2026, 10, number + 1, 9, 30),  # noqa: DTZ001  # an Indian wall clock
        )
        for number, one in enumerate((dates[0], dates[0], dates[1]))
    ]
    add(
        session,
        record(student, "school", school, date(2025, 6, 15)),
        record(student, "batch", old, date(2025, 6, 15), end_date=date(2026, 4, 20)),
        record(student, "batch", new, date(2026, 4, 20), year="2026-2027"),
        record(student, "grade", one(session, Grade, number=12).id, date(2025, 6, 15)),
        record(student, "status", one(session, Status, title="enrolled").id, date(2025, 6, 15)),
        GroupUser(user_id=student.user_id, group_id=group),
        *activities,
        StudentExamRecord(student_id=student.id, exam_id=exam.id, percentile=97.5, score=212),
        Alumni(
            student_id=student.id,
            college_id_ug=one(session, College, college_id="COL1").id,
            current_job_role="Engineer",
        ),
    )
    return student


def test_everything_about_a_student_is_on_one_page(
    editor: Staff, organisation: None, session: Session
):
    student = lived(session)
    response = editor.get(f"/admin/student/{student.id}/")
    page = text_of(response)
    for told in (
        "Now Enrolled",
        "School SCH001 \u2013 School SCH001 since 15 Jun 2025",
        "Student ID S1 APAAR ID 0S1 Phone 9800000001",
        "The same as a table: 5 records",
        "EN-11-Photon-Enq-24-001 Batch 2025-2026 15 Jun 2025 20 Apr 2026",
        "EN-12-Photon-Enq-24-001 Batch 2026-2027 20 Apr 2026 Now",
        "Member of the groups EN-12-Photon-Enq-24-001",
        "Algebra 2 3 3 Oct 2026",
        "JEE Main \u2014 212.0 97.5",
        "As a former student",
        "Job Engineer",
    ):
        assert told in page, told
    assert response.text.count('class="timeline-bar') == 5
    assert "5 enrolment records over time. Now: SCH001 \u2013 School SCH001" in response.text
    school = one(session, School, code="SCH001").id
    assert f'href="/admin/school/{school}/"' in response.text
    for act in ("Move to a batch", "Drop out", "Correct the batch", "Correct the grade"):
        assert f"{act} …" in page, act
    for act in ("Undo the dropout", "Enrol again", "Correct the auth group"):
        assert act not in page, act


def test_a_dropout_is_seen_and_can_be_undone(editor: Staff, organisation: None, session: Session):
    student = a_student(session, status="dropout")
    dropout = one(session, Status, title="dropout").id
    school = one(session, School, code="SCH001").id
    add(
        session,
        record(student, "school", school, date(2025, 6, 15), end_date=date(2025, 9, 1)),
        record(student, "status", dropout, date(2025, 9, 1)),
    )
    response = editor.get(f"/admin/student/{student.id}/")
    page = text_of(response)
    assert "Now Dropped out Dropped out on 1 Sep 2025, in 2025-2026." in page
    assert 'class="timeline-left"' in response.text
    assert "timeline-dropout" in response.text
    assert "Undo the dropout …" in page
    assert "Enrol again …" in page
    assert "Drop out …" not in page
    assert "Move to" not in page


def test_a_newcomer_has_an_empty_page_that_says_what_to_do(
    editor: Staff, organisation: None, session: Session
):
    page = text_of(editor.get(f"/admin/student/{a_student(session).id}/"))
    assert "Now No status Not enrolled anywhere yet. To enrol, move the student" in page
    assert "No enrolment is on record" in page
    assert "Has taken part in no session yet." in page
    assert "No exam record yet." in page
    assert "As a former student" not in page


def test_records_that_only_old_data_has_are_shown(
    editor: Staff, organisation: None, session: Session
):
    student = a_student(session)
    add(
        session,
        record(student, "cohort", 7, date(2025, 6, 15)),
        record(student, None, None, date(2025, 6, 15), end_date=date(2025, 6, 15)),
        record(student, "batch", 99_999, date(2025, 6, 15)),
    )
    session.query(EnrollmentRecord).filter_by(group_type="cohort").update({"start_date": None})
    session.commit()
    page = text_of(editor.get(f"/admin/student/{student.id}/"))
    for told in ("cohort 7 Cohort", "unknown \u2014", "Batch 99999 Batch"):
        assert told in page, told


def test_a_long_life_costs_no_more_statements(
    app: Flask, editor: Staff, organisation: None, session: Session
):
    short, long = lived(session), a_student(session, "S2")
    batches = session.scalars(select(Batch.id)).all()
    add(
        session,
        *(
            record(
                long,
                "batch",
                batches[n % 5],
                date(2000 + n // 2, 6, 15),
                end_date=date(2001 + n // 2, 4, 1),
            )
            for n in range(40)
        ),
    )
    assert editor.get("/admin/").status_code == 200
    with app.app_context():
        engine = db.engine
    costs: dict[int, int] = {}
    for student in (short, long):
        with sent_statements(engine) as sent:
            response = editor.get(f"/admin/student/{student.id}/")
        costs[student.id] = len(
            [one for one in sent if one.lstrip().startswith(("SELECT", "EXECUTE"))]
        )
    assert response.text.count('class="timeline-bar') == 40
    # The history names the rows of whatever tables it tells of.
    assert costs[long.id] <= costs[short.id] <= 24


def test_a_student_who_has_just_gone_has_no_page(app: Flask):
    with app.test_request_context(), pytest.raises(NotFound):
        student_page.context(db.session(), 99)


def test_viewers_see_the_page_without_acts(
    log_in: Callable[[str], Staff], organisation: None, session: Session
):
    student = lived(session)
    page = text_of(log_in("viewer").get(f"/admin/student/{student.id}/"))
    assert "The same as a table: 5 records" in page
    assert "Move to a batch" not in page
