"""The list of imports, one import, and what people tell it to do."""

import csv
import io
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from dbservice.models import Import, Student, User
from tests.engine import world
from tests.pages.conftest import Staff, Work, id_in, text_of

MINUTE = timedelta(minutes=1)


def sheet(*bad: int, count: int = 5, **cells: str) -> bytes:
    """Students in rows 2 and following; those in these rows are in an unknown school."""
    return world.sheet(
        world.student(row, **({"school_code": "NOWHERE"} if row in bad else {}), **cells)
        for row in range(2, 2 + count)
    )


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(), newline="")))


def students(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Student)) or 0


@pytest.fixture
def run(session: Session) -> Callable[..., int]:
    """Records an import that is over, or as far as these values say."""

    def run(**values: object) -> int:
        began = datetime(2026, 11, 21, 10, 0, tzinfo=UTC).replace(tzinfo=None)
        facts = {
            "type": "student",
            "filename": "students.csv",
            "status": "completed",
            "total_rows": 100,
            "processed_rows": 100,
            "error_count": 0,
            "error_details": [],
            "inserted_at": began,
            "completed_at": began + MINUTE,
            "created_by": "asha",
        }
        new = Import(**facts | values)
        session.add(new)
        session.commit()
        return new.id

    return run


class TestList:
    def test_without_an_import_it_says_what_to_do(self, editor: Staff):
        page = editor.get("/imports")
        assert "No sheet has been imported yet" in text_of(page)
        assert 'href="/imports/new"' in page.text

    def test_it_shows_status_progress_time_and_who(self, editor: Staff, run: Callable[..., int]):
        id = run(processed_rows=90, error_count=10)
        page = text_of(editor.get("/imports"))
        assert f"Student Addition #{id} · students.csv" in page
        assert "Completed with errors" in page
        assert "90 of 100 in · 100 % · 10 failed" in page
        assert "21 Nov 2026, 15:30 by asha" in page

    def test_the_counters_count_all_imports(self, editor: Staff, run: Callable[..., int]):
        for status, times in {"completed": 3, "processing": 2, "stopped": 1, "pending": 4}.items():
            for _ in range(times):
                run(status=status)
        page = text_of(editor.get("/imports?status=failed&page=9"))
        assert "Completed 3 In progress 2 Stopped 1 Failed 0" in page

    def test_the_newest_come_first_and_twenty_at_a_time(
        self, editor: Staff, run: Callable[..., int]
    ):
        ids = [run() for _ in range(45)]
        pages = [shown_ids(editor, f"/imports?page={number}") for number in (1, 2, 3, 4)]
        assert [len(page) for page in pages] == [20, 20, 5, 0]
        assert [id for page in pages for id in page] == ids[::-1]
        assert "21\u201340 of 45" in text_of(editor.get("/imports?page=2"))
        assert "nothing on this page" in text_of(editor.get("/imports?page=4"))

    @pytest.mark.parametrize("page", ["", "0", "-1", "x", "1.5", "\uff19", "9" * 5000])
    def test_a_page_that_makes_no_sense_is_the_first(
        self, editor: Staff, run: Callable[..., int], page: str
    ):
        id = run()
        assert shown_ids(editor, f"/imports?page={page}") == [id]
        assert editor.get(f"/imports?page={page}").status_code == 200

    def test_it_can_be_narrowed_to_a_status(self, editor: Staff, run: Callable[..., int]):
        run()
        failed = run(status="failed")
        assert shown_ids(editor, "/imports?status=failed") == [failed]
        assert len(shown_ids(editor, "/imports?status=unheard-of")) == 2

    def test_it_can_be_narrowed_to_a_type_a_person_a_sheet_and_days(
        self, editor: Staff, run: Callable[..., int]
    ):
        # Half past midnight of the 20th in India
        night = datetime(2026, 11, 19, 19, 0, tzinfo=UTC).replace(tzinfo=None)
        usual = run()
        other = run(type="dropout", created_by="ravi", filename="Left 100%.csv", inserted_at=night)
        for narrowing, found in {
            "type=dropout": [other],
            "by=ravi": [other],
            "name=left": [other],
            "name=100%25": [other],
            "name=10%25s": [],
            "since=2026-11-20": [usual, other],
            "since=2026-11-21": [usual],
            "until=2026-11-20": [other],
            "until=2026-11-19": [],
            "by=asha&type=student&status=completed": [usual],
            "by=asha&status=failed": [],
            "type=unheard-of&since=yesterday&until=9999-12-31&since=0001-01-01": [usual, other],
            "name=%00&by=": [usual, other],
        }.items():
            assert shown_ids(editor, f"/imports?{narrowing}") == found, narrowing
        page = editor.get("/imports?by=ravi&since=2026-11-20")
        assert "<option selected>ravi</option>" in page.text
        assert 'value="2026-11-20"' in page.text
        assert "Try fewer filters" in text_of(editor.get("/imports?name=nothing+like+it"))

    def test_it_costs_the_same_few_statements_however_many_there_are(
        self, editor: Staff, run: Callable[..., int], statements: Callable[[], list[str]]
    ):
        run()
        editor.get("/imports")
        sent = statements()
        editor.get("/imports")
        one = len(sent)
        for _ in range(19):
            run()
        editor.get("/imports")
        assert len(sent) - one == one


