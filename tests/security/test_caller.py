"""Who makes a request is known while it lasts, and not a moment longer."""

import pytest
from flask.testing import FlaskClient

from dbservice.db import NOBODY, origin
from tests.staff import StaffAccounts, login


@pytest.mark.parametrize("path", ["/imports", "/imports/new", "/admin/", "/docs/openapi.json"])
def test_a_thread_forgets_who_looked_at_a_page(
    client: FlaskClient, staff: StaffAccounts, path: str
) -> None:
    """Some pages ask twice who it is: for the whole section, and for more rights."""
    staff.add("asha", "editor")
    assert client.get(path, headers=login("asha")).status_code == 200
    assert origin.get() is NOBODY
