"""The whole service: its servers, its database up to date, its programs."""

import contextlib
import http.client
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from dbservice.config import DEVELOPMENT_TOKEN, Settings, SettingsError
from dbservice.development.console import say
from dbservice.development.environment import ROOT, missing_servers
from dbservice.development.preparation import is_prepared, prepare
from dbservice.development.programs import Program, read_procfile
from dbservice.development.supervision import Part, keep_alive
from dbservice.embedded.ports import is_answering, is_free

WELCOME = """
The service runs; press Ctrl-C to stop it.

  Pages     {address}/imports   {address}/admin/   login: {login}
  API       {address}/api   token: {token}
  API docs  {address}/docs/swagger
"""


class StartFailed(Exception):
    """The service cannot start, for a reason that the person can change."""

    def __init__(self, message: str, exit_code: int) -> None:
        """Say why, and what the command ends with."""
        super().__init__(message)
        self.exit_code = exit_code


def run(data: Path) -> None:
    """Start the service with its data in the folder and keep it alive until interrupted.

    Raises StartFailed or EmbeddedError when it does not come up.
    """
    settings = checked_settings()
    refuse_taken_port(settings.port)
    with stopped_in_the_end() as parts:
        for variable, server in missing_servers(data):
            parts.append(server)
            os.environ[variable] = server.start().url
        bring_up_to_date(Settings.from_environment().sqlalchemy_url)
        programs = read_procfile(ROOT)
        web = Program("web", programs["web"], ROOT)
        for program in (web, Program("worker", programs["worker"], ROOT)):
            parts.append(program)
            program.start()
        wait_until_serving(web, settings.port)
        say(welcome(settings))
        keep_alive(parts)


def checked_settings() -> Settings:
    """The settings; servers that are still to be started count as named."""
    to_come = {"DATABASE_URL": "embedded", "REDIS_URL": "embedded"}
    given = {name: value for name, value in os.environ.items() if value}
    try:
        return Settings.from_environment(to_come | given)
    except SettingsError as error:
        raise StartFailed(str(error), os.EX_CONFIG) from None


def refuse_taken_port(port: int) -> None:
    if is_answering(port) or not is_free(port, os.environ["HOST"]):
        raise StartFailed(
            f"Port {port} is taken, perhaps by another run of this service."
            " End that, or choose another port: make run PORT=4001",
            os.EX_TEMPFAIL,
        )


@contextlib.contextmanager
def stopped_in_the_end() -> Iterator[list[Part]]:
    """A list of parts, all of which are stopped at the end, the latest first."""
    parts: list[Part] = []
    try:
        yield parts
    finally:
        for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(ending, signal.SIG_IGN)
        say("\nStopping ...")
        for part in reversed(parts):
            part.stop()


def bring_up_to_date(database_url: str) -> None:
    if is_prepared(database_url.replace("+psycopg2", "", 1), ROOT):
        return
    say("Preparing the database ...")
    try:
        prepare(ROOT)
    except subprocess.CalledProcessError as error:
        raise StartFailed("The database could not be prepared: see above.", 1) from error


def wait_until_serving(web: Program, port: int) -> None:
    """Wait for the first answer of the web program; raises StartFailed when it ends instead."""
    while not is_serving(port):
        if not web.is_alive():
            raise StartFailed("The web process does not start: see above.", 1)
        time.sleep(0.05)


def is_serving(port: int) -> bool:
    host = os.environ["HOST"]
    address = "127.0.0.1" if host == "0.0.0.0" else host  # noqa: S104  # a comparison only
    connection = http.client.HTTPConnection(address, port, timeout=5)
    try:
        connection.request("GET", "/api/health")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def welcome(settings: Settings) -> str:
    """Where everything is; the demo's secrets are none, others are not printed."""
    demo_login = (settings.dashboard_user, settings.dashboard_pass) == ("admin", "admin")
    demo_token = settings.bearer_token == DEVELOPMENT_TOKEN
    return WELCOME.format(
        address=f"http://localhost:{settings.port}",
        login="admin / admin" if demo_login else "yours",
        token=DEVELOPMENT_TOKEN if demo_token else "yours",
    )
