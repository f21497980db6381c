"""The history at the admin site: what became of a row, what was done lately, and going back."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from dbservice.admin import history_pages, lately
from dbservice.models import (
    Batch,
    Change,
    EnrollmentRecord,
    Import,
    LearningSession,
    Product,
    Program,
    School,
    StaffAccount,
    Student,
    Subject,
    User,
)
from tests.engine import world
from tests.pages.conftest import Staff, Work, text_of
from tests.rows import add_row

LAUNCH = datetime(2026, 4, 30, 20, 0, tzinfo=UTC)  # the first of May in India


def add(session: Session, *rows: object) -> None:
    session.add_all(rows)
    session.commit()


@pytest.fixture
def batch(session: Session) -> Batch:
    batch = Batch(
        batch_id="EN-11-A",
        name="Engineering A",
        program=Program(name="Photon", product=Product(name="Coaching")),
    )
    add(session, batch)
    return batch


def latest(session: Session, table: str, id: int) -> Change:
    session.rollback()
    query = select(Change).where(Change.table_name == table, Change.row_id == id)
    return session.scalars(query.order_by(Change.id.desc())).first()


def test_the_page_of_a_row_says_what_became_of_it(
    editor: Staff, session: Session, batch: Batch
) -> None:
    other = Program(name="Foundation", product=Product(name="Other"))
    add(session, other)
    path = f"/admin/batch/{batch.id}/"
    editor.post(f"{path}edit/", name="Medical A", program=str(other.id), start_date="2026-06-01")
    page = text_of(editor.get(path))
    assert "Changed editor at this site" in page
    assert "Name Engineering A becomes Medical A" in page
    assert "Programme Photon becomes Foundation" in page
    assert "Start date 1 Jun 2026" in page
    assert "Created Somebody in the database" in page
    whole = editor.get(f"/admin/history/batch/{batch.id}/")
    assert "History of EN-11-A \u2013 Medical A" in text_of(whole)
    assert f'href="/admin/program/{other.id}/"' in whole.text


def test_a_person_has_one_history(editor: Staff, session: Session, batch: Batch) -> None:
    user = User(first_name="Asha", last_name="Kumar")
    add(session, user)
    student = Student(student_id="2026001", user_id=user.id)
    add(session, student, EnrollmentRecord(user_id=user.id, group_type="batch", group_id=batch.id))
    editor.post(
        f"/admin/student/{student.id}/edit/", **{"user.phone": "9876543210", "stream": "pcm"}
    )
    for path in (f"/admin/history/student/{student.id}/", f"/admin/history/user/{user.id}/"):
        page = text_of(editor.get(path))
        assert "Changed user Asha Kumar" in page
        assert "Phone 9876543210" in page
        assert "Changed student 2026001 \u2013 Asha Kumar" in page
        assert "Stream pcm" in page
        assert "Created enrolment record" in page
        assert "Enrolled in EN-11-A \u2013 Engineering A" in page
    found = text_of(editor.get(f"/admin/history/?person={user.id}&table=enrollment_record"))
    assert "Created enrolment record" in found
    assert "Phone" not in found.replace("phone", "")


def test_documents_are_compared_by_their_keys(engine: Engine, editor: Staff) -> None:
    with engine.begin() as connection:
        names = [
            {"lang_code": "en", "subject": "Physics"},
            {"lang_code": "hi", "subject": "Bhautiki"},
        ]
        subject = add_row(connection, "subject", name=names)
        plan = add_row(
            connection, "session", meta_data={"batch_id": "B1", "deep": {"a": 1, "b": [1]}}
        )
    with engine.begin() as connection:
        names[1]["subject"] = "Bhautik vigyan"
        connection.execute(Subject.__table__.update().values(name=names))
        changed = {"batch_id": "B1", "deep": {"a": 2, "b": [1]}, "c": None}
        connection.execute(LearningSession.__table__.update().values(meta_data=changed))
    page = text_of(editor.get(f"/admin/history/subject/{subject}/"))
    assert "Name hi Bhautiki becomes Bhautik vigyan" in page
    assert "Physics becomes" not in page
    page = text_of(editor.get(f"/admin/history/session/{plan}/"))
    assert "deep \u203a a 1 becomes 2" in page
    assert "batch_id" not in page.split("becomes 2")[0].split("Changed")[-1]


def test_a_row_goes_back_to_before_a_change(editor: Staff, session: Session, batch: Batch) -> None:
    edit = f"/admin/batch/{batch.id}/edit/"
    editor.post(edit, name="Wrong")
    first = latest(session, "batch", batch.id)
    editor.post(edit, start_date="2026-06-01")
    path = f"/admin/history/before/{first.id}/"
    assert path in editor.get(f"/admin/batch/{batch.id}/").text
    page = text_of(editor.get(path))
    assert "EN-11-A \u2013 Wrong becomes what it was before editor changed it" in page
    assert "Name Wrong becomes Engineering A" in page
    assert "Start date 1 Jun 2026 removed" in page
    answer = editor.post(path)
    assert answer.status_code == 303
    assert answer.location == f"/admin/batch/{batch.id}/"
    told = "EN-11-A \u2013 Engineering A is as it was before: Name, Start date."
    assert told in text_of(editor.get(answer.location))
    session.refresh(batch)
    assert (batch.name, batch.start_date) == ("Engineering A", None)
    back = latest(session, "batch", batch.id)
    assert (back.actor, back.origin) == ("editor", "admin")
    again = text_of(editor.get(path))
    assert "Nothing would change: it is like that already" in again
    assert "Nothing was changed" in text_of(editor.get(editor.post(path).location))


def test_what_stands_in_the_way_of_going_back_is_told(
    editor: Staff, session: Session, batch: Batch
) -> None:
    editor.post(f"/admin/batch/{batch.id}/edit/", batch_id="EN-11-B")
    change = latest(session, "batch", batch.id)
    add(session, Batch(batch_id="EN-11-A", name="Another"))
    path = f"/admin/history/before/{change.id}/"
    page = text_of(editor.get(path))
    assert "That cannot be now. Batch ID: Batch EN-11-A exists already." in page
    assert "Batch ID EN-11-B becomes EN-11-A" in page
    assert editor.post(path).status_code == 409
    session.refresh(batch)
    assert batch.batch_id == "EN-11-B"


def test_only_who_may_edit_goes_back(
    app: Flask, log_in: Callable[[str], Staff], session: Session, batch: Batch
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    editor, viewer = log_in("editor"), log_in("viewer")
    editor.post(f"/admin/batch/{batch.id}/edit/", name="New")
    change = latest(session, "batch", batch.id)
    path = f"/admin/history/before/{change.id}/"
    assert "Changed editor at this site" in text_of(viewer.get(f"/admin/batch/{batch.id}/"))
    assert path not in viewer.get(f"/admin/batch/{batch.id}/").text
    assert viewer.get(path).status_code == 403
    assert viewer.client.post(path, headers=viewer.headers).status_code == 403
    made = session.scalars(select(Change).where(Change.table_name == "batch")).first()
    assert editor.get(f"/admin/history/before/{made.id}/").status_code == 200
    assert "nothing before this change" in text_of(editor.get(f"/admin/history/before/{made.id}/"))
    record = EnrollmentRecord(group_type="batch", group_id=batch.id)
    add(session, record)
    ruled = latest(session, "enrollment_record", record.id)
    assert editor.get(f"/admin/history/before/{ruled.id}/").status_code == 404
    assert editor.get("/admin/history/before/99999/").status_code == 404


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
    set_of = text_of(editor.get(f"/admin/history/occasion/{latest(session, 'school', 1).id}/"))
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
    user = session.scalars(select(Change.row_id).where(Change.table_name == "user")).first()
    person = f"/admin/history/?person={user}&import="
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
    account = session.scalars(select(StaffAccount)).first()
    change = latest(session, "staff_account", account.id)
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
