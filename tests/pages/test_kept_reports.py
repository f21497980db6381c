"""When workers take the reports that pages show."""

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from dbservice.imports import reports
from dbservice.services import kept_reports
from dbservice.services.kept_reports import EVERY, Report
from tests.pages.conftest import take


def test_reports_are_due_when_they_are_old(app: Flask, session: Session):
    assert kept_reports.due(session) == [Report.HEADS, Report.CHECK]
    session.rollback()
    for report in Report:
        take(app, report)
    assert kept_reports.due(session) == []
    for report, late in ((Report.HEADS, 1), (Report.CHECK, 2)):
        age = text(
            "UPDATE kept_report SET begun_at = begun_at - :age, taken_at = taken_at - :age"
            " WHERE name = :name"
        )
        session.execute(age, {"name": report.value, "age": EVERY[report]})
        session.commit()
        assert len(kept_reports.due(session)) == late


def test_a_report_that_takes_long_is_taken_more_rarely(app: Flask, session: Session):
    for report in Report:
        take(app, report)
    took = text(
        "UPDATE kept_report SET begun_at = now() - CAST(:age AS interval),"
        " taken_at = now() - CAST(:age AS interval) + interval '1 minute' WHERE name = 'heads'"
    )
    for age, due in (("99 minutes", []), ("101 minutes", [Report.HEADS])):
        session.execute(took, {"age": age})
        assert kept_reports.due(session) == due


def test_a_report_that_failed_waits_before_it_is_tried_again(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
):
    def fail():
        raise RuntimeError

    monkeypatch.setitem(reports.TAKEN_BY, Report.CHECK, fail)
    with pytest.raises(RuntimeError):
        take(app, Report.CHECK)
    assert Report.CHECK not in kept_reports.due(session)
    session.execute(text("UPDATE kept_report SET begun_at = now() - interval '61 minutes'"))
    assert Report.CHECK in kept_reports.due(session)
