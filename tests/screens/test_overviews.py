"""A day at the desk: find a student, look at school and batch, see an import run."""

import re

from playwright.sync_api import Page, expect
from sqlalchemy import text

from tests.screens.conftest import OpenPage, Sheet, Site
from tests.screens.looks import violations
from tests.screens.test_imports import begin

ADD_STUDENT = text("""
    WITH person AS (
        INSERT INTO "user" (first_name, last_name, phone, inserted_at, updated_at)
        VALUES ('Zubaida', :last_name, :phone, now(), now()) RETURNING id
    ), member AS (
        INSERT INTO group_user (user_id, group_id) SELECT person.id, g.id FROM person, "group" AS g
        WHERE g.type = 'school' AND g.child_id IN (SELECT id FROM school WHERE code = 'SCH001')
           OR g.type = 'batch' AND g.child_id IN (
                SELECT id FROM batch WHERE batch_id = 'OPEN-24-001')
    )
    INSERT INTO student (student_id, user_id, inserted_at, updated_at)
    SELECT :student_id, id, now(), now() FROM person
""")
NAMESAKES = (
    {"last_name": "Qureshi", "phone": "9977553301", "student_id": "ZQ0001"},
    {"last_name": "Qureshi", "phone": "9977553302", "student_id": "ZQ0002"},
)


def look_for(page: Page, words: str) -> None:
    page.keyboard.press("/")
    page.keyboard.type(words)


def test_a_student_a_school_and_a_batch_are_found_while_typing(open_page: OpenPage, site: Site):
    with site.engine.begin() as connection:
        connection.execute(ADD_STUDENT, NAMESAKES)
    page = open_page("/imports")
    box = page.get_by_role("combobox", name="Find anything")
    look_for(page, "977553302")
    offer = page.get_by_role("listbox", name="What is found").get_by_role("option")
    expect(offer).to_have_count(1)
    expect(offer).to_contain_text("Zubaida Qureshi")
    expect(offer).to_contain_text("ZQ0002")
    page.keyboard.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", "found-0")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/admin/student/\d+/$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Zubaida")

    look_for(page, "zubaida")
    expect(offer).to_have_count(2)
    expect(page.get_by_role("group", name="Students")).to_be_visible()
    page.keyboard.press("Escape")
    expect(offer).to_have_count(0)
    expect(box).to_have_attribute("aria-expanded", "false")
    box.fill("nobody at all")
    expect(page.get_by_text("Nothing found.")).to_be_visible()

    box.fill("sch001")
    offer.first.click()
    page.wait_for_url(re.compile(r"/admin/school/\d+/$"))
    expect(page.get_by_role("heading", name="Students by grade")).to_be_visible()
    page.get_by_role("table").get_by_role("link", name=re.compile("OPEN-24-001")).click()
    page.wait_for_url(re.compile(r"/admin/batch/\d+/$"))
    expect(page.get_by_role("link", name="Zubaida Qureshi")).to_have_count(2)
    assert not violations(page)


def test_the_dashboard_follows_an_import(open_page: OpenPage, sheet: Sheet):
    page = open_page()
    begin(page, sheet(1_200))
    page.goto("/admin/")
    page.evaluate("window.stayed = true")
    expect(page.get_by_role("heading", name="Imports at work")).to_be_visible()
    bar = page.get_by_role("progressbar")
    seen = set()
    while bar.count():
        seen.add(bar.first.get_attribute("value"))
        page.wait_for_timeout(100)
    assert len(seen) >= 2
    expect(page.get_by_role("heading", name="Latest imports")).to_be_visible()
    expect(page.get_by_text(re.compile("1,200 rows are in"))).to_be_visible()
    assert page.evaluate("window.stayed") is True
    assert not violations(page)
