"""What every screen must be: whole on a phone, readable, open to assistive technology."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import text
from sqlalchemy.orm import Session

from dbservice.admin.panels import PANELS
from tests.pages.routes import PERMISSIONS
from tests.screens import addresses
from tests.screens.addresses import NO_PAGES, Addresses
from tests.screens.conftest import OpenPage, Sheet, Site, new_window
from tests.screens.looks import DESK, GUIDELINES, PHONE, faults, overflow, violations
from tests.screens.test_imports import badge, begin, choose
from tests.staff import login

KEPT = text("SELECT input_schema FROM auth_group WHERE name = 'KeysTwice'")


@pytest.fixture(scope="session")
def screens(browser: Browser, site: Site, sheet: Sheet) -> Addresses:
    """The addresses of pages of every kind, with something on each, by endpoint."""
    page = new_window(browser, site, "editor")
    begin(page, sheet(12, bad=(3, 5)))
    badge(page, "Completed with errors")
    run = page.url
    page.goto("/imports/new")
    choose(page, sheet(12, bad=(3, 5)))
    page.get_by_role("button", name="Preview").click()
    badge(page, "Ready")
    preview = page.url
    page.context.close()
    with Session(site.engine) as session:
        of_site = addresses.of_admin_site(session, addresses.enrolled(session))
    return {**addresses.of_imports(run, preview), **of_site}


def test_there_is_a_screen_of_every_kind(screens: Addresses):
    read = {endpoint for endpoint, methods in PERMISSIONS.items() if "GET" in methods}
    assert set(screens) == read - NO_PAGES
    shown = {path.split("/")[2] for path in screens["rows.details"]}
    panels = [panel for group in PANELS.values() for panel in group]
    templates = {panel.template for panel in panels}
    assert {panel.template for panel in panels if panel.slug in shown} == templates


def test_every_screen_fits_and_keeps_nobody_out(open_page: OpenPage, screens: Addresses):
    page = open_page(role="admin")
    paths = [path for of_endpoint in screens.values() for path in of_endpoint]
    found = {path: faults_at(page, path) for path in [*paths, "/nowhere", "/admin/school/0/"]}
    found["forbidden"] = faults_at(open_page(role="viewer"), "/admin/staff/")
    assert not {path: told for path, told in found.items() if told}


def faults_at(page: Page, path: str) -> list[str]:
    page.goto(path)
    return faults(page)


def test_who_has_left_is_told_so(browser: Browser, site: Site):
    """Chromium shows what comes with a refusal only to people who then do not log in."""
    context = browser.new_context(base_url=site.url, extra_http_headers=login("editor"))
    page = context.new_page()
    page.goto("/admin/account/")
    page.route("**/logout", lambda route: route.fulfill(response=route.fetch(), status=200))
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("heading", name="You are logged out")).to_be_visible()
    page.wait_for_load_state()
    assert not faults(page)
    context.close()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_description_of_the_api_keeps_nobody_out(open_page: OpenPage, size: dict[str, int]):
    page = open_page("/docs/swagger", viewport=size)
    expect(page.locator("#operations-tag-People")).to_be_visible()
    assert not [*overflow(page), *violations(page, **GUIDELINES)]


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
        kept = connection.scalar(KEPT)
    assert kept == {"class": "", "board": ""}


def test_the_menu_of_a_phone_opens(open_page: OpenPage):
    page = open_page(viewport=PHONE)
    link = page.get_by_role("link", name="Students")
    expect(link).to_be_hidden()
    page.get_by_text("Menu").click()
    link.click()
    expect(page).to_have_url(re.compile("/admin/student/"))
