"""The working day around students, on a phone and at a desk: a new school, its sheet, the accounts.

What is done to one student is in test_student, what accounts and tokens live through in test_staff.
"""

import csv
import io
import re
from typing import Literal

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import text
from sqlalchemy.orm import Session

from dbservice.models import Student, User
from tests.engine import world
from tests.screens.conftest import OpenPage, Site
from tests.screens.test_imports import badge
from tests.screens.test_imports import choose as choose_sheet
from tests.screens.test_student import SCREENS, check, choose

NAMES = ("Meera", "Ravi", "Zoya")
SCHOOL = {
    "Name": "Kendriya Vidyalaya",
    "AF school category": "KV",
    "State": "Goa",
    "State code": "GA",
    "District": "North Goa",
    "District code": "GA-N",
}
GROUPS = text("""
    SELECT count(*) FROM "group" AS g
    LEFT JOIN school AS s ON g.type = 'school' AND s.id = g.child_id
    LEFT JOIN batch AS b ON g.type = 'batch' AND b.id = g.child_id
    WHERE s.code = :school OR b.batch_id = :batch
""")
STUDENTS = text("SELECT count(*) FROM student WHERE student_id LIKE :numbers")


@pytest.mark.parametrize(("size", "scheme"), SCREENS, ids=["phone", "desk"])
def test_a_school_is_set_up_filled_exported_and_emptied(
    open_page: OpenPage, site: Site, size: dict[str, int], scheme: Literal["dark", "light"]
):
    code, batch = f"DAY{size['width']}", f"DAY-11-{size['width']}"
    page = open_page("/admin/school/", "admin", viewport=size, color_scheme=scheme)
    create(page, "school", {"Code": code, **SCHOOL})
    check(page)
    see_group_row(page, "school", code)
    check(page)
    page.goto("/admin/batch/")
    create(page, "batch", {"Batch ID": batch, "Name": "Engineering A"})
    see_group_row(page, "batch", batch)
    with site.engine.connect() as connection:
        assert connection.scalar(GROUPS, {"school": code, "batch": batch}) == 2

    students = [
        world.student(
            size["width"] * 1000 + number,
            user_first_name=name,
            school_code=code,
            batch_id=batch,
        )
        for number, name in enumerate(NAMES)
    ]
    page.goto("/imports/new")
    choose_sheet(page, world.sheet(students))
    page.get_by_role("button", name="Preview").click()
    badge(page, "Ready")
    expect(page.get_by_role("row", name=re.compile("^2 New"))).to_contain_text("Meera")
    page.get_by_role("button", name="Start import").first.click()
    page.wait_for_url(re.compile(r"/imports/\d+$"))
    badge(page, "Completed")
    run = page.url
    page.get_by_role("link", name="What it changed").click()
    page.get_by_label("What", exact=True).select_option("Users")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("listitem").filter(has_text="Created user Zoya")).to_be_visible()
    check(page)

    exported = export(page, batch)
    assert [row["Name"] for row in exported] == sorted(NAMES)
    assert {row["Student ID"] for row in exported} == {one["student_id"] for one in students}

    page.goto(run)
    page.get_by_role("link", name="Undo").click()
    page.get_by_role("button", name="Undo it").click()
    badge(page, "Undone")
    expect(page.get_by_text("Nothing of this import is left")).to_be_visible()
    with site.engine.connect() as connection:
        assert connection.scalar(STUDENTS, {"numbers": f"S{size['width']}%"}) == 0


def create(page: Page, noun: str, values: dict[str, str]) -> None:
    """From the list to the page of a new row."""
    page.get_by_role("link", name=f"New {noun}").click()
    for field, value in values.items():
        page.get_by_label(re.compile(rf"^{field}( \(required\))?$")).fill(value)
    page.get_by_role("button", name=f"Create {noun}").click()
    expect(page.locator("#messages")).to_contain_text("is created")


def see_group_row(page: Page, kind: str, code: str) -> None:
    """From the page of a school or batch to the group row that came with it."""
    page.get_by_role("link", name=re.compile("^Group row")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(code)
    expect(page.get_by_text(f"Stands for the {kind} {code}")).to_be_visible()


def export(page: Page, batch: str) -> list[dict[str, str]]:
    """The rows of the list of students, narrowed to a batch, as a sheet."""
    page.goto("/admin/student/?sort=student_id")
    page.get_by_text("Filters").click()
    choose(page, "Batch", batch)
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_text(f"{len(NAMES)} students found")).to_be_visible()
    page.get_by_text("Export", exact=True).click()
    check(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    content = download.value.path().read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(content)))


@pytest.mark.parametrize(("size", "scheme"), SCREENS, ids=["phone", "desk"])
def test_a_caller_is_found_a_name_fixed_and_set_back_and_others_are_let_in(
    open_page: OpenPage, site: Site, size: dict[str, int], scheme: Literal["dark", "light"]
):
    number, phone = f"C{size['width']}", f"96{size['width']:08}"
    with Session(site.engine) as session, session.begin():
        user = User(first_name="Ahsa", last_name="Rao", phone=phone)
        session.add(Student(student_id=number, user=user))
    page = open_page("/admin/", "admin", viewport=size, color_scheme=scheme)
    page.get_by_role("combobox", name="Find anything").fill(phone)
    page.get_by_role("option", name=re.compile("Ahsa Rao")).click()
    page.wait_for_url(re.compile(r"/admin/student/\d+/$"))
    page.get_by_role("link", name="Edit", exact=True).click()
    page.get_by_label("First name").fill("Asha")
    page.get_by_role("button", name="Save").click()
    title = page.get_by_role("heading", level=1)
    expect(title).to_have_text(f"{number} \u2013 Asha Rao")
    changes = page.get_by_role("region", name="Changes")
    expect(changes).to_contain_text("Ahsa becomes Asha")
    changes.get_by_role("link", name="Go back to before this").first.click()
    expect(page.get_by_role("heading", name="What changes")).to_be_visible()
    check(page)
    page.get_by_role("button", name="Go back").click()
    expect(page.locator("#messages")).to_contain_text("Ahsa Rao is as it was before: First name.")
    page.get_by_role("link", name="The whole history").click()
    back = page.get_by_role("listitem").filter(has_text="Asha becomes Ahsa")
    expect(back).to_have_count(1)

    page.goto("/admin/staff/new/")
    page.get_by_label("Name").fill(f"day-{size['width']}")
    page.get_by_label("Viewer").check()
    page.get_by_role("button", name="Create account").click()
    expect(page.locator("#secret")).to_be_visible()
    check(page)
    page.goto("/admin/tokens/new/")
    page.get_by_label("Client").fill(f"Day {size['width']}")
    page.get_by_role("button", name="Make token").click()
    expect(page.locator("#secret")).to_be_visible()
