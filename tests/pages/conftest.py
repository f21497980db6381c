"""The pages as staff sees them, without a browser."""

import io
import re
from collections.abc import Callable
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event, text
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from dbservice.config import Settings
from dbservice.db import db, transaction
from dbservice.imports import preview, reports, runner, undo
from dbservice.imports.lease import Ending
from dbservice.security import tokens
from dbservice.security.staff import ROLES
from dbservice.services.kept_reports import Report
from tests.engine import world
from tests.pages.routes import ANYBODY
from tests.rows import add_full_row, add_row
from tests.staff import StaffAccounts


@pytest.fixture(autouse=True)
def _push_request_context() -> None:
    """In place of the fixture that lets all requests of a test share one context and session."""


class Staff:
    """A member of staff at the pages; sends forms with the token that the pages gave."""

    def __init__(self, client: FlaskClient, login: dict[str, str]) -> None:
        self.client = client
        self.headers = login

    def get(self, path: str) -> TestResponse:
        return self.client.get(path, headers=self.headers)

    def post(self, path: str, **fields: object) -> TestResponse:
        data = {"csrf_token": self.token(), **fields}
        return self.client.post(path, headers=self.headers, data=data)

    def token(self) -> str:
        page = self.get("/admin/account/").text
        return re.search(r'name="csrf_token" value="([^"]+)"', page)[1]

    def bring(self, content: bytes, path: str = "/imports", **fields: object) -> TestResponse:
        """Submit the form with this file; other fields as they are at first."""
        name = fields.pop("name", "students.csv")
        form = {"type": "student", "start_row": "2", "on_error": "continue", **fields}
        return self.post(path, file=(io.BytesIO(content), name), **form)

    def begin(self, content: bytes, **fields: object) -> int:
        """Start an import of this sheet; returns its id."""
        return id_in(self.bring(content, **fields))


def id_in(response: TestResponse) -> int:
    """The id at the end of the address that a response leads to."""
    assert response.status_code == 303, text_of(response)
    return int(response.location.rstrip("/").rsplit("/", 1)[1])


def text_of(response: TestResponse) -> str:
    """What there is to read on a page."""
    page = re.sub(r"<(head|script|style)\b.*?</\1>", " ", response.text, flags=re.DOTALL)
    page = page.replace("<wbr>", "")
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


def bars_under(page: str, heading: str) -> list[tuple[str, str]]:
    """The names and numbers of the chart under a heading."""
    part = page[page.index(f">{heading}<") :]
    table = part[: part.index("</table>")]
    found = re.findall(
        r'<th scope="row">(.*?)</th>.*?<td class="bars-number">(.*?)</td>', table, re.DOTALL
    )
    strip = re.compile(r"<small.*?</small>|<[^>]+>", re.DOTALL)
    return [(strip.sub("", name).strip(), strip.sub("", number).strip()) for name, number in found]


@pytest.fixture
def log_in(client: FlaskClient, staff: StaffAccounts) -> Callable[[str], Staff]:
    """Logs in as the account of a role."""
    return lambda role: Staff(client, staff.headers(role))


@pytest.fixture
def editor(log_in: Callable[[str], Staff]) -> Staff:
    """Someone who may import."""
    return log_in("editor")


@pytest.fixture
def admin(log_in: Callable[[str], Staff]) -> Staff:
    """Someone who may do everything."""
    return log_in("admin")


@pytest.fixture
def organisation(app: Flask) -> None:
    """Schools, batches, grades and auth groups to import into."""
    with app.app_context(), transaction() as session:
        world.settle(session)


Work = Callable[[int], None]


@pytest.fixture
def work(app: Flask, settings: Settings, organisation: None) -> Work:
    """Does what a worker does with an import."""

    def work(import_id: int) -> None:
        with app.app_context():
            while runner.run(import_id, settings, lambda: False) is Ending.UNFINISHED:
                pass

    return work


@pytest.fixture
def rehearse(app: Flask, settings: Settings, organisation: None) -> Work:
    """Does what a worker does with a preview."""

    def rehearse(preview_id: int) -> None:
        with app.app_context():
            preview.run(preview_id, settings, lambda: False)

    return rehearse


@pytest.fixture
def take_back(app: Flask) -> Work:
    """Does what a worker does with the wish to undo an import."""

    def take_back(import_id: int) -> None:
        with app.app_context():
            undo.run(import_id)

    return take_back


def take(app: Flask, report: Report) -> bool:
    """Do what a worker does with a report; whether it was due."""
    with app.app_context():
        return reports.take(report)


@pytest.fixture
def statements(app: Flask) -> Callable[[], list[str]]:
    """Begins to listen; returns the list that fills with the statements the application sends."""

    def listen() -> list[str]:
        sent: list[str] = []
        with app.app_context():
            event.listen(db.engine, "before_cursor_execute", lambda *told: sent.append(told[2]))
        return sent

    return listen


Logins = dict[str, dict[str, str]]


@pytest.fixture
def logins(app: Flask, engine: Engine, staff: StaffAccounts) -> Logins:
    """The headers of everybody, who have logged in lately; and a row of what addresses name."""
    with engine.begin() as connection:
        add_row(connection, "tag")
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM tag"))
    staff.add("somebody", "editor")
    found = {ANYBODY: {}, **{role: staff.headers(role) for role in ROLES}}
    with engine.begin() as connection:
        add_full_row(connection, "school")
    with Session(engine) as session:
        tokens.create(session, "quiz", ["read"])
        session.commit()
    for role in ROLES:
        app.test_client().get("/login", headers=found[role])
    editor = Staff(app.test_client(), found["editor"])
    editor.begin(world.sheet([world.student(1)]))
    editor.bring(world.sheet([world.student(1)]), path="/imports/preview")
    return found


@pytest.fixture
def bare(app: Flask, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """A client without cookies, whose forms need no token."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    return app.test_client(use_cookies=False)
