"""Importing in a browser, from the first click to the last row."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from dbservice.config import Settings
from tests.screens.conftest import OpenPage, Sheet, Site

FOCUSED = "document.activeElement.name || document.activeElement.innerText"
MODES = {"continue": "Go on", "stop": "Stop at the first", "all_or_nothing": "All rows or none"}


def choose(page: Page, content: bytes, name: str = "students.csv") -> None:
    file = {"name": name, "mimeType": "text/csv", "buffer": content}
    page.locator("#file").set_input_files(file)


def begin(page: Page, content: bytes, mode: str = "continue") -> None:
    """Fill the form in and start."""
    page.goto("/imports/new")
    choose(page, content)
    page.get_by_label(MODES[mode]).check()
    page.get_by_role("button", name="Start import").click()
    page.wait_for_url(re.compile(r"/imports/\d+$"))


def figure(page: Page, name: str) -> int:
    return int(page.locator(f'[data-figure="{name}"]').inner_text().replace(",", ""))


def badge(page: Page, text: str) -> None:
    expect(page.locator("h1 .badge")).to_have_text(text)


def test_a_sheet_goes_in_and_its_progress_moves_without_a_reload(
    open_page: OpenPage, sheet: Sheet, site: Site
):
    page = open_page("/imports")
    page.get_by_role("link", name="New import").click()
    choose(page, sheet(1_500))
    expect(page.get_by_text("students.csv \u00b7")).to_be_visible()
    page.get_by_role("button", name="Start import").click()
    page.wait_for_url(re.compile(r"/imports/\d+$"))
    page.evaluate("window.stayed = true")
    bar = page.get_by_role("progressbar")
    seen = set()
    while page.locator("h1 .badge").inner_text() in ("Waiting", "Running"):
        seen.add(int(bar.get_attribute("value")))
        page.wait_for_timeout(100)
    badge(page, "Completed")
    assert len([percent for percent in seen if 0 < percent < 100]) >= 1
    assert page.evaluate("window.stayed") is True
    assert figure(page, "processed_rows") == 1_500
    expect(page.get_by_text("All rows are in.")).to_be_visible()
    expect(page.locator("#spoken")).to_have_text("Completed")


def test_bad_rows_come_back_as_a_file_that_imports_once_corrected(
    open_page: OpenPage, sheet: Sheet
):
    page = open_page()
    begin(page, sheet(30, bad=(4, 9)))
    badge(page, "Completed with errors")
    row = page.get_by_role("row", name=re.compile("^4 "))
    for cell in ("school_code", "NOWHERE", "School NOWHERE not found"):
        expect(row).to_contain_text(cell)
    with page.expect_download() as download:
        page.get_by_role("link", name="failed-rows.csv").first.click()
    report = download.value.path().read_bytes()
    assert report.count(b"NOWHERE") >= 2
    begin(page, report.replace(b"NOWHERE", b"SCH001"))
    badge(page, "Completed")
    assert figure(page, "processed_rows") == 2


def test_a_running_import_is_stopped_and_resumed(open_page: OpenPage, sheet: Sheet):
    page = open_page()
    begin(page, sheet(2_000))
    badge(page, "Running")
    page.get_by_role("link", name="Stop").click()
    dialog = page.get_by_role("dialog", name=re.compile("Stop import"))
    expect(dialog).to_contain_text("Rows that are in stay in")
    dialog.get_by_role("button", name="Stop it").click()
    badge(page, "Stopped")
    expect(page.get_by_text(re.compile("is stopped. The rows that are in stay in"))).to_be_visible()
    before = figure(page, "processed_rows")
    assert before < 2_000
    page.get_by_role("button", name="Resume").click()
    badge(page, "Completed")
    assert figure(page, "processed_rows") == 2_000 - before
    expect(page.get_by_label("Imports that continue one another")).to_contain_text("stopped")


def test_a_preview_shows_what_would_happen_and_starts_it(open_page: OpenPage, sheet: Sheet):
    page = open_page("/imports/new")
    choose(page, sheet(60, bad=(5,)))
    page.get_by_role("button", name="Preview").click()
    badge(page, "Ready")
    assert figure(page, "created") == 59
    assert figure(page, "failed") == 1
    first = page.get_by_role("row", name=re.compile("^2 New"))
    first.get_by_text("New user").click()
    expect(first).to_contain_text("first name")
    page.get_by_role("button", name="Start import").click()
    page.wait_for_url(re.compile(r"/imports/\d+$"))
    badge(page, "Completed with errors")
    assert figure(page, "processed_rows") == 59


def test_a_sheet_that_came_before_is_asked_about(open_page: OpenPage, sheet: Sheet):
    page = open_page()
    content = sheet(3)
    begin(page, content)
    badge(page, "Completed")
    page.goto("/imports/new")
    choose(page, content)
    page.get_by_role("button", name="Start import").click()
    expect(page.get_by_text("This very sheet has been imported before.")).to_be_visible()
    page.get_by_label("Import it once more").check()
    page.get_by_role("button", name="Start import").click()
    badge(page, "Failed")


def test_a_refusal_stands_beside_its_field_and_the_inputs_stay(open_page: OpenPage):
    page = open_page("/imports/new")
    page.get_by_label("Address of a Google Sheet").fill("https://example.org/sheet")
    page.get_by_label("First row to import").fill("7")
    page.get_by_label("Stop at the first").check()
    page.get_by_role("button", name="Start import").click()
    field = page.get_by_label("Address of a Google Sheet")
    expect(field).to_have_value("https://example.org/sheet")
    expect(field).to_have_accessible_description(re.compile("is not the address of a Google sheet"))
    expect(page.get_by_label("First row to import")).to_have_value("7")
    expect(page.get_by_label("Stop at the first")).to_be_checked()


def test_a_dropped_file_is_taken(open_page: OpenPage, sheet: Sheet):
    page = open_page("/imports/new")
    page.evaluate(
        """text => {
            const transfer = new DataTransfer();
            transfer.items.add(new File([text], "dropped.csv", {type: "text/csv"}));
            const input = document.getElementById("file");
            input.files = transfer.files;
            input.dispatchEvent(new Event("change", {bubbles: true}));
        }""",
        sheet(2).decode(),
    )
    expect(page.get_by_text("dropped.csv \u00b7")).to_be_visible()
    page.get_by_role("button", name="Start import").click()
    badge(page, "Completed")


def test_a_file_that_is_too_large_is_told_before_it_is_sent(open_page: OpenPage, tmp_path: Path):
    huge = tmp_path / "huge.csv"
    with huge.open("wb") as file:
        file.truncate((Settings.max_upload_mb + 1) * 1024 * 1024)
    page = open_page("/imports/new")
    field = page.locator("#file")
    field.set_input_files(huge)
    assert field.evaluate("field => field.validationMessage").endswith("split it.")


def test_the_list_tells_when_an_import_is_through(open_page: OpenPage, sheet: Sheet):
    page = open_page()
    begin(page, sheet(600))
    id = page.url.rsplit("/", 1)[1]
    page.goto("/imports")
    page.evaluate("window.stayed = true")
    row = page.locator(f'[data-import="{id}"]')
    expect(row).to_contain_text(re.compile("Waiting|Running"))
    expect(row).to_contain_text("600 of 600 in")
    told = page.locator("#messages")
    expect(told).to_contain_text(f"Import {id} is through: 600 rows are in.")
    assert page.evaluate("window.stayed") is True


def test_everything_works_without_scripts(open_page: OpenPage, sheet: Sheet):
    page = open_page("/imports/new", java_script_enabled=False)
    choose(page, sheet(20))
    page.get_by_role("button", name="Start import").click()
    expect(page.get_by_text("All rows are in.")).to_be_visible()
    page.get_by_role("link", name="Undo").click()
    page.get_by_role("button", name="Undo it").click()
    expect(page.get_by_text("Nothing of this import is left")).to_be_visible()


def test_the_keyboard_is_enough(open_page: OpenPage, sheet: Sheet):
    page = open_page("/imports/new")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    reached = []
    for _ in range(12):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate("document.activeElement.name || document.activeElement.innerText")
        )
    for field in ("type", "file", "sheet_url", "start_row", "on_error", "Preview", "Start import"):
        assert field in [name.strip() for name in reached]
    choose(page, sheet(2_000))
    page.get_by_role("button", name="Start import").press("Enter")
    badge(page, "Running")
    stop = page.get_by_role("link", name="Stop")
    stop.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    expect(page.get_by_role("button", name="Cancel")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(stop).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    badge(page, "Stopped")
