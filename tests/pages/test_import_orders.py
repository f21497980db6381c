"""What people tell an import to do: stop, resume, undo."""

import re
from collections.abc import Callable

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from dbservice.models import Import, User
from tests.engine import world
from tests.pages.conftest import Staff, Work, id_in, text_of
from tests.pages.recorded_imports import sheet, students


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
