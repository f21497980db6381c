"""The rows of an import that failed, as a sheet to correct."""

import csv
import io

from sqlalchemy import select
from sqlalchemy.orm import Session

from dbservice.models import Student, User
from tests.pages.conftest import Staff, Work
from tests.pages.recorded_imports import sheet, students


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(), newline="")))


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
