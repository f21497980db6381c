"""The list of imports."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from tests.pages.conftest import Staff, text_of


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