def shown_ids(staff: Staff, path: str) -> list[int]:
    return [int(id) for id in re.findall(r'data-import="(\d+)"', staff.get(path).text)]


class TestStatus:
    def test_a_run_in_figures(self, editor: Staff, work: Work):
        id = editor.begin(sheet(3, 5))
        facts = editor.get(f"/imports/{id}/status").json
        assert (facts["status"], facts["percent"], facts["started_at"]) == ("pending", 0, None)
        work(id)
        facts = editor.get(f"/imports/{id}/status").json
        assert facts | {"started_at": 0, "completed_at": 0, "rows_per_second": 0} == {
            "id": id,
            "type": "student",
            "status": "completed",
            "state": "completed_with_errors",
            "moving": False,
            "total_rows": 5,
            "processed_rows": 3,
            "error_count": 2,
            "skipped_rows": 0,
            "percent": 100,
            "rows_per_second": 0,
            "eta_seconds": None,
            "started_at": 0,
            "completed_at": 0,
            "error_details": facts["error_details"],
        }
        first = facts["error_details"][0]
        assert (first["row"], first["column"], first["value"]) == (3, "school_code", "NOWHERE")
        assert "NOWHERE" in first["error"]
        assert datetime.fromisoformat(facts["started_at"]).tzinfo
        assert datetime.fromisoformat(facts["completed_at"]).tzinfo

    def test_speed_and_remaining_time_of_a_run_that_goes_on(
        self, editor: Staff, run: Callable[..., int]
    ):
        id = run(
            status="processing",
            total_rows=100_000,
            processed_rows=38_000,
            error_count=1_500,
            skipped_rows=500,
            completed_at=None,
            started_at=datetime.now(UTC) - timedelta(seconds=1_000),
        )
        facts = editor.get(f"/imports/{id}/status").json
        assert facts["percent"] == 40
        assert 37 < facts["rows_per_second"] <= 40, "by then it may have gone on for a minute"
        assert 1_500 <= facts["eta_seconds"] <= 1_600
        assert facts["moving"] is True

    def test_only_the_first_fifty_errors_are_sent(self, editor: Staff, run: Callable[..., int]):
        errors = [{"row": row, "error": "no"} for row in range(60)]
        id = run(error_count=60, error_details=errors)
        assert len(editor.get(f"/imports/{id}/status").json["error_details"]) == 50

    def test_a_sheet_without_rows_left_is_through(self, editor: Staff, run: Callable[..., int]):
        id = run(total_rows=0, processed_rows=0)
        assert editor.get(f"/imports/{id}/status").json["percent"] == 100

    def test_failed_rows_stand_together_by_what_is_wrong_with_them(self, editor: Staff, work: Work):
        rows = [world.student(row, school_code="NOWHERE") for row in range(2, 14)]
        rows += [world.student(14, grade="99"), world.student(15)]
        id = editor.begin(world.sheet(rows))
        work(id)
        page = text_of(editor.get(f"/imports/{id}"))
        assert "13 rows failed For 2 reasons" in page
        schools = page.index("12 \u00d7 School not found")
        grades = page.index("1 \u00d7 Grade not found")
        assert schools < grades
        assert page.count("School NOWHERE not found") == 10
        assert "11 school_code NOWHERE" in page[schools:grades]
        assert "12 school_code NOWHERE" not in page
        assert "The first 10. failed-rows.csv has all of them." in page[schools:grades]
        assert "14 grade 99" in page[grades:]

    @pytest.mark.parametrize("path", ["", "/status", "/failed-rows.csv"])
    @pytest.mark.parametrize("id", ["77", "9" * 19, "9" * 40])
    def test_what_does_not_exist_is_not_found(self, editor: Staff, id: str, path: str):
        assert editor.get(f"/imports/{id}{path}").status_code == 404


