"""Changing where many students are enrolled, from the list of students."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from dbservice.db import db
from dbservice.models import Student
from tests.pages.conftest import Staff, text_of
from tests.pages.enrolled import (
    FIRST,
    SECOND,
    Enrolled,
    IdOf,
    confirm,
    hidden_in,
    path,
    state,
    term,
)
from tests.statements import sent_statements


def test_many_are_moved_in_one_go_and_those_refused_are_named(
    editor: Staff, session: Session, enrolled: Enrolled, id_of: IdOf
):
    ids = enrolled("S1", "S2", "S3", "S4")
    gone, there = ids[1], ids[2]
    assert confirm(editor, path("drop-out", gone), **term()).status_code == 303
    fields = {"batch": id_of("batch", SECOND), **term()}
    assert confirm(editor, path("move-batch", there), **fields).status_code == 303
    left, moved = state(session, gone), state(session, there)
    address = path("move-batch", *ids, category="", q="Asha")
    shown = editor.post(address, step="look", **fields)
    page = text_of(shown)
    assert "Will change 2 Left out 1 So already 1" in page
    assert "S2 \u2013 Asha S2 The student has dropped out; enrol them again" in page
    answer = editor.post(address, **{**hidden_in(shown.text), "step": "do"})
    assert answer.location.endswith("/admin/student/?category=&q=Asha")
    told = text_of(editor.get(answer.location))
    assert f"2 students are moved to {SECOND}" in told
    assert "Left out: 1. S2 \u2013 Asha S2: The student has dropped out" in told
    assert "1 student is so already" in told
    assert state(session, gone) == left
    assert state(session, there) == moved
    for id in (ids[0], ids[3]):
        assert ("batch", id_of("batch", SECOND)) in state(session, id)["now"]
    assert editor.post(address, **{**hidden_in(shown.text), "step": "do"}).status_code == 409


def test_all_that_a_list_has_found_are_taken(
    editor: Staff, session: Session, enrolled: Enrolled, id_of: IdOf
):
    inside = enrolled("S1", "S2", "S3")
    [other] = enrolled("S4", batch="OPEN-24-001")
    address = path("drop-out", found="all", in_batch=id_of("batch", FIRST))
    assert "3 students" in text_of(editor.get(address))
    assert confirm(editor, address, **term()).status_code == 303
    assert {state(session, id)["status"] for id in inside} == {"dropout"}
    assert state(session, other)["status"] == "enrolled"


def test_whom_an_act_is_for_must_be_clear(
    editor: Staff,
    session: Session,
    enrolled: Enrolled,
    id_of: IdOf,
    monkeypatch: pytest.MonkeyPatch,
):
    enrolled("S1", "S2", "S3")
    monkeypatch.setattr("dbservice.admin.act_students.MOST", 2)
    for query, told in {
        "": "No student is chosen",
        "id=soon&id=-1": "No student is chosen",
        f"id={2**40}": "There is no such student",
        "id=" + "9" * 40: "No student is chosen",
        "found=all": "More than 2 students are chosen",
        "found=all&category=XYZ": "is not a known category",
        "found=all&q=nobody": "No student is chosen",
    }.items():
        address = f"/admin/student/acts/drop-out/?{query}"
        answer = editor.get(address)
        assert answer.status_code == 303, query
        assert told in text_of(editor.get(answer.location)), query
        for step in ("look", "do"):
            assert editor.post(address, step=step, **term()).status_code == 303, query
    assert session.scalars(select(Student.status).distinct()).all() == ["enrolled"]


def test_a_student_without_a_user_is_left_out(editor: Staff, session: Session, enrolled: Enrolled):
    [id] = enrolled("S1")
    session.add(Student(student_id="OLD"))
    session.commit()
    old = session.scalars(select(Student.id).where(Student.student_id == "OLD")).one()
    page = text_of(editor.get(f"/admin/student/{old}/"))
    assert "No user stands behind this student" in page
    shown = editor.post(path("drop-out", id, old), step="look", **term())
    assert "OLD There is no user behind this student" in text_of(shown)
    alone = editor.post(path("drop-out", old), step="look", **term())
    assert "nothing will change" in text_of(alone)


def test_acts_are_for_editors_who_come_from_our_pages(
    log_in: Callable[[str], Staff], session: Session, enrolled: Enrolled
):
    [id] = enrolled("S1")
    viewer, editor = log_in("viewer"), log_in("editor")
    assert viewer.get(path("drop-out", id)).status_code == 403
    data = {"csrf_token": editor.token(), "step": "do", **term()}
    refused = viewer.client.post(path("drop-out", id), headers=viewer.headers, data=data)
    assert refused.status_code == 403
    assert "Drop out" not in text_of(viewer.get(f"/admin/student/{id}/"))
    assert "With these students" not in text_of(viewer.get("/admin/student/"))
    alien = editor.client.post(path("drop-out", id), headers=editor.headers, data=term())
    assert alien.status_code == 400
    assert editor.get(path("vanish", id)).status_code == 404
    assert state(session, id)["status"] == "enrolled"


def test_many_cost_no_more_statements_than_few(
    app: Flask, editor: Staff, enrolled: Enrolled, id_of: IdOf
):
    few, many = enrolled("A1", "A2"), enrolled(*(f"B{n:02}" for n in range(40)))
    fields = {"batch": id_of("batch", SECOND), **term()}
    assert editor.get("/admin/").status_code == 200
    with app.app_context():
        bound = db.engine
    costs = []
    for ids in (few, many):
        with sent_statements(bound) as sent:
            assert confirm(editor, path("move-batch", *ids), **fields).status_code == 303
        costs.append(len(sent))
    assert costs[0] == costs[1] < 60
