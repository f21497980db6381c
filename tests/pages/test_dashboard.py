"""The dashboard: what happened today, how many there are, and where to begin."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from dbservice.imports import reports
from dbservice.models import Student
from dbservice.services import head_counts, today
from dbservice.services.clock import began, indian_today
from dbservice.services.kept_reports import Report
from tests.pages.conftest import Staff, bars_under, take, text_of
from tests.pages.small_school import Place


def test_the_dashboard_tells_of_today(editor: Staff, place: Place, session: Session):
    session.execute(
        text("UPDATE enrollment_record SET inserted_at = :then WHERE user_id < :id"),
        {"then": began(indian_today()) - timedelta(seconds=1), "id": place.students[5]},
    )
    session.commit()
    page = editor.get("/admin/")
    told = text_of(page)
    recorded = today.today(session)
    assert f"People enrolled in a school {recorded.enrolled}" in told
    assert 0 < recorded.enrolled < 7
    assert "Students dropped out 1" in told
    assert f'href="/admin/student/{place.students[6]}/">Asha 6 Rao</a>' in page.text
    listed = f"/admin/enrollment-record/?group_type=status&inserted_at.from={indian_today()}"
    assert "1 enrolment record found" in text_of(editor.get(listed))
    assert listed.replace("&", "&amp;") in page.text


def test_a_day_of_many_imports_is_not_counted_to_its_end(
    editor: Staff, place: Place, monkeypatch: pytest.MonkeyPatch, session: Session
):
    assert today.today(session).enrolled == 7
    monkeypatch.setattr(today, "AT_MOST", 5)
    assert "more than 5" in text_of(editor.get("/admin/"))


def test_a_fresh_installation_says_where_to_begin(editor: Staff):
    page = editor.get("/admin/")
    assert "Begin here" in text_of(page)
    for url in re.findall(
        r'href="(/(?:admin|imports)[^"]*)"', page.text[page.text.index("Begin") :]
    ):
        assert editor.get(url.replace("&amp;", "&")).status_code == 200, url


def test_workers_count_for_the_dashboard(app: Flask, editor: Staff, place: Place, session: Session):
    before = text_of(editor.get("/admin/"))
    assert "drawn when a worker has counted" in before
    assert take(app, Report.HEADS)
    page = editor.get("/admin/")
    told = text_of(page)
    assert "Students 6 and 1 dropped out" in told
    assert "Teachers 1" in told
    assert bars_under(page.text, "Students by school") == [("SCH001 \u2013 JNV Pune", "6")]
    assert bars_under(page.text, "Students by programme") == [("Photon", "6")]
    assert bars_under(page.text, "Students by grade") == [("Grade 11", "5"), ("Grade 12", "1")]
    assert [number for _, number in bars_under(page.text, "Students by batch")] == ["4", "2"]
    assert re.search(r"as of \d+ \w+ \d{4}, \d\d:\d\d", told)
    assert "Enrolled in a school 7" in told

    for one in place.students[:3]:
        student = session.get(Student, one)
        student.status = "dropout"
    session.commit()
    assert not take(app, Report.HEADS), "it was taken a moment ago"
    with app.app_context():
        counted = reports.heads()
    assert counted["students"] == 3
    assert counted["kinds"]["school"] == [1, 3]
    again = head_counts.largest(session, 5)
    assert [(one.students, one.dropped_out) for one in again["batch"]] == [(3, 2)]


def test_the_dashboard_costs_the_same_few_statements(
    app: Flask, editor: Staff, place: Place, statements: Callable[[], list[str]]
):
    take(app, Report.HEADS)
    editor.get("/admin/")
    sent = statements()
    editor.get("/admin/")
    assert len(sent) <= 18
