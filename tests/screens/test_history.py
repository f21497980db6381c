"""An afternoon of staff: a batch that was deleted comes back."""

import re

from playwright.sync_api import expect
from sqlalchemy import text

from tests.screens.conftest import OpenPage, Site
from tests.screens.looks import DESK, violations


def test_a_batch_that_was_deleted_comes_back(open_page: OpenPage, site: Site) -> None:
    page = open_page("/admin/batch/new/", role="admin", viewport=DESK)
    page.get_by_label("Batch ID").fill("HIS-2")
    page.get_by_label("Name").fill("Medical B")
    page.get_by_role("button", name="Create batch").click()
    page.get_by_role("link", name="Delete").click()
    page.get_by_role("button", name="Delete this batch").click()
    page.locator("#messages").get_by_role("link", name="the trash").click()
    expect(page.get_by_text("Deleted: 1 batch, 1 group.")).to_be_visible()
    assert not violations(page)
    page.get_by_role("link", name="Restore").click()
    dialog = page.get_by_role("dialog", name="Restore HIS-2")
    expect(dialog).to_contain_text("1 batch, 1 group")
    dialog.get_by_role("button", name="Restore it").click()
    told = "HIS-2 \u2013 Medical B is back: 1 batch, 1 group."
    expect(page.locator("#messages")).to_contain_text(told)
    groups = text(
        'SELECT count(*) FROM batch AS b JOIN "group" AS g ON g.child_id = b.id'
        " WHERE b.batch_id = 'HIS-2' AND g.type = 'batch'"
    )
    with site.engine.connect() as connection:
        assert connection.scalar(groups) == 1
    page.goto("/admin/trash/")
    row = page.get_by_role("row").filter(has_text="HIS-2")
    expect(row).to_contain_text("Restored")
    assert not violations(page)
    page.get_by_role("link", name=re.compile("^History$")).click()
    expect(page.get_by_text("With that: 1 group").first).to_be_visible()
