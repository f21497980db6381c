"""The page to try the API, in a browser: it loads under our policy, and the token works."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.api.conftest import Api
from tests.databases import TOKEN
from tests.staff import PASSWORD, StaffAccounts


@pytest.fixture
def page(browser: Browser, staff: StaffAccounts) -> Iterator[Page]:
    staff.add("viewer", "viewer")
    login = {"username": "viewer", "password": PASSWORD}
    context = browser.new_context(http_credentials=login)
    yield context.new_page()
    context.close()


def test_a_call_with_the_token_can_be_tried(page: Page, address: str, api: Api) -> None:
    id = api.post("/api/user", {"first_name": "Asha"}).json["id"]
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    asked: list[str] = []
    page.goto(f"{address}/docs/swagger")
    page.click("button.authorize")
    page.fill(".auth-container input", TOKEN)
    page.click(".auth-btn-wrapper button.authorize")
    page.click(".auth-btn-wrapper button.btn-done")
    page.click("#operations-tag-People")
    page.click("#operations-People-getUser")
    page.fill("#operations-People-getUser input[placeholder=id]", str(id))
    page.click("#operations-People-getUser button.execute")
    answer = page.wait_for_selector("#operations-People-getUser .live-responses-table")
    assert answer
    assert '"first_name": "Asha"' in answer.inner_text()
    assert complaints == []
    assert all(url.startswith((address, "data:")) for url in asked)
