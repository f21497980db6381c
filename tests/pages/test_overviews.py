"""The dashboard, the pages of a school and of a batch, and what workers count for them."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from dbservice.admin import charts
from dbservice.admin.charts import Bar
from dbservice.imports import jobs, reports
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
from dbservice.services import batch_figures, head_counts, kept_reports, today
from dbservice.services.clock import began, indian_today
from dbservice.services.groups import GroupKind
from dbservice.services.kept_reports import EVERY, Report
from tests.pages.conftest import Staff, text_of

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


def take(app: Flask, report: Report) -> bool:
    """Do what a worker does with a report."""
    with app.app_context():
        return reports.take(report)


def rows_of(page: str, heading: str) -> list[tuple[str, str]]:
    """The names and numbers of the chart under a heading."""
    part = page[page.index(f">{heading}<") :]
    table = part[: part.index("</table>")]
    found = re.findall(
        r'<th scope="row">(.*?)</th>.*?<td class="bars-number">(.*?)</td>', table, re.DOTALL
    )
    strip = re.compile(r"<small.*?</small>|<[^>]+>", re.DOTALL)
    return [(strip.sub("", name).strip(), strip.sub("", number).strip()) for name, number in found]


def test_a_school_is_told_in_numbers(editor: Staff, place: Place):
    page = editor.get(f"/admin/school/{place.school}/")
    told = text_of(page)
    assert "Students 6" in told
    assert "Dropped out 1" in told
    assert rows_of(page.text, "Students by grade") == [("Grade 11", "5"), ("Grade 12", "1")]
    assert rows_of(page.text, "Students by academic year") == [(YEAR, "7")]
    assert rows_of(page.text, "Students of the school by batch") == [
        ("EN-11-A · Eleven A", "4"),
        ("EN-11-B · Eleven B", "2"),
    ]
    assert "Meena Iyer" in told
    assert "District Pune" in told


def test_what_a_school_counts_is_listed_where_it_leads(editor: Staff, place: Place):
    page = editor.get(f"/admin/school/{place.school}/").text
    counted = re.findall(r'<a class="quiet" href="(/admin/student/[^"]*)">([0-9]+)</a>', page)
    assert len(counted) == 4
    for url, number in counted:
        listed = text_of(editor.get(url.replace("&amp;", "&")))
        assert f"{number} student" in listed, url
    left = editor.get(f"/admin/student/?in_school={place.school}&standing=left")
    assert "1 student found" in text_of(left)
    assert "S006" in left.text


def test_a_batch_is_told_with_its_roster_moves_and_sessions(editor: Staff, place: Place):
    page = editor.get(f"/admin/batch/{place.first}/")
    told = text_of(page)
    assert "Students 4" in told
    roster = page.text[page.text.index('id="roster"') :]
    roster = roster[: roster.index("</table>")]
    assert re.findall(r">Asha (\d) Rao<", roster) == ["2", "3", "4", "5", "6"]
    assert "JNV Pune" in text_of(page)
    assert "Asha 1 Rao to EN-11-B left" in told
    assert "Asha 6 Rao dropped out" in told
    assert "Linked" in told
    assert "Listed" in told
    assert "Another" not in told
    below = text_of(editor.get(f"/admin/batch/{place.second}/"))
    assert "Asha 1 Rao from EN-11-A came" in below
    assert "Lies in EN-11-A" in below
    assert "Programme Photon" in below


def test_a_long_roster_has_pages(
    editor: Staff, place: Place, monkeypatch: pytest.MonkeyPatch, session: Session
):
    session.execute(
        text("""
        WITH person AS (
            INSERT INTO "user" (first_name, inserted_at, updated_at)
            SELECT 'Zoya ' || lpad(n::text, 3, '0'), now(), now() FROM generate_series(1, 60) AS n
            RETURNING id
        ), member AS (
            INSERT INTO group_user (user_id, group_id)
            SELECT person.id, g.id FROM person, "group" AS g
            WHERE g.type = 'batch' AND g.child_id = :id
        )
        INSERT INTO student (user_id, inserted_at, updated_at)
        SELECT id, now(), now() FROM person
    """),
        {"id": place.first},
    )
    session.commit()
    first = editor.get(f"/admin/batch/{place.first}/")
    assert "1\u201325 of 65" in text_of(first)
    last = text_of(editor.get(f"/admin/batch/{place.first}/?roster=3"))
    assert "51\u201365 of 65" in last
    assert "Zoya 060" in last
    beyond = editor.get(f"/admin/batch/{place.first}/?roster=999999")
    assert "51\u201365 of 65" in text_of(beyond)
    assert editor.get(f"/admin/batch/{place.first}/?roster=nonsense").status_code == 200


def test_a_school_and_a_batch_cost_the_same_few_statements(
    editor: Staff, place: Place, statements: Callable[[], list[str]]
):
    for path in (f"/admin/school/{place.school}/", f"/admin/batch/{place.first}/"):
        editor.get(path)
        sent = statements()
        editor.get(path)
        assert len(sent) <= 10, path


def test_a_school_and_its_group_row_lead_to_each_other(editor: Staff, place: Place):
    page = editor.get(f"/admin/school/{place.school}/").text
    way = re.search(r'href="(/admin/group/\d+/)">Group row', page)[1]
    group = editor.get(way)
    assert "Stands for the school" in text_of(group)
    assert f'href="/admin/school/{place.school}/"' in group.text


def test_an_empty_school_and_batch_say_what_to_do(editor: Staff, session: Session):
    session.add_all([School(code="S1", name="Empty"), Batch(batch_id="B1", name="Empty")])
    session.commit()
    assert "Nobody is enrolled here yet" in editor.get("/admin/school/1/").text
    page = editor.get("/admin/batch/1/").text
    assert "Nobody is in this batch" in page
    assert "No session is linked to this batch" in page


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
    assert rows_of(page.text, "Students by school") == [("SCH001 \u2013 JNV Pune", "6")]
    assert rows_of(page.text, "Students by programme") == [("Photon", "6")]
    assert rows_of(page.text, "Students by grade") == [("Grade 11", "5"), ("Grade 12", "1")]
    assert [number for _, number in rows_of(page.text, "Students by batch")] == ["4", "2"]
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


def test_heads_of_what_is_gone_go(app: Flask, place: Place, session: Session):
    take(app, Report.HEADS)
    count = text("SELECT count(*) FROM head_count")
    assert session.scalar(count) == 6
    session.rollback()
    session.execute(text("DELETE FROM group_user"))
    session.commit()
    with app.app_context():
        reports.heads()
    assert session.scalar(count) == 2, "grades are told by the students themselves"


def test_who_is_in_several_batches_of_a_programme_is_counted_there_once(
    app: Flask, place: Place, session: Session
):
    """Seven are in either batch of the programme; two of them, one dropped out, are in more."""
    photon = session.scalars(select(Program)).one()
    elsewhere = Program(name="Robotics", product=session.scalars(select(Product)).one())
    session.add(elsewhere)
    session.flush()
    more = [
        Batch(batch_id="EN-3", name="Third", program_id=photon.id),
        Batch(batch_id="EN-4", name="Fourth", program_id=elsewhere.id),
        Batch(batch_id="EN-5", name="Of no programme"),
    ]
    session.add_all(more)
    session.flush()
    of_first = select(Group).where(Group.type == "batch", Group.child_id == place.first)
    first = session.scalars(of_first).one()
    added = [Group(type="batch", child_id=one.id) for one in more]
    session.add_all(added)
    session.flush()
    for student in (place.students[0], place.students[6]):
        user_id = session.get(Student, student).user_id
        mine = session.scalars(select(GroupUser.group_id).where(GroupUser.user_id == user_id)).all()
        session.add_all(
            GroupUser(user_id=user_id, group_id=one.id)
            for one in (first, *added)
            if one.id not in mine
        )
    session.commit()
    take(app, Report.HEADS)
    found = {one.entity_id: one for one in head_counts.largest(session, 9)[GroupKind.PROGRAM]}
    assert found[photon.id][1:] == (6, 1)
    assert found[elsewhere.id][1:] == (1, 1)


def test_all_of_a_kind_have_a_page(app: Flask, editor: Staff, place: Place):
    assert "Nothing is counted yet" in editor.get("/admin/heads/school/").text
    take(app, Report.HEADS)
    page = editor.get("/admin/heads/batch/")
    assert [number for _, number in rows_of(page.text, "Students by batch")] == ["4", "2"]
    found = editor.get("/admin/heads/batch/?q=eleven+b")
    assert "EN-11-B" in found.text
    assert "EN-11-A" not in found.text
    assert "Nothing found" in editor.get("/admin/heads/batch/?q=nothing").text
    assert editor.get("/admin/heads/batch/?page=99").status_code == 200
    for kind in ("school", "program", "grade"):
        assert editor.get(f"/admin/heads/{kind}/").status_code == 200
    assert editor.get("/admin/heads/status/").status_code == 404


def test_the_dashboard_costs_the_same_few_statements(
    app: Flask, editor: Staff, place: Place, statements: Callable[[], list[str]]
):
    take(app, Report.HEADS)
    editor.get("/admin/")
    sent = statements()
    editor.get("/admin/")
    assert len(sent) <= 18


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


def test_bars_are_as_long_as_their_numbers():
    rows = charts.bars([Bar("a", 50), Bar("b", 25), Bar("c", 0)])
    assert [one.share for one in rows] == [100, 50, 0]
    assert charts.bars([Bar("a", 50)], longest=200)[0].share == 25
    assert charts.bars([]) == []
    assert charts.bars([Bar("a", 0)])[0].share == 0


def test_columns_stand_on_the_ground():
    days = [(date(2026, 11, day), number) for day, number in ((1, 0), (2, 1), (3, 1000))]
    chart = charts.columns(days)
    assert [one.y + one.height for one in chart.columns] == [chart.height] * 3
    assert [one.height for one in chart.columns] == [0, 1.5, chart.height]
    assert (chart.most, chart.total) == (1000, 1001)


def test_a_roster_page_beyond_the_last_is_the_last(session: Session, place: Place):
    assert batch_figures.of_batch(session, place.first, 9).roster.number == 1
