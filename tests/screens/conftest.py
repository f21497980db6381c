"""The service as people have it: a real web server, a real worker, a real browser."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import Engine

from dbservice.config import Settings
from dbservice.db import transaction
from dbservice.embedded import Valkey
from dbservice.embedded.ports import free_port
from tests.databases import TOKEN, Cluster, engine_on, schema_app
from tests.engine import world
from tests.engine.workers import ROOT, Crew, environment, wait_for
from tests.staff import PASSWORD, StaffAccounts

CHUNK_ROWS = 5  # so that progress can be seen to move
PATIENCE_MS = 20_000
START_SECONDS = 60


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


class serving:  # noqa: N801  # reads as the statement it is used in
    """A web server as in production, on a port of its own."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self._port = free_port()
        self._environment = environment(
            settings, PORT=str(self._port), HOST="127.0.0.1", WEB_CONCURRENCY="1"
        )
        self._log = folder / "web.log"

    def __enter__(self) -> str:
        command = [sys.executable, "-m", "gunicorn", "wsgi:app"]
        with self._log.open("wb") as output:
            self._process = subprocess.Popen(
                command, cwd=ROOT, env=self._environment, stdout=output, stderr=output
            )
        url = f"http://127.0.0.1:{self._port}"
        wait_for(lambda: self._answers(url), "the web server", START_SECONDS)
        return url

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(30)

    def _answers(self, url: str) -> bool:
        assert self._process.poll() is None, self._log.read_text()
        try:
            with urlopen(f"{url}/api/health", timeout=5) as answer:
                return answer.status == 200
        except (URLError, OSError):
            return False


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
