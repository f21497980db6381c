"""How many students the schools, batches, programmes and grades have, as workers count them."""

from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from dbservice.imports import reports
from dbservice.models import Batch, Group, GroupUser, Product, Program, Student
from dbservice.services import head_counts
from dbservice.services.groups import GroupKind
from dbservice.services.kept_reports import Report
from tests.pages.conftest import Staff, bars_under, take
from tests.pages.small_school import Place


def test_heads_of_what_is_gone_go(app: Flask, place: Place, session: Session):
    take(app, Report.HEADS)
    count = text("SELECT count(*) FROM head_count")
    assert session.scalar(count) == 6
    session.rollback()
    session.execute(text("DELETE FROM group_user"))
    session.commit()
    with app.app_context():
        reports.heads()
    assert session.scalar(count) == 2, "grades are told by the students themselves"


def test_who_is_in_several_batches_of_a_programme_is_counted_there_once(
    app: Flask, place: Place, session: Session
):
    """Seven are in either batch of the programme; two of them, one dropped out, are in more."""
    photon = session.scalars(select(Program)).one()
    elsewhere = Program(name="Robotics", product=session.scalars(select(Product)).one())
    session.add(elsewhere)
    session.flush()
    more = [
        Batch(batch_id="EN-3", name="Third", program_id=photon.id),
        Batch(batch_id="EN-4", name="Fourth", program_id=elsewhere.id),
        Batch(batch_id="EN-5", name="Of no programme"),
    ]
    session.add_all(more)
    session.flush()
    of_first = select(Group).where(Group.type == "batch", Group.child_id == place.first)
    first = session.scalars(of_first).one()
    added = [Group(type="batch", child_id=one.id) for one in more]
    session.add_all(added)
    session.flush()
    for student in (place.students[0], place.students[6]):
        user_id = session.get(Student, student).user_id
        mine = session.scalars(select(GroupUser.group_id).where(GroupUser.user_id == user_id)).all()
        session.add_all(
            GroupUser(user_id=user_id, group_id=one.id)
            for one in (first, *added)
            if one.id not in mine
        )
    session.commit()
    take(app, Report.HEADS)
    found = {one.entity_id: one for one in head_counts.largest(session, 9)[GroupKind.PROGRAM]}
    assert found[photon.id][1:] == (6, 1)
    assert found[elsewhere.id][1:] == (1, 1)


def test_all_of_a_kind_have_a_page(app: Flask, editor: Staff, place: Place):
    assert "Nothing is counted yet" in editor.get("/admin/heads/school/").text
    take(app, Report.HEADS)
    page = editor.get("/admin/heads/batch/")
    assert [number for _, number in bars_under(page.text, "Students by batch")] == ["4", "2"]
    found = editor.get("/admin/heads/batch/?q=eleven+b")
    assert "EN-11-B" in found.text
    assert "EN-11-A" not in found.text
    assert "Nothing found" in editor.get("/admin/heads/batch/?q=nothing").text
    assert editor.get("/admin/heads/batch/?page=99").status_code == 200
    for kind in ("school", "program", "grade"):
        assert editor.get(f"/admin/heads/{kind}/").status_code == 200
    assert editor.get("/admin/heads/status/").status_code == 404