class TestDetails:
    def test_a_clean_run(self, editor: Staff, work: Work):
        id = editor.begin(sheet())
        work(id)
        page = text_of(editor.get(f"/imports/{id}"))
        assert "Completed" in page
        assert "All rows are in" in page
        assert "Rows 5 Went in 5 Failed 0 Blank 0" in page

    def test_a_page_that_moves_does_so_without_scripts_too(self, editor: Staff, work: Work):
        id = editor.begin(sheet())
        assert '<meta http-equiv="refresh"' in editor.get(f"/imports/{id}").text
        work(id)
        assert '<meta http-equiv="refresh"' not in editor.get(f"/imports/{id}").text

    def test_bad_rows_are_reported_with_row_column_value_and_reason(
        self, editor: Staff, work: Work
    ):
        id = editor.begin(sheet(4))
        work(id)
        page = text_of(editor.get(f"/imports/{id}"))
        assert "1 row failed" in page
        assert "1 \u00d7 School not found" in page
        assert "4 school_code NOWHERE School NOWHERE not found" in page

    def test_what_a_sheet_says_is_never_markup(self, editor: Staff, work: Work):
        id = editor.begin(sheet(school_code="<script>alert(1)</script>"), name="<b>.csv")
        work(id)
        page = editor.get(f"/imports/{id}").text
        assert "<script>alert" not in page
        assert "<b>.csv" not in page
        assert "&lt;script&gt;alert(1)" in page

    def test_an_old_import_without_file_and_error_structure_is_shown(
        self, editor: Staff, run: Callable[..., int]
    ):
        id = run(
            type="no_longer_known",
            status="failed",
            error_count=1,
            error_details=[{"error": "CSV Parsing"}],
            processed_rows=None,
            total_rows=None,
        )
        assert "CSV Parsing" in text_of(editor.get(f"/imports/{id}"))
        assert "no_longer_known" in text_of(editor.get("/imports"))
        assert editor.get(f"/imports/{id}/failed-rows.csv").status_code == 200


class TestFailedRows:
    def test_the_report_has_the_sheets_columns_and_then_ours(self, editor: Staff, work: Work):
        content = sheet(3, 6, user_address='12, "Temple" Street\nPune')
        id = editor.begin(content)
        work(id)
        response = editor.get(f"/imports/{id}/failed-rows.csv")
        assert response.content_type == "text/csv; charset=utf-8"
        assert "attachment" in response.headers["Content-Disposition"]
        [header, *rows] = rows_of(response.data)
        sent = rows_of(content)
        assert header == [*sent[0], "_row", "_error_code", "_error"]
        assert [row[:-3] for row in rows] == [sent[2], sent[5]]
        assert [row[-3] for row in rows] == ["3", "6"]
        assert {row[-2] for row in rows} == {"SCHOOL_NOT_FOUND"}
        assert "NOWHERE" in rows[0][-1]

    def test_corrected_it_imports(self, editor: Staff, work: Work, session: Session):
        id = editor.begin(sheet(3, 6))
        work(id)
        report = editor.get(f"/imports/{id}/failed-rows.csv").data
        again = editor.begin(report.replace(b"NOWHERE", b"SCH001"))
        work(again)
        facts = editor.get(f"/imports/{again}/status").json
        assert (facts["processed_rows"], facts["error_count"]) == (2, 0)
        assert students(session) == 5

    def test_cells_that_would_run_are_defused_and_come_back_whole(
        self, editor: Staff, work: Work, session: Session
    ):
        dangerous = {
            "user_first_name": '=HYPERLINK("http://example.org")',
            "student_father_phone": "+91 98000 00001",
            "user_city": "@SUM(A1)",
            "user_district": "-",
            "user_state": "'tis",
        }
        id = editor.begin(sheet(2, count=1, **dangerous))
        work(id)
        report = editor.get(f"/imports/{id}/failed-rows.csv").data
        for row in rows_of(report):
            assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)
        work(editor.begin(report.replace(b"NOWHERE", b"SCH001")))
        user = session.scalars(select(User)).one()
        assert user.first_name == dangerous["user_first_name"]
        assert (user.city, user.district, user.state) == ("@SUM(A1)", "-", "'tis")
        assert session.scalars(select(Student)).one().father_phone == "+91 98000 00001"

    def test_the_report_on_a_report_has_our_columns_once(self, editor: Staff, work: Work):
        id = editor.begin(sheet(2, count=1))
        work(id)
        report = editor.get(f"/imports/{id}/failed-rows.csv").data
        again = editor.begin(report)
        work(again)
        [header, row] = rows_of(editor.get(f"/imports/{again}/failed-rows.csv").data)
        assert header == rows_of(report)[0]
        assert row == rows_of(report)[1]


