"""The service as people have it: a real web server, a real worker, a real browser."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import Engine

from dbservice.config import Settings
from dbservice.db import transaction
from dbservice.embedded import Valkey
from tests.databases import TOKEN, Cluster, engine_on, schema_app
from tests.engine import world
from tests.engine.workers import Crew
from tests.staff import PASSWORD, StaffAccounts
from tests.web_server import serving

CHUNK_ROWS = 5  # so that progress can be seen to move
PATIENCE_MS = 60_000


@dataclass(frozen=True)
class Site:
    """Where the service is, and the database under it."""

    url: str
    engine: Engine


@pytest.fixture(scope="session")
def site(
    cluster: Cluster, migrated_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """One service for all screens, with an organisation to import into and staff who log in."""
    folder = tmp_path_factory.mktemp("site")
    with cluster.database(migrated_template) as database, Valkey(folder / "valkey") as valkey:
        settings = Settings(
            environment="test",
            database_url=database,
            redis_url=valkey.url,
            secret_key="secret-of-the-screens",
            bearer_token=TOKEN,
            import_chunk_rows=CHUNK_ROWS,
        )
        engine = engine_on(database)
        prepare(settings, engine)
        with serving(settings, folder) as url, Crew(settings, folder / "worker.log") as crew:
            crew.start()
            yield Site(url, engine)
        engine.dispose()


def prepare(settings: Settings, engine: Engine) -> None:
    with schema_app(settings.database_url), transaction() as session:
        world.settle(session)
    accounts = StaffAccounts(engine)
    for role in ("viewer", "editor", "admin"):
        accounts.headers(role)


expect.set_options(timeout=PATIENCE_MS)
OpenPage = Callable[..., Page]


def new_window(browser: Browser, site: Site, role: str, **options: object) -> Page:
    """A browser window of its own, logged in."""
    credentials = {"username": role, "password": PASSWORD}
    context = browser.new_context(base_url=site.url, http_credentials=credentials, **options)
    context.set_default_timeout(PATIENCE_MS)
    return context.new_page()


@pytest.fixture
def open_page(browser: Browser, site: Site) -> Iterator[OpenPage]:
    """Opens a browser window for staff with a role; a complaint of the page fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(path: str = "/imports", role: str = "editor", **options: object) -> Page:
        page = new_window(browser, site, role, **options)
        contexts.append(page.context)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: note(message.type, message.text))
        page.goto(path)
        return page

    def note(kind: str, text: str) -> None:
        if kind == "error" and "status of 4" not in text:
            complaints.append(text)

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints


Sheet = Callable[..., bytes]
numbers = count(1)


@pytest.fixture(scope="session")
def sheet() -> Sheet:
    """Makes sheets of students that no other has; rows in `bad` have an unknown school."""

    def sheet(rows: int, *, bad: tuple[int, ...] = ()) -> bytes:
        first = next(numbers) * 100_000
        return world.sheet(
            world.student(first + row, **({"school_code": "NOWHERE"} if row in bad else {}))
            for row in range(2, rows + 2)
        )

    return sheet
