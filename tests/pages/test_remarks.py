"""Remarks on rows that go in all the same, as the pages show them."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from dbservice.errors import DomainError
from dbservice.imports.registry import TYPES
from dbservice.imports.rows import Row
from tests.engine import world
from tests.pages.conftest import Staff, Work, id_in, text_of

STUDENT = TYPES["student"]


@pytest.fixture(autouse=True)
def _odd_names(monkeypatch: pytest.MonkeyPatch) -> None:
    def apply(session: Session, rows: Sequence[Row]) -> None:
        STUDENT.apply(session, rows)
        for row in rows:
            if row.get("first_name") == "Odd":
                row.remark(DomainError("is an odd name", field="first_name", code="ODD_NAME"))

    monkeypatch.setitem(TYPES, "student", replace(STUDENT, apply=apply))


def sheet(*odd: int, count: int) -> bytes:
    return world.sheet(
        world.student(row, **({"user_first_name": "Odd"} if row in odd else {}))
        for row in range(2, 2 + count)
    )


def test_an_import_shows_the_rows_with_a_remark(editor: Staff, work: Work) -> None:
    import_id = editor.begin(sheet(3, count=4))
    work(import_id)
    page = text_of(editor.get(f"/imports/{import_id}"))
    assert "1 row went in with a remark" in page
    assert "3 user_first_name Odd is an odd name" in page
    assert "All rows are in" in page
    assert "Went in 4 Failed 0" in page


def test_an_import_without_remarks_does_not_speak_of_them(editor: Staff, work: Work) -> None:
    import_id = editor.begin(sheet(count=2))
    work(import_id)
    assert "remark" not in text_of(editor.get(f"/imports/{import_id}"))


def test_of_many_remarks_the_first_are_shown(editor: Staff, work: Work) -> None:
    import_id = editor.begin(sheet(*range(100), count=60))
    work(import_id)
    page = text_of(editor.get(f"/imports/{import_id}"))
    assert "60 rows went in with a remark" in page
    assert "The first 50." in page


def test_a_preview_shows_them_beyond_its_first_rows(editor: Staff, rehearse: Work) -> None:
    preview_id = id_in(editor.bring(sheet(2, 58, count=60), "/imports/preview"))
    rehearse(preview_id)
    page = text_of(editor.get(f"/imports/preview/{preview_id}"))
    assert "2 rows would go in with a remark" in page
    assert "58 user_first_name Odd is an odd name" in page
    assert "New 60" in page
