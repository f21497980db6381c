"""One import: its figures, its page, and what is wrong with its rows."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from tests.engine import world
from tests.pages.conftest import Staff, Work, text_of
from tests.pages.recorded_imports import sheet


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
