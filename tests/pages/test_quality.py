"""What the check of the data found, and asking for another."""

from collections.abc import Callable

from flask import Flask
from sqlalchemy.orm import Session

from dbservice.imports import jobs
from dbservice.models import Group
from dbservice.services import kept_reports
from dbservice.services.kept_reports import Report
from tests.pages.conftest import Staff, take, text_of


def test_the_check_is_kept_and_told(app: Flask, editor: Staff, session: Session):
    session.add(Group(type="batch", child_id=77))
    session.commit()
    assert "not been checked yet" in text_of(editor.get("/admin/"))
    assert take(app, Report.CHECK)
    kept = kept_reports.read(session, Report.CHECK)
    assert not kept.content["clean"]
    broken = [one["rule"] for one in kept.content["checks"] if one["exceptions"]]
    assert broken
    told = text_of(editor.get("/admin/"))
    report = text_of(editor.get("/admin/quality/"))
    for rule in broken:
        assert rule in told
        assert rule in report
    assert "77" in report


def test_a_command_keeps_what_it_finds(app: Flask, editor: Staff, session: Session):
    result = app.test_cli_runner().invoke(args=["check"])
    assert result.exit_code == 0, result.output
    assert "All that is promised is kept" in text_of(editor.get("/admin/"))
    assert "All that is promised is kept" in text_of(editor.get("/admin/quality/"))


def test_admins_ask_for_a_check(
    app: Flask, log_in: Callable[[str], Staff], session: Session, staff
):
    admin = log_in("admin")
    take(app, Report.CHECK)
    assert not take(app, Report.CHECK)
    answer = admin.post("/admin/quality/check")
    assert answer.status_code == 303
    page = admin.get("/admin/quality/")
    assert "A check is on its way" in page.text
    first = kept_reports.read(session, Report.CHECK).taken_at
    session.rollback()
    with app.app_context():
        assert kept_reports.due(session) == [Report.HEADS, Report.CHECK]
        jobs.run_report("check")
    assert kept_reports.read(session, Report.CHECK).taken_at > first
    assert "Check now" in admin.get("/admin/quality/").text
    editor = log_in("editor")
    assert editor.post("/admin/quality/check").status_code == 403
    assert "Check now" not in editor.get("/admin/quality/").text
