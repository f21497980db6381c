"""Pictures of the main screens, for the guides: ``python -m tests.screenshots ADDRESS FOLDER``.

ADDRESS is where ``make run`` serves its demo data, with its login and its token. For the pictures
an import is made, which changes the first names of some students, an account, a token, and a
deletion.
"""

import argparse
import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser import launched

WIDTHS = {"": 1280, "-phone": 390}
STUDENTS = "/admin/student/?q=Kumar"
TOKEN = {"Authorization": "Bearer dev-token"}
MISSING = 3  # the place of a row that cannot go in
WAIT = 60_000  # milliseconds


def main() -> None:
    """Take every picture at both widths."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address", help="where make run serves")
    parser.add_argument("folder", type=Path, help="where the pictures go")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = launched(playwright)
        assert browser, "python -m tests.browser installs one"
        page = opened(browser, options.address, 1280)
        preview, run = brought_in(page)
        kept(page)
        for suffix, width in WIDTHS.items():
            page = opened(browser, options.address, width)
            for name, show in screens(preview, run).items():
                show(page)
                page.evaluate("document.fonts.ready")
                page.screenshot(path=options.folder / f"{name}{suffix}.png")
        browser.close()


def opened(browser: Browser, address: str, width: int) -> Page:
    """A page of that width, logged in as the admin of the demo."""
    page = browser.new_page(
        base_url=address,
        viewport={"width": width, "height": 860},
        http_credentials={"username": "admin", "password": "admin"},
    )
    page.set_default_timeout(WAIT)
    return page


def screens(preview: str, run: str) -> dict[str, Callable[[Page], object]]:
    """How to get to each screen, by the name of its picture."""
    return {
        "dashboard": lambda page: page.goto("/admin/"),
        "students": lambda page: page.goto(STUDENTS),
        "student": student,
        "movement": movement,
        "school": lambda page: place(page, "Jawahar"),
        "batch": lambda page: place(page, "EN-"),
        "preview": lambda page: page.goto(preview),
        "import": lambda page: page.goto(run),
        "history": lambda page: page.goto("/admin/history/"),
        "trash": lambda page: page.goto("/admin/trash/"),
        "staff": lambda page: page.goto("/admin/staff/"),
        "tokens": lambda page: page.goto("/admin/tokens/"),
    }


def student(page: Page) -> None:
    """The page of a student."""
    page.goto(STUDENTS)
    page.locator("table.entities tbody tr").first.get_by_role("link").first.click()
    page.wait_for_load_state()


def place(page: Page, name: str) -> None:
    """A school or batch that the student is in."""
    student(page)
    page.get_by_role("region", name="Now", exact=True).get_by_role("link", name=name).first.click()
    page.wait_for_load_state()


def movement(page: Page) -> None:
    """What moving a student to another batch would change."""
    student(page)
    page.get_by_role("link", name="Move to a batch").click()
    page.get_by_role("combobox", name="Batch").fill("EN-")
    page.get_by_role("option", name=re.compile("^EN-")).first.click()
    page.get_by_role("button", name="See what will change").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("what will change", timeout=WAIT)


def brought_in(page: Page) -> tuple[str, str]:
    """A preview and an import of a sheet with good and bad rows; where they are."""
    page.goto("/imports/new?type=student_update")
    file = {"name": "names.csv", "mimeType": "text/csv", "buffer": sheet(page)}
    page.locator("#file").set_input_files(file)
    insist(page, "Preview")
    page.wait_for_url(re.compile(r"/imports/preview/\d+$"))
    preview = page.url
    insist(page, "Start import")
    expect(page.locator("h1 .badge")).to_contain_text("Completed", timeout=WAIT)
    return preview, page.url


def insist(page: Page, button: str) -> None:
    """Press a button, and again if the sheet is known from pictures taken before."""
    page.get_by_role("button", name=button).click(timeout=WAIT)
    page.wait_for_load_state()
    again = page.get_by_label("Import it once more")
    if again.is_visible():
        again.check()
        page.get_by_role("button", name=button).click()


def kept(page: Page) -> None:
    """An account, a token, and something in the trash, each but once."""
    batch = {"batch_id": "EN-11-Trial-26-001", "name": "Trial"}
    made = page.request.post("/api/batch", headers=TOKEN, data=batch).json()
    page.request.delete(f"/api/batch/{made['id']}", headers=TOKEN)
    page.goto("/admin/staff/")
    if not page.get_by_role("link", name="meena").count():
        page.get_by_role("link", name="New account").click()
        page.get_by_label("Name").fill("meena")
        page.get_by_label("Editor").check()
        page.get_by_role("button", name="Create account").click()
        page.wait_for_load_state()
    page.goto("/admin/tokens/")
    if not page.get_by_role("link", name="Quiz portal").count():
        page.get_by_role("link", name="New token").click()
        page.get_by_label("Client").fill("Quiz portal")
        page.get_by_role("button", name="Make token").click()
        page.wait_for_load_state()


def sheet(page: Page) -> bytes:
    """New first names for some students, among them one who is not there."""
    students = page.request.get("/api/student?limit=10", headers=TOKEN).json()
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["student_id", "user_first_name", "student_category", "grade"])
    for place, one in enumerate(students):
        name = one["user"]["first_name"] if place % 2 else "Usha"
        number = "2026-0000" if place == MISSING else one["student_id"]
        writer.writerow([number, name, one["category"], "77" if place == MISSING + 2 else ""])
    return text.getvalue().encode()


if __name__ == "__main__":
    main()
