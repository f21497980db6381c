"""The pages of a school and of a batch: who is there, who came and went, and what is taught."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from dbservice.models import Batch, School
from dbservice.services import batch_figures
from tests.pages.conftest import Staff, bars_under, text_of
from tests.pages.small_school import YEAR, Place


def test_a_school_is_told_in_numbers(editor: Staff, place: Place):
    page = editor.get(f"/admin/school/{place.school}/")
    told = text_of(page)
    assert "Students 6" in told
    assert "Dropped out 1" in told
    assert bars_under(page.text, "Students by grade") == [("Grade 11", "5"), ("Grade 12", "1")]
    assert bars_under(page.text, "Students by academic year") == [(YEAR, "7")]
    assert bars_under(page.text, "Students of the school by batch") == [
        ("EN-11-A · Eleven A", "4"),
        ("EN-11-B · Eleven B", "2"),
    ]
    assert "Meena Iyer" in told
    assert "District Pune" in told


def test_what_a_school_counts_is_listed_where_it_leads(editor: Staff, place: Place):
    page = editor.get(f"/admin/school/{place.school}/").text
    counted = re.findall(r'<a class="quiet" href="(/admin/student/[^"]*)">([0-9]+)</a>', page)
    assert len(counted) == 4
    for url, number in counted:
        listed = text_of(editor.get(url.replace("&amp;", "&")))
        assert f"{number} student" in listed, url
    left = editor.get(f"/admin/student/?in_school={place.school}&standing=left")
    assert "1 student found" in text_of(left)
    assert "S006" in left.text


def test_a_batch_is_told_with_its_roster_moves_and_sessions(editor: Staff, place: Place):
    page = editor.get(f"/admin/batch/{place.first}/")
    told = text_of(page)
    assert "Students 4" in told
    roster = page.text[page.text.index('id="roster"') :]
    roster = roster[: roster.index("</table>")]
    assert re.findall(r">Asha (\d) Rao<", roster) == ["2", "3", "4", "5", "6"]
    assert "JNV Pune" in text_of(page)
    assert "Asha 1 Rao to EN-11-B left" in told
    assert "Asha 6 Rao dropped out" in told
    assert "Linked" in told
    assert "Listed" in told
    assert "Another" not in told
    below = text_of(editor.get(f"/admin/batch/{place.second}/"))
    assert "Asha 1 Rao from EN-11-A came" in below
    assert "Lies in EN-11-A" in below
    assert "Programme Photon" in below


def test_a_long_roster_has_pages(
    editor: Staff, place: Place, monkeypatch: pytest.MonkeyPatch, session: Session
):
    session.execute(
        text("""
        WITH person AS (
            INSERT INTO "user" (first_name, inserted_at, updated_at)
            SELECT 'Zoya ' || lpad(n::text, 3, '0'), now(), now() FROM generate_series(1, 60) AS n
            RETURNING id
        ), member AS (
            INSERT INTO group_user (user_id, group_id)
            SELECT person.id, g.id FROM person, "group" AS g
            WHERE g.type = 'batch' AND g.child_id = :id
        )
        INSERT INTO student (user_id, inserted_at, updated_at)
        SELECT id, now(), now() FROM person
    """),
        {"id": place.first},
    )
    session.commit()
    first = editor.get(f"/admin/batch/{place.first}/")
    assert "1\u201325 of 65" in text_of(first)
    last = text_of(editor.get(f"/admin/batch/{place.first}/?roster=3"))
    assert "51\u201365 of 65" in last
    assert "Zoya 060" in last
    beyond = editor.get(f"/admin/batch/{place.first}/?roster=999999")
    assert "51\u201365 of 65" in text_of(beyond)
    assert editor.get(f"/admin/batch/{place.first}/?roster=nonsense").status_code == 200


def test_a_school_and_a_batch_cost_the_same_few_statements(
    editor: Staff, place: Place, statements: Callable[[], list[str]]
):
    for path in (f"/admin/school/{place.school}/", f"/admin/batch/{place.first}/"):
        editor.get(path)
        sent = statements()
        editor.get(path)
        assert len(sent) <= 10, path


def test_a_school_and_its_group_row_lead_to_each_other(editor: Staff, place: Place):
    page = editor.get(f"/admin/school/{place.school}/").text
    way = re.search(r'href="(/admin/group/\d+/)">Group row', page)[1]
    group = editor.get(way)
    assert "Stands for the school" in text_of(group)
    assert f'href="/admin/school/{place.school}/"' in group.text


def test_an_empty_school_and_batch_say_what_to_do(editor: Staff, session: Session):
    session.add_all([School(code="S1", name="Empty"), Batch(batch_id="B1", name="Empty")])
    session.commit()
    assert "Nobody is enrolled here yet" in editor.get("/admin/school/1/").text
    page = editor.get("/admin/batch/1/").text
    assert "Nobody is in this batch" in page
    assert "No session is linked to this batch" in page


def test_a_roster_page_beyond_the_last_is_the_last(session: Session, place: Place):
    assert batch_figures.of_batch(session, place.first, 9).roster.number == 1
