"""The admin site's frame: dashboard, front door, pages that are not there."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from dbservice.models import Grade, Student, User
from tests.pages.conftest import Staff, text_of


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


def test_an_address_that_does_not_exist_has_a_page_too(editor: Staff):
    response = editor.get("/nowhere")
    assert response.status_code == 404
    assert "Not Found" in text_of(response)
