"""The trash: what was deleted through any door is listed, comes back whole, or goes for good."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from dbservice.admin import trash_pages
from dbservice.models import Base, Batch, Product, Program, School, Student, User
from dbservice.services import crud
from tests.databases import TOKEN
from tests.engine import world
from tests.pages.conftest import Staff, text_of
from tests.rows import add_row


def make(session: Session, model: type[Base], **values: Any) -> int:
    id: int = crud.create(session, model, values)[0]
    session.commit()
    return id


def delete(staff: Staff, path: str) -> str:
    """Delete a row at the site; the address of its deletion, as the message tells it."""
    answer = staff.post(path)
    assert answer.status_code == 303, text_of(answer)
    page = staff.get(answer.location).text
    return re.search(r'href="(/admin/trash/\d+/)">the trash', page)[1]


def test_a_row_that_was_deleted_comes_back_with_what_went_along(
    admin: Staff, session: Session
) -> None:
    program = Program(name="Photon", product=Product(name="Coaching"))
    session.add(program)
    session.commit()
    id = make(session, Batch, batch_id="EN-1", name="Engineering", program_id=program.id)
    before = everything(session)
    path = delete(admin, f"/admin/batch/{id}/delete/")
    listed = text_of(admin.get("/admin/trash/"))
    assert "EN-1 \u2013 Engineering batch 1 group admin at this site" in listed
    assert "In the trash" in listed
    page = text_of(admin.get(path))
    assert "Deleted: 1 batch, 1 group." in page
    assert "Programme Photon" in page
    assert "What comes back: 1 batch, 1 group" in page
    answer = admin.post(f"{path}restore")
    assert answer.status_code == 303
    page = text_of(admin.get(answer.location))
    assert "EN-1 \u2013 Engineering is back: 1 batch, 1 group." in page
    assert "Restored" in page
    assert everything(session) == before
    assert "Restored" in text_of(admin.get("/admin/trash/?kind=batch"))
    assert "Nothing found" in text_of(admin.get("/admin/trash/?kind=school"))
    again = admin.post(f"{path}restore")
    assert again.status_code == 409
    assert "is there already" in text_of(again)


def everything(session: Session) -> dict[str, list[Any]]:
    """What is in the database, apart from what tells about it."""
    session.rollback()
    told = {"change_log", "staff_account"}
    names = sorted(table.name for table in Base.metadata.sorted_tables if table.name not in told)
    rows = 'SELECT to_jsonb(t) FROM "{}" AS t ORDER BY id'
    return {name: list(session.scalars(text(rows.format(name)))) for name in names}


def test_through_whatever_door_it_went_it_is_listed_and_comes_back(
    admin: Staff, client: FlaskClient, engine: Engine, session: Session, work: Any
) -> None:
    by_api, _, by_hand = (
        make(session, School, code=code, name=f"Kendriya {code}") for code in ("A1", "B1", "C1")
    )
    user = make(session, User, first_name="Asha")
    make(session, Student, student_id="2026001", user_id=user)
    with engine.begin() as connection:
        add_row(connection, "enrollment_record", user_id=user)
        add_row(connection, "group_user", user_id=user)
    before = everything(session)
    token = {"Authorization": f"Bearer {TOKEN}"}
    assert client.delete(f"/api/school/{by_api}", headers=token).status_code == 204
    id = admin.begin(
        world.sheet([{"school_code": "B1"}], "school_deletion"), path="/imports/school_deletion"
    )
    work(id)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM school WHERE id = :id"), {"id": by_hand})
    cleaned = client.delete("/api/cleanup-student/2026001", headers=token)
    assert cleaned.status_code == 200, cleaned.text
    listed = admin.get("/admin/trash/")
    told = text_of(listed)
    assert "A1 \u2013 Kendriya A1 school 1 group" in told
    assert "through the API" in told
    assert f"admin by import {id}" in told
    assert "in the database" in told
    assert "2026001" in told
    assert "1 enrolment record" in told
    for path in re.findall(r'class="row-link" href="(/admin/trash/\d+/)"', listed.text):
        assert admin.post(f"{path}restore").status_code == 303
    after = everything(session)
    mine = ("imports", "import_row", "import_file", "import_file_part")
    assert {name: rows for name, rows in after.items() if name not in mine} == {
        name: rows for name, rows in before.items() if name not in mine
    }


def test_what_keeps_it_from_coming_back_is_told(admin: Staff, session: Session) -> None:
    id = make(session, School, code="S1", name="Kendriya")
    path = delete(admin, f"/admin/school/{id}/delete/")
    make(session, School, code="S1", name="Another")
    before = everything(session)
    answer = admin.post(f"{path}restore")
    assert answer.status_code == 409
    told = "It was not restored. A school cannot come back: code S1 has already been taken."
    assert told in text_of(answer)
    assert everything(session) == before


def test_erasing_takes_the_word_for_it(admin: Staff, session: Session) -> None:
    id = make(session, School, code="S1", name="Secret place")
    path = delete(admin, f"/admin/school/{id}/delete/")
    for word in ("", "erase it"):
        answer = admin.post(f"{path}erase", word=word)
        assert answer.status_code == 409
        assert "Type ERASE to confirm" in text_of(answer)
    assert "Secret place" in text_of(admin.get(path))
    assert admin.post(f"{path}erase", word="ERASE").status_code == 303
    assert "is erased for good: 1 school, 1 group." in text_of(admin.get("/admin/trash/"))
    known = text("SELECT count(*) FROM change_log AS c WHERE c::text ~ 'Secret place'")
    session.rollback()
    assert session.scalar(known) == 0
    page = text_of(admin.get(path))
    assert "Erased" in page
    assert "Restore" not in page
    assert "Secret" not in page
    assert "has been erased" in text_of(admin.get(f"/admin/history/school/{id}/"))
    assert admin.post(f"{path}restore").status_code == 409


def test_only_who_may_delete_restores_and_only_admins_erase(
    app: Flask, log_in: Callable[[str], Staff], session: Session, engine: Engine
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    id = make(session, School, code="S1")
    path = delete(log_in("admin"), f"/admin/school/{id}/delete/")
    for role in ("viewer", "editor"):
        staff = log_in(role)
        page = text_of(staff.get(path))
        assert "S1" in page
        assert "Restore" not in page
        assert "Erase" not in page
        for act in ("restore", "erase"):
            answer = staff.client.post(
                f"{path}{act}", headers=staff.headers, data={"word": "ERASE"}
            )
            assert answer.status_code == 403, (role, act)
    session.rollback()
    assert session.query(School).count() == 0
    assert log_in("admin").get("/admin/trash/99999/").status_code == 404


def test_the_pages_of_the_trash_follow_each_other(
    admin: Staff, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trash_pages, "PAGE_DELETIONS", 2)
    for number in range(5):
        with engine.begin() as connection:
            add_row(connection, "grade", number=number)
        with engine.begin() as connection:
            connection.execute(text("DELETE FROM grade"))
    path, found = "/admin/trash/", []
    while path:
        page = admin.get(path).text
        found += re.findall(r">Grade (\d)<", page)
        after = re.search(r'rel="next" href="([^"]+)"', page)
        path = after[1].replace("&amp;", "&") if after else ""
    assert found == ["4", "3", "2", "1", "0"]


def test_an_empty_trash_says_so(admin: Staff) -> None:
    assert "The trash is empty" in text_of(admin.get("/admin/trash/"))
