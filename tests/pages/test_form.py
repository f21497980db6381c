"""Bringing a sheet through the form."""

import csv
import io
from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dbservice.config import Settings
from dbservice.imports.error_codes import MEANINGS
from dbservice.imports.registry import TYPES
from dbservice.models import Import, ImportFile, ImportPreview
from tests.engine import world
from tests.google_standin import ACCOUNT, Answer, GoogleStandin, credentials
from tests.imports.sheets import workbook_of
from tests.pages.conftest import Staff, id_in, text_of

DOCUMENT = "1a2B3c4D5e6F7g8H9i0J-kLmNoPq_rStUvWxYz"


def sheet(count: int = 3) -> bytes:
    return world.sheet(world.student(number) for number in range(count))


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(), newline="")))


def count_of(session: Session, model: type) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_a_sheet_starts_an_import(editor: Staff, session: Session):
    id = editor.begin(sheet(), start_row="3", on_error="stop")
    run = session.get_one(Import, id)
    assert (run.type, run.status, run.start_row, run.on_error) == ("student", "pending", 3, "stop")
    assert (run.filename, run.created_by, run.total_rows) == ("students.csv", "editor", 0)
    file = session.get_one(ImportFile, run.file_id)
    assert (file.kind, file.row_count, file.created_by) == ("csv", 4, "editor")
    assert file.header == TYPES["student"].headers()


def test_a_workbook_starts_an_import(editor: Staff, session: Session):
    run = session.get_one(Import, editor.begin(workbook_of(rows_of(sheet())), name="june.xlsx"))
    file = session.get_one(ImportFile, run.file_id)
    assert (file.kind, file.name, file.row_count) == ("xlsx", "june.xlsx", 4)


def test_the_mode_is_to_go_on_unless_another_is_chosen(editor: Staff, session: Session):
    form = {"type": "student", "start_row": "2", "file": (io.BytesIO(sheet()), "students.csv")}
    assert session.get_one(Import, id_in(editor.post("/imports", **form))).on_error == "continue"


REFUSED = [
    ({"file": None, "sheet_url": None}, "URL_MISSING", "Choose a file, or give the address"),
    ({"file": None, "sheet_url": "  "}, "URL_BLANK", "Choose a file, or give the address"),
    ({"sheet_url": DOCUMENT}, "SOURCE_AMBIGUOUS", "not both"),
    ({"type": None}, "TYPE_MISSING", "Choose what the sheet holds"),
    ({"type": "students"}, "TYPE_UNKNOWN", "no import type 'students'"),
    ({"start_row": None}, "START_ROW_MISSING", "which row to begin at"),
    ({"start_row": ""}, "START_ROW_MISSING", "which row to begin at"),
    ({"start_row": "two"}, "START_ROW_NOT_A_NUMBER", "'two' is not a whole number"),
    ({"start_row": "9" * 400}, "START_ROW_NOT_A_NUMBER", "is not a whole number"),
    ({"start_row": "1"}, "START_ROW_TOO_SMALL", "Row 1 holds the headings"),
    ({"start_row": "-5"}, "START_ROW_TOO_SMALL", "Row 1 holds the headings"),
    ({"start_row": "5"}, "START_ROW_PAST_END", "The sheet ends at row 4"),
    ({"on_error": "ignore"}, "ON_ERROR_UNKNOWN", "'ignore' is none of"),
    ({"file": None, "sheet_url": "https://example.org/x"}, "SHEET_ID_INVALID", "not the address"),
    ({"file": None, "sheet_url": DOCUMENT}, "CREDENTIALS_FAILED", "not set up on this server"),
    ({"file": None, "file_id": "77"}, "NOT_FOUND", "no longer stored"),
    ({"file": None, "file_id": "x"}, "NOT_FOUND", "no longer stored"),
    ({"file": None, "file_id": "9" * 5000}, "NOT_FOUND", "no longer stored"),
    ({"file": b"%PDF-1.7"}, "FILE_NOT_A_SHEET", "PDF"),
    ({"file": b""}, "SHEET_EMPTY", "empty"),
    ({"file": b"a,b\n"}, "START_ROW_PAST_END", "The sheet has no data"),
    ({"file": b"\n1,2\n"}, "NO_HEADER_ROW", "must hold the headings"),
    ({"file": b"a,b\n1,2\n"}, "HEADERS_INVALID", "The headings do not fit Student Addition"),
]


