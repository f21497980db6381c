import csv
import gzip
import io
import zipfile
from datetime import UTC, date, datetime

import pytest
import xlsxwriter

from dbservice.errors import Invalid
from dbservice.imports.sources import upload, workbook_reader
from dbservice.imports.sources.upload import Upload
from tests.imports.sheets import workbook_of


def read(content: bytes, name: str = "sheet.csv", max_mb: int = 20) -> tuple[str, bytes]:
    target = io.BytesIO()
    source = upload.read(Upload(name, io.BytesIO(content)), lambda: target, max_mb=max_mb)
    source.content.seek(0)
    return source.kind, source.content.read()


def rows_of(content: bytes, **options: object) -> list[list[str]]:
    kind, text = read(content, **options)
    assert kind == "xlsx"
    return list(csv.reader(io.StringIO(text.decode(), newline="")))


def refusal_of(content: bytes, **options: object) -> Invalid:
    with pytest.raises(Invalid) as caught:
        read(content, **options)
    assert caught.value.field == "file"
    return caught.value


def archive_of(**members: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, member in members.items():
            archive.writestr(name, member)
    return content.getvalue()


@pytest.mark.parametrize("name", ["students.csv", "students.xlsx", "students", "../../etc/passwd"])
def test_the_content_decides_and_not_the_name(name: str):
    assert read(b"a,b\n1,2\n", name) == ("csv", b"a,b\n1,2\n")
    assert read(workbook_of([["a", "b"], ["1", "2"]]), name) == ("xlsx", b"a,b\r\n1,2\r\n")


NO_SHEETS = {
    "pdf": (b"%PDF-1.7 ...", "PDF"),
    "png": (b"\x89PNG\r\n\x1a\n...", "picture"),
    "jpeg": (b"\xff\xd8\xff\xe0...", "picture"),
    "html": (b"<!DOCTYPE html><html></html>", "web page"),
    "html-with-mark": (b"\xef\xbb\xbf\n <HTML><body>", "web page"),
    "xml": (b'<?xml version="1.0"?>', "web page"),
    "xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel workbook"),
    "gzip": (gzip.compress(b"a,b\n1,2\n", mtime=0), "compressed"),
    "utf-16": ("a,b\n1,2\n".encode("utf-16"), "UTF-16"),
    "zip": (archive_of(**{"students.csv": b"a,b\n"}), "without a workbook"),
    "no-zip": (b"PK\x03\x04 and then nothing of the kind", "cannot be read"),
    "cut-off-workbook": (workbook_of([["a"]])[:-40], "cannot be read"),
    "damaged-workbook": (archive_of(**{"xl/workbook.xml": b"<no"}), "cannot be read"),
}


@pytest.mark.parametrize("kind", NO_SHEETS)
def test_a_file_that_is_no_sheet_is_named_for_what_it_is(kind: str):
    content, told = NO_SHEETS[kind]
    refusal = refusal_of(content)
    assert refusal.code == "FILE_NOT_A_SHEET"
    assert told in refusal.message


@pytest.mark.parametrize("content", [b"", b"  \n \n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(content: bytes):
    assert refusal_of(content).code == "SHEET_EMPTY"


def test_a_file_above_the_limit_is_refused():
    megabyte = b"a,b\n" * (256 * 1024)
    assert read(megabyte, max_mb=1)[0] == "csv"
    assert refusal_of(megabyte + b"x", max_mb=1).code == "FILE_TOO_LARGE"


def test_cells_of_a_workbook_become_the_text_that_a_person_reads():
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, ["student_id", "phone", "mark", "yes", "no", "born", "seen", "sum"])
        sheet.write_row(1, 0, ["007", 9876543210, 84.5, True, False])
        sheet.write_datetime(1, 5, datetime(2009, 6, 15, tzinfo=UTC).replace(tzinfo=None), day)
        sheet.write_datetime(
            1, 6, datetime(2026, 4, 30, 10, 5, tzinfo=UTC).replace(tzinfo=None), day
        )
        sheet.write_formula(1, 7, "=0.1+0.2", value=0.1 + 0.2)
    assert rows_of(content.getvalue())[1] == [
        "007", "9876543210", "84.5", "TRUE", "FALSE", "2009-06-15", "2026-04-30T10:05:00", "0.3",
    ]  # fmt: skip


def test_rows_of_a_workbook_keep_their_numbers():
    rows = [["a", "b"], [], ["", "x"], [], ["y"]]
    assert rows_of(workbook_of(rows)) == [["a", "b"], [], ["", "x"], [], ["y"]]
    assert rows_of(workbook_of([[], [], ["a"]])) == [[], [], ["a"]]


def test_an_error_in_a_cell_is_text_and_not_a_blank():
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 1, ["batch", "school"])
        sheet.write_formula(1, 2, "=VLOOKUP(1,A1:A2,1)", value="#N/A")
        sheet.write_formula(2, 1, "=1/0", value="#DIV/0!")
    assert rows_of(content.getvalue()) == [["batch", "school"], ["", "#N/A"], ["#DIV/0!"]]


def test_the_first_visible_sheet_is_read():
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        for name in ("codes", "students", "notes"):
            book.add_worksheet(name).write(0, 0, f"of {name}")
        book.get_worksheet_by_name("students").activate()
        book.get_worksheet_by_name("codes").hide()
    assert rows_of(content.getvalue()) == [["of students"]]


def test_a_workbook_that_unpacks_to_far_too_much_is_refused():
    bomb = archive_of(**{"xl/workbook.xml": b"<a/>", "xl/worksheets/sheet1.xml": bytes(30_000_000)})
    assert len(bomb) < 50_000
    assert refusal_of(bomb, max_mb=1).code == "FILE_TOO_LARGE"


def test_a_workbook_that_claims_a_cell_at_the_far_corner_costs_no_memory():
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "a")
        sheet.write(1_048_575, 16_383, "z")
    assert "cannot be read" in refusal_of(content.getvalue()).message


def test_columns_have_their_letters():
    letters = ["A", "Z", "AA", "AZ", "BA", "XFD"]
    assert list(map(workbook_reader.column_number, letters)) == [0, 25, 26, 51, 52, 16_383]


def test_a_date_without_time_is_a_date():
    assert workbook_reader.cell_text(date(2026, 4, 30)) == "2026-04-30"
    assert workbook_reader.cell_text(1e20) == "100000000000000000000"
