"""What every screen must be: whole on a phone, readable, open to assistive technology."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import text

from tests.screens.conftest import OpenPage, Sheet, Site, new_window
from tests.screens.test_imports import badge, begin, choose

KEPT = text("SELECT input_schema FROM auth_group WHERE name = 'KeysTwice'")
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}


@pytest.fixture(scope="session")
def screens(browser: Browser, site: Site, sheet: Sheet) -> list[str]:
    """The paths of all screens, with something on each."""
    page = new_window(browser, site, "editor")
    begin(page, sheet(12, bad=(3, 5)))
    badge(page, "Completed with errors")
    details = page.url
    page.goto("/imports/new")
    choose(page, sheet(12, bad=(3, 5)))
    page.get_by_role("button", name="Preview").click()
    badge(page, "Ready")
    preview = page.url
    page.context.close()
    lists = [f"/admin/{name}/" for name in ("student", "school", "batch", "subject", "grade")]
    rows = ["/admin/school/1/", "/admin/school/1/edit/", "/admin/batch/1/edit/", "/admin/tag/new/"]
    searches = ["/admin/student/?category=ST&in_school=1", "/admin/school/1/delete/"]
    trails = ["/admin/history/", "/admin/history/school/1/", "/admin/trash/"]
    imports = ["/imports", "/imports/new", details, f"{details}?confirm=undo", preview]
    overviews = ["/admin/", "/admin/batch/1/", "/admin/heads/school/", "/admin/quality/"]
    found = ["/admin/search/?q=asha"]
    return [*imports, *overviews, *found, *lists, *rows, *searches, *trails, "/nowhere"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_assistive_technology_finds_its_way(open_page: OpenPage, screens: list[str], scheme: str):
    page = open_page(viewport=DESK, color_scheme=scheme)
    found = {path: violations(page, path) for path in screens}
    assert not {path: told for path, told in found.items() if told}


def violations(page: Page, path: str) -> list[str]:
    page.goto(path)
    results = Axe().run(page).response["violations"]
    return [f"{one['id']}: {node['html'][:120]}" for one in results for node in one["nodes"]]


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_nothing_is_wider_than_the_screen(
    open_page: OpenPage, screens: list[str], size: dict[str, int]
):
    page = open_page(viewport=size)
    for path in screens:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], path


def test_a_document_with_a_key_twice_is_not_sent(open_page: OpenPage, site: Site):
    page = open_page("/admin/auth-group/new/", "admin", viewport=PHONE)
    page.get_by_label(re.compile("^Name")).fill("KeysTwice")
    table = page.locator(".pairs").first
    table.get_by_label("Key").nth(0).fill("class")
    table.get_by_label("Key").nth(1).fill("class")
    create = page.get_by_role("button", name="Create auth group")
    create.click()
    expect(table.locator("input:invalid")).to_have_count(1)
    table.get_by_label("Key").nth(1).fill("board")
    create.click()
    expect(page.locator("#messages")).to_contain_text("is created")
    with site.engine.connect() as connection:
        kept = connection.scalar(
            text("SELECT input_schema FROM auth_group WHERE name = 'KeysTwice'")
        )
    assert kept == {"class": "", "board": ""}


def test_the_menu_of_a_phone_opens(open_page: OpenPage):
    page = open_page(viewport=PHONE)
    link = page.get_by_role("link", name="Students")
    expect(link).to_be_hidden()
    page.get_by_text("Menu").click()
    link.click()
    expect(page).to_have_url(re.compile("/admin/student/"))


def test_a_large_touch_is_enough_for_every_button(open_page: OpenPage, screens: list[str]):
    page = open_page(viewport=PHONE)
    for path in screens:
        page.goto(path)
        for button in page.locator(".btn:visible").all():
            assert button.bounding_box()["height"] >= 33, (path, button.inner_text())
