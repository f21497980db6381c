"""Previews: what an import would do, and starting exactly that."""

import csv
import io

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dbservice.models import Import, ImportFile, Student
from tests.engine import world
from tests.pages.conftest import Staff, Work, id_in, text_of


def sheet(*bad: int, count: int = 5) -> bytes:
    """Students in rows 2 and following; those in these rows are in an unknown school."""
    return world.sheet(
        world.student(row, **({"school_code": "NOWHERE"} if row in bad else {}))
        for row in range(2, 2 + count)
    )


def ask(staff: Staff, content: bytes, **fields: object) -> int:
    return id_in(staff.bring(content, "/imports/preview", **fields))


def test_a_preview_waits_for_a_worker(editor: Staff, session: Session):
    id = ask(editor, sheet())
    page = editor.get(f"/imports/preview/{id}")
    assert "Waiting" in text_of(page)
    assert '<meta http-equiv="refresh"' in page.text
    assert "Start import" not in text_of(page)
    assert editor.get(f"/imports/preview/{id}/status").json["moving"] is True
    assert session.scalar(select(func.count()).select_from(Import)) == 0


def test_it_counts_what_would_happen_and_nothing_happens(
    editor: Staff, rehearse: Work, session: Session
):
    id = ask(editor, sheet(3, 5))
    rehearse(id)
    page = text_of(editor.get(f"/imports/preview/{id}"))
    assert "Rows 5 New 3 Changed 0 Unchanged 0 Blank 0 Would fail 2" in page
    facts = editor.get(f"/imports/preview/{id}/status").json
    assert (facts["status"], facts["moving"], facts["percent"]) == ("ready", False, 100)
    assert (facts["created"], facts["failed"]) == (3, 2)
    assert session.scalar(select(func.count()).select_from(Student)) == 0


def test_it_shows_rows_with_their_changes_and_the_errors(editor: Staff, rehearse: Work):
    id = ask(editor, sheet(3))
    rehearse(id)
    page = text_of(editor.get(f"/imports/preview/{id}"))
    assert "1 row would fail" in page
    assert "3 school_code NOWHERE School NOWHERE not found" in page
    assert "2 New New user" in page
    assert "first name Asha" in page
    assert "New enrolment records \u00d7 4" in page


def test_cells_that_would_change_something_are_marked(editor: Staff, rehearse: Work, work: Work):
    work(editor.begin(sheet(count=2)))
    renamed = {"user_first_name": "Usha", "student_category": "OBC"}
    rows = [{"student_id": "S00002", **renamed}, {"student_id": "NOBODY", **renamed}]
    id = ask(editor, world.sheet(rows, "student_update"), type="student_update")
    rehearse(id)
    known, failed = marked_rows(editor, id)
    assert '<td><ins class="cell-changed">Usha</ins> <del>Asha</del></td>' in known
    assert "<td>OBC</td>" in known
    assert "cell-new" not in known
    assert '<td class="sheet-bad">NOBODY</td>' in failed
    assert "<ins" not in failed


def test_cells_that_would_fill_something_are_marked(editor: Staff, rehearse: Work):
    id = ask(editor, sheet(3, count=2))
    rehearse(id)
    new, failed = marked_rows(editor, id)
    for text in ("Asha", "OBC", "SCH001", "11", "2026-2027"):
        assert f'<ins class="cell-new">{text}</ins>' in new
    assert "cell-changed" not in new
    assert '<td class="sheet-bad">NOWHERE</td>' in failed


def marked_rows(editor: Staff, id: int) -> list[str]:
    """The HTML of each row of a preview's sheet."""
    page = editor.get(f"/imports/preview/{id}").text
    return page.split('<th scope="row" class="numeric">')[1:]


@pytest.mark.parametrize(
    ("on_error", "told"),
    [
        ("continue", "would take the good rows and hand the 2 bad ones back"),
        ("stop", "would stop at row 3, the first bad one"),
        ("all_or_nothing", "would take no row at all, since 2 are bad"),
    ],
)
def test_it_says_what_bad_rows_mean_in_each_mode(
    editor: Staff, rehearse: Work, on_error: str, told: str
):
    id = ask(editor, sheet(3, 5), on_error=on_error)
    rehearse(id)
    assert told in text_of(editor.get(f"/imports/preview/{id}"))


def test_the_rows_that_would_fail_can_be_downloaded(editor: Staff, rehearse: Work):
    id = ask(editor, sheet(3, 5))
    rehearse(id)
    report = editor.get(f"/imports/preview/{id}/failed-rows.csv").text
    [header, *rows] = csv.reader(io.StringIO(report, newline=""))
    assert header[-3:] == ["_row", "_error_code", "_error"]
    assert [row[-3] for row in rows] == ["3", "5"]


def test_what_was_previewed_is_what_is_imported(
    editor: Staff, rehearse: Work, work: Work, session: Session
):
    preview = ask(editor, sheet(3), start_row="3", on_error="stop")
    rehearse(preview)
    page = editor.get(f"/imports/preview/{preview}").text
    fields = hidden_fields(page)
    run = id_in(editor.post("/imports", **fields))
    work(run)
    started = session.get_one(Import, run)
    assert (started.start_row, started.on_error) == (3, "stop")
    assert session.scalar(select(func.count()).select_from(ImportFile)) == 1
    facts = editor.get(f"/imports/{run}/status").json
    assert (facts["status"], facts["processed_rows"], facts["error_count"]) == ("failed", 0, 1)


def test_a_preview_that_does_not_exist_is_not_found(editor: Staff):
    for path in ("", "/status", "/failed-rows.csv"):
        assert editor.get(f"/imports/preview/77{path}").status_code == 404


def hidden_fields(page: str) -> dict[str, str]:
    """The hidden fields of the form that starts the import."""
    form = page[page.index('action="/imports"') :]
    form = form[: form.index("</form>")]
    inputs = [part.split('"') for part in form.split('type="hidden" ')[1:]]
    return {part[1]: part[3] for part in inputs if part[1] != "csrf_token"}
