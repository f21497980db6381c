"""The working day with a student, on a phone and at a desk."""

import re
from typing import Literal

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from dbservice.models import Student, User
from tests.screens.conftest import OpenPage, Site
from tests.screens.looks import overflow, violations

SCREENS = [({"width": 390, "height": 844}, "dark"), ({"width": 1440, "height": 900}, "light")]


def settle(site: Site, number: str, phone: str) -> None:
    """Two students who are enrolled nowhere."""
    with Session(site.engine) as session, session.begin():
        for place in range(2):
            user = User(first_name="Ahsa", last_name=f"Rao {number}", phone=f"{phone}{place}")
            session.add(Student(student_id=f"{number}-{place}", user=user))


def check(page: Page) -> None:
    """The page fits the screen, and nothing on it keeps anybody out."""
    page.wait_for_load_state()
    assert not [*violations(page), *overflow(page)], page.url


def choose(page: Page, field: str, words: str) -> None:
    """Pick a row by typing a part of what it is called."""
    page.get_by_role("combobox", name=field).fill(words)
    page.get_by_role("option", name=re.compile(words)).first.click()


def go_through(page: Page) -> None:
    """From the form to the preview, and on."""
    page.get_by_role("button", name="See what will change").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("what will change")
    check(page)
    page.locator('button[value="do"]').click()


@pytest.mark.parametrize(("size", "scheme"), SCREENS, ids=["phone", "desk"])
def test_a_student_is_found_corrected_moved_and_brought_back(
    open_page: OpenPage, site: Site, size: dict[str, int], scheme: Literal["dark", "light"]
):
    number, phone = f"W{size['width']}", f"97{size['width']:07}"
    settle(site, number, phone)
    page = open_page("/admin/student/", viewport=size, color_scheme=scheme)
    page.get_by_role("searchbox", name="Search", exact=True).fill(f"{phone}0")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name=f"{number}-0").click()
    expect(page.get_by_text("Not enrolled anywhere yet.")).to_be_visible()

    page.get_by_role("link", name="Edit", exact=True).click()
    page.get_by_label("First name").fill("Asha")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        f"{number}-0 \u2013 Asha Rao {number}"
    )

    page.get_by_role("link", name="Move to a batch").click()
    page.get_by_role("button", name="See what will change").click()
    expect(page.get_by_role("alert")).to_contain_text("Batch: Can't be blank")
    check(page)
    choose(page, "Batch", "EN-12-Photon")
    page.get_by_label("Grade").select_option("Grade 12")
    go_through(page)
    expect(page.locator("#messages")).to_contain_text("is moved to EN-12-Photon-Enq-24-001")
    now = page.get_by_role("region", name="Now", exact=True)
    expect(now).to_contain_text("Grade 12 since")
    expect(
        page.get_by_role("img", name=re.compile("3 enrolment records over time"))
    ).to_be_visible()
    page.get_by_text("The same as a table: 3 records").click()
    check(page)

    page.get_by_role("link", name="Drop out …").click()
    go_through(page)
    expect(now).to_contain_text("Dropped out on")
    check(page)
    page.get_by_role("link", name="Undo the dropout").click()
    page.get_by_role("button", name="Undo the dropout").click()
    expect(now).to_contain_text("Grade 12 since")

    page.goto(f"/admin/student/?q={number}-")
    page.get_by_role("checkbox", name="Tick all students of this page").check()
    expect(page.get_by_text("2 ticked")).to_be_visible()
    page.get_by_text("With these students …").click()
    check(page)
    page.get_by_role("button", name="Move to a school …").click()
    choose(page, "School", "SCH002")
    go_through(page)
    expect(page.locator("#messages")).to_contain_text("2 students are moved to SCH002")
