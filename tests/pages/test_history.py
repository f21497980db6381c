"""What was done lately, and with what."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from dbservice.admin import history_pages, lately
from dbservice.models import Batch, Import, School, StaffAccount, User
from tests.engine import world
from tests.pages.conftest import Staff, Work, text_of
from tests.pages.stored import add, latest_change, one
from tests.rows import add_row

LAUNCH = datetime(2026, 4, 30, 20, 0, tzinfo=UTC)  # the first of May in India


def test_the_history_lists_what_was_done_together(
    log_in: Callable[[str], Staff], engine: Engine, session: Session, batch: Batch
) -> None:
    editor = log_in("editor")
    editor.post(f"/admin/batch/{batch.id}/edit/", name="Medical A")
    with engine.begin() as connection:
        for number in range(5):
            add_row(connection, "school", code=f"S{number}", name="Kendriya")
    page = editor.get("/admin/history/")
    told = text_of(page)
    assert "Changed batch EN-11-A \u2013 Medical A" in told
    assert (
        "Created 5 schools: S0 \u2013 Kendriya , S1 \u2013 Kendriya , S2 \u2013 Kendriya …" in told
    )
    assert told.index("5 schools") < told.index("Changed batch")
    only = text_of(editor.get("/admin/history/?table=batch&actor=editor&origin=admin"))
    assert "Changed batch" in only
    assert "5 schools" not in only
    assert "Nothing found" in text_of(editor.get("/admin/history/?origin=api"))
    set_of = text_of(
        editor.get(f"/admin/history/occasion/{latest_change(session, 'school', 1).id}/")
    )
    assert "Created 5 schools" in set_of
    assert "S4 \u2013 Kendriya" in set_of


def test_days_are_those_of_india_and_imports_stand_among_the_rest(
    editor: Staff, engine: Engine, session: Session
) -> None:
    add(session, School(code="S1", name="Kendriya"))
    with engine.begin() as connection:
        connection.execute(text("UPDATE change_log SET at = :at"), {"at": LAUNCH})
    at = (LAUNCH - timedelta(hours=2)).replace(tzinfo=None)
    run = Import(type="student", filename="april.csv", inserted_at=at, created_by="asha")
    add(session, run)
    told = text_of(editor.get("/admin/history/?from=2026-05-01&to=2026-05-01"))
    assert "1 May 2026, 01:30" in told
    assert "S1 \u2013 Kendriya" in told
    assert "april.csv" not in told
    told = text_of(editor.get("/admin/history/?to=2026-04-30"))
    assert "asha by an import" in told
    assert "april.csv" in told
    assert "Kendriya" not in told
    assert "april.csv" in text_of(editor.get("/admin/history/?origin=import&actor=asha"))
    assert "april.csv" not in text_of(editor.get("/admin/history/?table=school"))
    add_change = text(
        "INSERT INTO change_log (table_name, row_id, operation, after, import_id)"
        " VALUES ('school', 7, 'insert', '{}', :id)"
    )
    with engine.begin() as connection:
        connection.execute(add_change, {"id": run.id})
    for later in range(1, lately.PAGE_ENTRIES + 2):
        add(session, Import(type="batch", inserted_at=at + timedelta(minutes=later)))
    assert "april.csv" in text_of(editor.get("/admin/history/?table=school"))


def test_the_changes_of_an_import_can_be_looked_through(
    editor: Staff, work: Work, take_back: Work, session: Session
) -> None:
    ours, other = (
        editor.begin(world.sheet([world.student(number, user_first_name=name)]))
        for number, name in enumerate(("Meera", "Ravi"))
    )
    for run in (ours, other):
        work(run)
    path = f"/admin/history/?import={ours}"
    assert f'href="{path}"' in editor.get(f"/imports/{ours}").text
    assert f'href="{path}"' in editor.get("/admin/history/").text
    page = editor.get(path)
    told = text_of(page)
    assert f"Imported Student Addition #{ours} \u00b7 students.csv" in told
    assert "Created user Meera" in told
    assert "Ravi" not in told
    assert f'href="/imports/{ours}"' in page.text
    only = text_of(editor.get(f"{path}&table=enrollment_record"))
    assert "Created enrolment record" in only
    assert "Created user" not in only
    meera = one(session, User, first_name="Meera")
    person = f"/admin/history/?person={meera.id}&import="
    assert "Created user Meera" in text_of(editor.get(f"{person}{ours}"))
    for nothing in (f"{person}{other}", f"{path}&actor=nobody", f"{path}&to=2020-01-01"):
        assert "Nothing found" in text_of(editor.get(nothing)), nothing
    editor.post(f"/imports/{ours}/undo")
    take_back(ours)
    page = editor.get(path)
    assert "undone by editor" in text_of(page)
    undoing = re.search(r'href="(/admin/history/\?origin=undo[^"]+)"', page.text)[1]
    assert "Deleted student" in text_of(editor.get(undoing))


def test_an_import_that_is_unknown_or_none_is_told(editor: Staff) -> None:
    assert "Nothing found" in text_of(editor.get("/admin/history/?import=99"))
    told = text_of(editor.get("/admin/history/?import=april"))
    assert "Import: must be the number of an import" in told


def test_pages_of_the_history_follow_each_other(
    editor: Staff, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lately, "PAGE_ENTRIES", 2)
    monkeypatch.setattr(history_pages, "PAGE_CHANGES", 2)
    with engine.begin() as connection:
        school = add_row(connection, "school", code="S1")
    for number in range(4):
        with engine.begin() as connection:
            connection.execute(text("UPDATE school SET name = :name"), {"name": f"Name {number}"})
    assert seen(editor, "/admin/history/") == ["4", "3", "2", "1", "0"]
    assert seen(editor, f"/admin/history/school/{school}/") == ["4", "3", "2", "1", "0"]


def seen(staff: Staff, path: str) -> list[str]:
    """How many pages there are, and the changes on them by the place in the order they had."""
    found: list[str] = []
    while path:
        page = staff.get(path).text
        found += [str(number) for number in page_numbers(page)]
        after = page.split('rel="next" href="')
        path = after[1].split('"')[0].replace("&amp;", "&") if len(after) > 1 else ""
    first = int(min(found, key=int))
    return [str(int(number) - first) for number in found]


def page_numbers(page: str) -> list[int]:
    return [int(one.split("/")[0]) for one in page.split('href="/admin/history/occasion/')[1:]]


def test_what_only_admins_read_nobody_else_reads_here(
    log_in: Callable[[str], Staff], session: Session
) -> None:
    viewer, admin = log_in("viewer"), log_in("admin")
    account = one(session, StaffAccount, username="admin")
    change = latest_change(session, "staff_account", account.id)
    for path in (
        "/admin/history/?table=staff_account",
        f"/admin/history/staff/{account.id}/",
        f"/admin/history/occasion/{change.id}/",
    ):
        assert "staff account" in text_of(admin.get(path)), path
        page = viewer.get(path)
        assert page.status_code in {403, 404} or "staff account" not in text_of(page), path
        assert "argon2" not in admin.get(path).text


@pytest.mark.parametrize(
    "odd", ["%00", "9" * 40, "-1", "x", "2026-99-99", "0001-01-01", "9999-12-31"]
)
def test_no_address_breaks_the_history(editor: Staff, odd: str) -> None:
    for path in (
        f"/admin/history/?table={odd}&actor={odd}&origin={odd}",
        f"/admin/history/?from={odd}&to={odd}",
        f"/admin/history/?person={odd}",
        f"/admin/history/?person.text={odd}",
        f"/admin/history/?import={odd}&before={odd}",
        f"/admin/history/?before={odd}&_scheme={odd}&_external={odd}",
        f"/admin/history/school/{odd}/",
        f"/admin/history/school/1/?before={odd}",
        f"/admin/history/occasion/{odd}/",
        f"/admin/history/before/{odd}/",
        f"/admin/trash/?kind={odd}&before={odd}",
        f"/admin/trash/{odd}/",
    ):
        assert editor.get(path).status_code in {200, 400, 404}, path
