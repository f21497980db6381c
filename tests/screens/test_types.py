"""Choosing what a sheet holds."""

import re

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import text

from dbservice.imports.registry import TYPES, by_section
from tests.engine import world
from tests.rows import add_row
from tests.screens.conftest import OpenPage, Site
from tests.screens.test_imports import badge, choose, figure

CHOICE = "What does the sheet hold?"


def panel(page: Page, type: str) -> None:
    """The description, template and columns are those of the type."""
    kind = TYPES[type]
    beside = page.locator("#type-panel")
    expect(beside.get_by_role("heading", level=2, name=kind.label)).to_be_visible()
    expect(beside).to_contain_text(kind.summary)
    link = beside.get_by_role("link", name="Template")
    expect(link).to_have_attribute("href", f"/templates/{type}/download")


def test_each_type_shows_its_columns_and_where_it_goes(open_page: OpenPage):
    page = open_page("/imports/new", role="admin")
    for kind in TYPES.values():
        page.get_by_label(CHOICE).select_option(kind.name)
        panel(page, kind.name)
        address = page.locator("form.form").evaluate("form => new URL(form.action).pathname")
        assert address == kind.address


def test_the_types_stand_in_sections(open_page: OpenPage):
    page = open_page("/imports/new", role="admin")
    sections = page.get_by_label(CHOICE).locator("optgroup")
    offered = {
        one.get_attribute("label"): one.locator("option").all_inner_texts()
        for one in sections.all()
    }
    assert offered == {
        section.value: [kind.label for kind in kinds] for section, kinds in by_section().items()
    }


def test_a_protected_type_is_started_at_its_address(open_page: OpenPage, site: Site):
    with site.engine.begin() as connection:
        add_row(connection, "school", code="SCREEN1")
    page = open_page("/imports/new", role="admin")
    page.get_by_label(CHOICE).select_option("school_deletion")
    choose(page, world.sheet([{"school_code": "SCREEN1"}], "school_deletion"))
    with page.expect_request(lambda request: request.method == "POST") as sent:
        page.get_by_role("button", name="Start import").click()
    assert sent.value.url == f"{site.url}/imports/school_deletion"
    page.wait_for_url(re.compile(r"/imports/\d+$"))
    badge(page, "Completed")
    assert figure(page, "processed_rows") == 1
    with site.engine.connect() as connection:
        assert not connection.scalar(text("SELECT count(*) FROM school WHERE code = 'SCREEN1'"))


def test_a_preview_of_a_protected_type_goes_on_to_its_address(open_page: OpenPage, site: Site):
    page = open_page("/imports/new", role="admin")
    page.get_by_label(CHOICE).select_option("school_deletion")
    choose(page, world.sheet([{"school_code": "SCREEN2"}], "school_deletion"))
    page.get_by_role("button", name="Preview").click()
    page.wait_for_url(re.compile(r"/imports/preview/\d+$"))
    badge(page, "Ready")
    with page.expect_request(lambda request: request.method == "POST") as sent:
        page.get_by_role("button", name="Start import").first.click()
    assert sent.value.url == f"{site.url}/imports/school_deletion"


def test_editors_see_why_they_may_not_choose_a_type(open_page: OpenPage):
    page = open_page("/imports/new")
    for kind in TYPES.values():
        option = page.locator(f'option[value="{kind.name}"]')
        reason = " (administrators only)" if kind.protected else ""
        expect(option).to_have_text(f"{kind.label}{reason}")
        assert option.is_disabled() == kind.protected


def test_coming_back_shows_what_was_chosen(open_page: OpenPage):
    page = open_page("/imports/new", role="admin")
    page.get_by_label(CHOICE).select_option("school_deletion")
    panel(page, "school_deletion")
    page.goto("/imports")
    page.go_back()
    chosen = page.get_by_label(CHOICE).input_value()
    panel(page, chosen)
    address = page.locator("form.form").evaluate("form => new URL(form.action).pathname")
    assert address == TYPES[chosen].address


@pytest.mark.parametrize("type", ["student", "school_addition", "batch_id_correction"])
def test_a_narrow_window_holds_the_form(open_page: OpenPage, type: str):
    page = open_page(
        f"/imports/new?type={type}", role="admin", viewport={"width": 360, "height": 740}
    )
    panel(page, type)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
