"""The web process as it runs in production."""

import subprocess
import sys
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import psutil

from dbservice.config import Settings
from dbservice.embedded.ports import free_port
from tests.engine.workers import ROOT, environment, wait_for

START_SECONDS = 60


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

    def answering_process(self) -> psutil.Process:
        """The process that answers."""
        [process] = psutil.Process(self._process.pid).children()
        return process

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