@pytest.mark.parametrize(("changed", "code", "told"), REFUSED, ids=[code for _, code, _ in REFUSED])
def test_what_is_wrong_is_told_beside_its_field_and_nothing_is_written(
    editor: Staff, session: Session, changed: dict, code: str, told: str
):
    fields = {
        "type": "student",
        "start_row": "2",
        "on_error": "stop",
        "sheet_url": "",
        "file": sheet(),
        **changed,
    }
    if fields["file"] is not None:
        fields["file"] = (io.BytesIO(fields["file"]), "students.csv")
    given = {name: value for name, value in fields.items() if value is not None}
    response = editor.post("/imports", **given)
    assert response.status_code == 422
    assert text_of(response).count(told) >= 2, "above the form, and beside the field"
    assert 'aria-invalid="true"' in response.text or code in ("NOT_FOUND", "ON_ERROR_UNKNOWN")
    for model in (Import, ImportFile, ImportPreview):
        assert count_of(session, model) == 0


def test_the_inputs_stay_when_something_is_wrong(editor: Staff):
    url = 'https://example.org/"><script>'
    fields = {"type": "student", "sheet_url": url, "start_row": "17", "on_error": "all_or_nothing"}
    page = editor.post("/imports", **fields).text
    assert 'value="17"' in page
    assert 'value="https://example.org/&#34;&gt;&lt;script&gt;"' in page
    assert 'value="all_or_nothing" checked' in page


def test_headings_that_do_not_fit_are_listed_with_what_was_meant(editor: Staff):
    [header, *rows] = rows_of(sheet())
    header[header.index("student_id")] = "Student Id"
    header[header.index("grade")] = "auth_group"
    content = io.StringIO(newline="")
    csv.writer(content).writerows([header, *rows])
    response = editor.bring(content.getvalue().encode())
    page = text_of(response)
    assert response.status_code == 422
    assert "Missing grade student_id Unknown Student Id did you mean student_id ?" in page
    assert "Repeated auth_group" in page


def test_a_sheet_with_semicolons_is_told_apart(editor: Staff):
    content = ";".join(TYPES["student"].headers()).encode() + b"\n;;\n"
    assert "seem to be separated by semicolons" in text_of(editor.bring(content))


def test_headings_may_stand_in_any_order_with_spaces_and_a_mark(editor: Staff, session: Session):
    rows = [list(reversed(row)) for row in rows_of(sheet())]
    rows[0] = [f" {name} " for name in rows[0]]
    content = io.StringIO(newline="")
    csv.writer(content).writerows(rows)
    id = editor.begin(b"\xef\xbb\xbf" + content.getvalue().encode())
    assert session.get_one(Import, id).status == "pending"


def test_the_same_sheet_again_is_asked_about(editor: Staff, session: Session):
    first = editor.begin(sheet())
    asked = editor.bring(sheet(), duplicates="ask")
    assert asked.status_code == 422
    assert "This very sheet has been imported before" in text_of(asked)
    assert f"Import {first}" in text_of(asked)
    assert count_of(session, Import) == 1
    kept = session.scalars(select(ImportFile.id).order_by(ImportFile.id.desc())).first()
    assert f'name="file_id" value="{kept}"' in asked.text
    fields = {"type": "student", "start_row": "2", "on_error": "continue", "file_id": kept}
    second = id_in(editor.post("/imports", duplicates=["ask", "confirmed"], **fields))
    assert session.get_one(Import, second).file_id == kept


def test_another_sheet_or_an_import_that_failed_is_not_asked_about(editor: Staff, session: Session):
    first = editor.begin(sheet())
    editor.begin(sheet(4), duplicates="ask")
    session.get_one(Import, first).status = "failed"
    session.commit()
    editor.begin(sheet(), duplicates="ask")
    assert count_of(session, Import) == 3


def test_programs_that_send_the_fields_of_the_contract_are_not_asked(
    editor: Staff, session: Session
):
    assert editor.begin(sheet()) != editor.begin(sheet())
    assert count_of(session, Import) == 2


