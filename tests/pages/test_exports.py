"""Lists as sheets: what is in them, that nothing runs, and that it is known who took them."""

import csv
import io
from collections.abc import Callable
from contextvars import Context
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from dbservice.admin import exporting, workbook
from dbservice.models import DataExport, Grade, Student, User
from tests.pages.conftest import Staff, text_of

RISKY = '=HYPERLINK("http://example.org")'


@pytest.fixture
def students(session: Session) -> None:
    """Three students; the name of one would run as a formula."""
    grade = Grade(number=11)
    names = ["Asha", RISKY, 'जया, "quoted"\nand more']
    session.add_all(
        Student(
            student_id=f"S{number}",
            category="ST" if number else "OBC",
            grade=grade,
            user=User(first_name=name, phone=f"+91 {number}"),
        )
        for number, name in enumerate(names)
    )
    session.commit()


def lines_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_a_sheet_has_the_columns_and_rows_of_the_list(editor: Staff, students: None):
    answer = editor.get("/admin/student/export.csv")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="student.csv"'
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    heading, *lines = lines_of(answer.data)
    assert heading[:4] == ["Student ID", "Name", "Grade", "Phone"]
    assert [line[0] for line in lines] == ["S0", "S1", "S2"]
    assert lines[2][1] == 'जया, "quoted"\nand more'
    assert lines[0][2] == "Grade 11"


def test_no_cell_of_a_sheet_runs(editor: Staff, students: None):
    line = lines_of(editor.get("/admin/student/export.csv").data)[2]
    assert line[1] == f"'{RISKY}"
    assert line[3] == "'+91 1"
    book = editor.get("/admin/student/export.xlsx").data
    rows = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    assert rows[2][1] == RISKY, "a text, which no program takes for a formula"


def test_only_what_is_found_is_taken_in_the_columns_chosen(editor: Staff, students: None):
    editor.get("/admin/student/?columns=category&columns=student_id")
    heading, *lines = lines_of(editor.get("/admin/student/export.csv?category=ST").data)
    assert heading == ["Category", "Student ID"]
    assert lines == [["ST", "S1"], ["ST", "S2"]]
    assert lines_of(editor.get("/admin/student/export.csv?q=asha").data)[1:] == [["OBC", "S0"]]


@pytest.mark.parametrize("filter", ["in_school=x", "standing=absent", "category=XYZ"])
def test_a_filter_that_makes_no_sense_takes_nothing(
    editor: Staff, students: None, session: Session, filter: str
):
    assert "Student" in text_of(editor.get(f"/admin/student/?{filter}"))
    assert editor.get(f"/admin/student/export.csv?{filter}").status_code == 400
    acted = editor.get(f"/admin/student/acts/drop-out/?found=1&{filter}")
    assert (acted.status_code, acted.location.split("?")[0]) == (303, "/admin/student/")
    assert session.scalars(select(DataExport)).all() == []


def test_it_is_known_who_took_what(editor: Staff, students: None, session: Session):
    assert len(lines_of(editor.get("/admin/student/export.csv?category=ST").data)) == 3
    record = session.scalars(select(DataExport)).one()
    assert (record.created_by, record.table_name, record.format) == ("editor", "student", "csv")
    assert record.terms == {"category": "ST"}
    assert record.row_count == 2
    assert record.completed_at is not None
    assert record.columns[0] == "student_id"
    assert "editor student csv 2 finished category: ST" in text_of(
        editor.get("/admin/data-export/")
    )


def test_the_page_learns_how_far_an_export_is(
    editor: Staff,
    log_in: Callable[[str], Staff],
    students: None,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(exporting, "ROWS_AT_ONCE", 1)
    monkeypatch.setattr(exporting, "TOLD_EVERY", 1)
    assert told(editor) is None, "there was none yet"
    parts = iter(editor.get("/admin/student/export.csv").response)
    next(parts)
    begun = told(editor)
    assert (begun["rows"], begun["state"]) == (1, "running")
    next(parts)
    assert told(editor) == {**begun, "rows": 2}
    assert len(list(parts)) == 2
    assert told(editor) == {**begun, "rows": 3, "state": "finished"}
    assert told(log_in("viewer")) is None, "it is somebody else's"


def test_an_export_that_is_broken_off_is_over(
    editor: Staff, students: None, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(exporting, "ROWS_AT_ONCE", 1)
    answer = editor.get("/admin/student/export.csv")
    next(iter(answer.response))
    answer.close()
    broken = told(editor)
    assert (broken["rows"], broken["state"]) == (1, "broken off")
    assert len(lines_of(editor.get("/admin/student/export.csv").data)) == 4
    assert told(editor)["rows"] == 3
    assert told(editor, id=broken["id"]) == broken
    assert told(editor, id=10**20) is None
    assert told(editor, "school", id=broken["id"]) is None


def test_the_page_of_a_list_says_where_to_ask(editor: Staff, students: None):
    page = editor.get("/admin/student/?category=ST").text
    assert page.count('data-export="/admin/student/exports"') == 2
    assert 'data-rows="2" data-of="2 students"' in page


def told(staff: Staff, slug: str = "student", **given: int) -> dict[str, Any] | None:
    """What the page is told, while another request may be going on."""
    query = "?" + "&".join(f"{name}={value}" for name, value in given.items())
    return Context().run(staff.get, f"/admin/{slug}/exports{query}").json


def test_a_sheet_that_is_full_continues_on_another(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(workbook, "ROWS_AT_MOST", 4)
    lines = [[number, f"row {number}"] for number in range(8)]
    book = b"".join(workbook.workbook(["No", "Text"], lines))
    read = CalamineWorkbook.from_filelike(io.BytesIO(book))
    sheets = [read.get_sheet_by_name(name).to_python() for name in read.sheet_names]
    assert [len(sheet) for sheet in sheets] == [4, 4, 3]
    assert [row for sheet in sheets for row in sheet[1:]] == lines
    assert all(sheet[0] == ["No", "Text"] for sheet in sheets)


def test_a_large_workbook_leaves_in_parts():
    lines = ([f"text {number}", number] for number in range(100_000))
    parts = workbook.workbook(["Text", "Number"], lines)
    assert len(next(parts)) < 1024 * 1024
    assert next(lines)[1] < 99_000, "it was not read to its end before the first part left"
    parts.close()


def test_a_sheet_holds_numbers_that_are_none_as_texts():
    lines = [[1.5, float("nan")], [7, float("-inf")]]
    book = b"".join(workbook.workbook(["A", "B"], lines))
    rows = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    assert rows[1:] == [[1.5, "nan"], [7.0, "-inf"]]
