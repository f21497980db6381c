"""The admin site: dashboard, lists, search, filters, details."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from dbservice.admin.panels import PANELS
from dbservice.models import Grade, School, Student, User
from tests.pages.conftest import Staff, text_of

PATHS = [
    f"/admin/{panel.model.__tablename__.replace('_', '-')}/"
    for panels in PANELS.values()
    for panel in panels
]


@pytest.fixture
def people(session: Session) -> list[Student]:
    """Thirty students, of whom one is called Zoya."""
    grade = Grade(number=11)
    students = [
        Student(
            student_id=f"S{number:03}",
            category="OBC" if number % 3 else "ST",
            has_air_conditioner=True,
            user=User(first_name="Zoya" if number == 17 else f"Asha {number}", phone="9800000001"),
            grade=grade,
        )
        for number in range(30)
    ]
    session.add_all(students)
    session.commit()
    return students


def test_the_front_door_leads_to_the_dashboard(editor: Staff):
    assert editor.get("/").location == "/admin/"


def test_the_dashboard_counts_and_tells_how_the_service_is(editor: Staff, people: list[Student]):
    page = text_of(editor.get("/admin/"))
    assert "Students 30" in page
    assert "Schools 0" in page
    assert "Database fine" in page
    assert "Migrations fine" in page
    assert "Worker not seen" in page
    assert "No sheet has been imported yet" in page


def test_the_dashboard_opens_with_redis_away(app: Flask, editor: Staff):
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], redis_url="redis://127.0.0.1:1/0")
    assert "Redis error" in text_of(editor.get("/admin/"))


@pytest.mark.parametrize("path", PATHS)
def test_an_empty_list_says_so(editor: Staff, path: str):
    page = editor.get(path)
    assert page.status_code == 200
    assert "yet" in text_of(page)


def test_a_list_has_pages(editor: Staff, people: list[Student]):
    first = text_of(editor.get("/admin/student/"))
    assert "30 records" in first
    assert "S029" in first
    assert "S004" not in first
    assert "Page 1 of 2" in first
    second = text_of(editor.get("/admin/student/?page=1"))
    assert "S004" in second


def test_a_list_costs_the_same_few_statements_however_long_it_is(
    editor: Staff, people: list[Student], statements: Callable[[], list[str]]
):
    editor.get("/admin/student/?search=Zoya")
    sent = statements()
    editor.get("/admin/student/?search=Zoya")
    one = len(sent)
    editor.get("/admin/student/")
    assert len(sent) - one == one


def test_search_looks_into_the_person(editor: Staff, people: list[Student]):
    page = text_of(editor.get("/admin/student/?search=zoya"))
    assert "1 record found" in page
    assert "S017" in page
    nothing = text_of(editor.get("/admin/student/?search=nobody"))
    assert "Nothing found" in nothing


def test_drop_downs_narrow_the_list(editor: Staff, people: list[Student]):
    page = editor.get("/admin/student/?flt1_category_equals=ST")
    assert "10 records found" in text_of(page)
    assert '<option value="ST" selected>' in page.text
    blank = editor.get("/admin/student/?search=&flt0_grade_equals=&flt1_category_equals=")
    assert "30 records" in text_of(blank)
    grade = people[0].grade_id
    assert "30 records found" in text_of(editor.get(f"/admin/student/?flt0_grade_equals={grade}"))


def test_the_values_of_a_column_are_offered(editor: Staff, session: Session):
    session.add_all([School(code="1", state="Kerala"), School(code="2", state="Assam")])
    session.commit()
    page = editor.get("/admin/school/").text
    assert page.index('<option value="Assam">') < page.index('<option value="Kerala">')


def test_a_record_shows_every_value(editor: Staff, people: list[Student]):
    page = text_of(editor.get(f"/admin/student/details/?id={people[17].id}"))
    assert "First name Zoya" in page
    assert "Student ID S017" in page
    assert "Has air conditioner Yes" in page
    assert "Status \u2014" in page


@pytest.mark.parametrize("id", ["77", "x", "9" * 30, ""])
def test_a_record_that_does_not_exist_leads_back_to_the_list(editor: Staff, id: str):
    response = editor.get(f"/admin/student/details/?id={id}")
    assert response.status_code == 302
    assert response.location == "/admin/student/"


@pytest.mark.parametrize("path", PATHS)
def test_nothing_can_be_changed_here_yet(
    app: Flask, log_in: Callable[[str], Staff], people: list[Student], path: str, session: Session
):
    app.config["WTF_CSRF_ENABLED"] = False
    admin = log_in("admin")
    id = people[0].id
    for act, data in {
        "delete/": {"id": id},
        "action/": {"action": "delete", "rowid": id},
        f"edit/?id={id}": {"first_name": "changed", "student_id": "changed"},
        "new/": {"first_name": "new", "student_id": "new"},
        "ajax/update/": {"pk": id, "list_form_pk": id, "student_id": "changed"},
    }.items():
        response = admin.client.post(path + act, headers=admin.headers, data=data)
        assert response.status_code in (302, 404), act
    assert admin.get(f"{path}export/csv/").status_code == 302
    assert session.query(Student).filter(Student.student_id.like("S%")).count() == 30
    assert session.query(User).count() == 30


def test_an_address_that_does_not_exist_has_a_page_too(editor: Staff):
    response = editor.get("/nowhere")
    assert response.status_code == 404
    assert "Not Found" in text_of(response)