def test_a_file_above_the_limit_is_refused_unread(editor: Staff, settings: Settings):
    size = (settings.max_upload_mb + 2) * 1024 * 1024
    response = editor.client.post(
        "/imports",
        headers=editor.headers,
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": str(size)},
    )
    assert response.status_code == 413
    assert f"The file is larger than {settings.max_upload_mb} MB" in text_of(response)


def test_with_redis_away_an_import_is_recorded_all_the_same(editor: Staff, session: Session):
    app = editor.client.application
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], redis_url="redis://127.0.0.1:1/0")
    id = editor.begin(sheet())
    assert session.get_one(Import, id).status == "pending"
    assert "The queue is out of reach" in text_of(editor.get(f"/imports/{id}"))


class TestGoogle:
    @pytest.fixture
    def settings(self, settings: Settings, google: GoogleStandin) -> Settings:
        return replace(settings, google_standin=google.url, google_credentials_json=credentials())

    def test_a_shared_sheet_starts_an_import(
        self, editor: Staff, session: Session, google: GoogleStandin
    ):
        google.share(DOCUMENT, sheet().decode())
        url = f"https://docs.google.com/spreadsheets/d/{DOCUMENT}/edit#gid=7"
        fields = {"type": "student", "start_row": "2", "sheet_url": url}
        run = session.get_one(Import, id_in(editor.post("/imports", **fields)))
        file = session.get_one(ImportFile, run.file_id)
        assert (file.kind, file.sheet_id, file.sheet_gid) == ("google", DOCUMENT, "7")
        assert file.row_count == 4

    def test_a_sheet_that_is_not_shared_is_explained(
        self, editor: Staff, session: Session, google: GoogleStandin
    ):
        google.share(DOCUMENT, Answer(b"", 403))
        fields = {"type": "student", "start_row": "2", "sheet_url": DOCUMENT}
        response = editor.post("/imports", **fields)
        assert response.status_code == 422
        assert f"Share it with {ACCOUNT}" in text_of(response)
        assert f'value="{DOCUMENT}"' in response.text
        assert count_of(session, ImportFile) == 0

    def test_the_form_says_whom_to_share_with(self, editor: Staff):
        assert f"Share the sheet with {ACCOUNT}" in text_of(editor.get("/imports/new"))


def test_broken_google_credentials_do_not_stop_the_pages(editor: Staff):
    app = editor.client.application
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], google_credentials_json="{")
    page = editor.get("/imports/new")
    assert page.status_code == 200
    assert "not set up on this server" in text_of(page)


def test_the_form_describes_every_column(editor: Staff):
    page = text_of(editor.get("/imports/new"))
    assert all(header in page for header in TYPES["student"].headers())
    assert TYPES["student"].summary in page


def test_the_form_tells_what_can_be_wrong_with_a_row(editor: Staff):
    page = text_of(editor.get("/imports/new?type=student_update"))
    assert f"Identifier taken {MEANINGS['IDENTIFIER_TAKEN']}" in page
    assert f"Invalid choice {MEANINGS['INVALID_CHOICE']}" in page
    assert f"Grade differs remark {MEANINGS['GRADE_DIFFERS']}" in page


def test_the_template_is_one_line_of_headings_in_byte_order(editor: Staff):
    response = editor.get("/templates/student/download")
    assert response.text == ",".join(sorted(TYPES["student"].headers())) + "\n"
    assert response.content_type == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"] == "attachment; filename=StudentAddition.csv"


def test_the_example_of_a_template_is_passed_over(editor: Staff, session: Session):
    text = editor.get("/templates/student/download?example=1").text
    [header, example] = rows_of(text.encode())
    assert example[0].startswith("# example: ")
    assert example[header.index("user_first_name")]
    student = rows_of(sheet(1))[1]
    content = text + ",".join(student) + "\n"
    run = session.get_one(Import, editor.begin(content.encode()))
    assert session.get_one(ImportFile, run.file_id).row_count == 3
    assert "has no data" in text_of(editor.bring(text.encode()))


def test_there_is_no_template_of_an_unknown_type(editor: Staff):
    response = editor.get("/templates/students/download")
    assert response.status_code == 404
    assert "students" in response.json["error"]
