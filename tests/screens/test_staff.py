"""An admin lets somebody in, who works, changes the password and leaves; and a token lives."""

import re

import pytest
from playwright.sync_api import Browser, Error, Page, expect

from tests.screens.conftest import OpenPage, Site

NEW = "four words nobody says"


def copied(page: Page) -> str:
    """The secret that the page shows this once, which its button copies."""
    secret = page.locator("#secret").input_value()
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    return secret


def as_staff(browser: Browser, site: Site, username: str, password: str) -> Page:
    """A window whose browser keeps the login by itself, as those of people do."""
    page = browser.new_context(base_url=site.url).new_page()
    address = site.url.replace("://", f"://{username}:{password}@")
    assert page.goto(f"{address}/login").status == 200
    return page


def test_somebody_is_let_in_changes_the_password_and_leaves(
    browser: Browser, open_page: OpenPage, site: Site
):
    page = open_page("/admin/staff/new/", role="admin")
    page.get_by_label("Name").fill("meena")
    page.get_by_label("Editor").check()
    page.get_by_role("button", name="Create account").click()
    password = copied(page)
    page.reload()
    expect(page.locator("#secret")).to_have_count(0)

    meena = as_staff(browser, site, "meena", password)
    meena.goto("/admin/")
    expect(meena.get_by_role("link", name="New import")).to_be_visible()
    expect(meena.locator("a[href='/admin/staff/']")).to_have_count(0)
    meena.get_by_role("link", name="meena").click()
    meena.get_by_label("Password you have now").fill(password)
    meena.get_by_label("New password", exact=True).fill(NEW)
    meena.get_by_label("New password again").fill(NEW)
    with meena.expect_response(re.compile("/admin/account/$")) as asked:
        meena.get_by_role("button", name="Change password").click()
    assert asked.value.status == 401, "the browser asks for the new one"
    meena.context.close()

    meena = as_staff(browser, site, "meena", NEW.replace(" ", "%20"))
    meena.goto("/admin/account/")
    with meena.expect_response(re.compile("/login$")) as left:
        meena.get_by_role("button", name="Log out").click()
    assert left.value.status == 401
    with pytest.raises(Error, match="AUTH"):  # without a window to ask in, Chromium gives up
        meena.goto("/admin/")
    meena.context.close()

    page.get_by_role("link", name="meena").click()
    page.get_by_role("link", name="Delete …").click()
    page.get_by_role("button", name="Delete the account").click()
    expect(page.get_by_text("The account meena is deleted.")).to_be_visible()


def test_a_token_is_made_used_rotated_and_revoked(open_page: OpenPage):
    page = open_page("/admin/tokens/new/", role="admin")
    page.get_by_label("Client").fill("Quiz portal")
    page.get_by_role("button", name="Make token").click()
    token = copied(page)

    def status(token: str) -> int:
        headers = {"Authorization": f"Bearer {token}"}
        return page.request.get("/api/school?limit=1", headers=headers).status

    assert status(token) == 200
    page.get_by_role("link", name="Quiz portal").click()
    page.get_by_role("button", name="Make the new token").click()
    newer = copied(page)
    assert (status(token), status(newer)) == (200, 200)
    page.get_by_role("link", name="Quiz portal").last.click()
    page.get_by_role("link", name="Revoke …").click()
    page.get_by_role("button", name="Revoke it").click()
    expect(page.get_by_text("is revoked.")).to_be_visible()
    assert (status(token), status(newer)) == (200, 401)