class TestStopping:
    def test_a_waiting_import_stops(self, editor: Staff, session: Session):
        id = editor.begin(sheet())
        response = editor.post(f"/imports/{id}/stop")
        assert (response.status_code, response.location) == (303, f"/imports/{id}")
        run = session.get_one(Import, id)
        assert (run.status, run.stopped_by) == ("stopped", "editor")
        assert f"Import {id} is stopped" in text_of(editor.get(f"/imports/{id}"))

    def test_an_import_that_is_over_cannot_stop(self, editor: Staff, run: Callable[..., int]):
        id = run()
        assert editor.post(f"/imports/{id}/stop").status_code == 303
        page = text_of(editor.get(f"/imports/{id}"))
        assert f"Import {id} is completed; only a waiting or running one can stop" in page

    def test_it_is_asked_about_first(self, editor: Staff):
        id = editor.begin(sheet())
        page = editor.get(f"/imports/{id}").text
        assert f'href="/imports/{id}?confirm=stop"' in page
        assert "<dialog" in page
        assert not re.search(r"<dialog[^>]* open", page)
        asked = editor.get(f"/imports/{id}?confirm=stop")
        assert re.search(rf'<dialog[^>]*id="stop-{id}"[^>]* open', asked.text)
        assert "Rows that are in stay in" in text_of(asked)


class TestResuming:
    def test_the_remaining_rows_go_in_by_a_new_import(
        self, editor: Staff, work: Work, session: Session
    ):
        first = editor.begin(sheet(4), on_error="stop")
        work(first)
        session.execute(update(Import).values(on_error="continue"))
        session.commit()
        second = id_in(editor.post(f"/imports/{first}/resume"))
        work(second)
        assert students(session) == 4
        for id in (first, second):
            page = text_of(editor.get(f"/imports/{id}"))
            assert f"#{first} failed" in page
            assert f"#{second} completed" in page

    def test_an_import_that_took_all_rows_has_nothing_to_resume(self, editor: Staff, work: Work):
        id = editor.begin(sheet())
        work(id)
        assert editor.post(f"/imports/{id}/resume").location == f"/imports/{id}"
        assert f"All rows of import {id} are in" in text_of(editor.get(f"/imports/{id}"))


class TestUndoing:
    def test_an_import_is_undone(
        self, editor: Staff, work: Work, take_back: Work, session: Session
    ):
        id = editor.begin(sheet())
        work(id)
        assert students(session) == 5
        editor.post(f"/imports/{id}/undo")
        assert "Being undone" in text_of(editor.get(f"/imports/{id}"))
        assert editor.get(f"/imports/{id}/status").json["moving"] is True
        take_back(id)
        session.rollback()
        assert students(session) == 0
        page = text_of(editor.get(f"/imports/{id}"))
        assert "Nothing of this import is left" in page
        assert "by editor" in page

    def test_it_is_told_beforehand_what_will_happen(
        self, editor: Staff, work: Work, take_back: Work, session: Session
    ):
        first = editor.begin(sheet())
        work(first)
        asked = editor.get(f"/imports/{first}?confirm=undo")
        assert "Users 5 — —" in text_of(asked)
        assert "Enrolment records 20 — —" in text_of(asked)
        assert "Undo it" not in text_of(editor.get(f"/imports/{first}"))
        renamed = [{"student_id": f"S{row:05d}", "user_first_name": "Usha"} for row in range(2, 7)]
        second = editor.begin(world.sheet(renamed, "student_update"), type="student_update")
        work(second)
        asked = editor.get(f"/imports/{second}?confirm=undo")
        assert "Users — 5 —" in text_of(asked)
        editor.post(f"/imports/{second}/undo")
        take_back(second)
        assert set(session.scalars(select(User.first_name))) == {"Asha"}

    def test_what_stands_in_the_way_is_told(
        self, editor: Staff, work: Work, take_back: Work, session: Session
    ):
        id = editor.begin(sheet())
        work(id)
        session.execute(update(User).values(first_name="Changed"))
        session.commit()
        editor.post(f"/imports/{id}/undo")
        take_back(id)
        page = text_of(editor.get(f"/imports/{id}"))
        assert "It could not be undone" in page
        assert re.search(r"user \d+ update", page)
        assert students(session) == 5

    def test_an_import_that_changed_nothing_cannot_be_undone(
        self, editor: Staff, run: Callable[..., int]
    ):
        id = run(status="failed", processed_rows=0)
        editor.post(f"/imports/{id}/undo")
        assert f"Import {id} changed nothing" in text_of(editor.get(f"/imports/{id}"))
