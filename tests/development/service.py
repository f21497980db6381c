"""The development service as a person starts it, and what can be seen of it from outside."""

import contextlib
import http.client
import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil

from dbservice.development.environment import ROOT
from dbservice.embedded.ports import free_port
from tests.processes import are_gone, eventually

START_WITHIN = 90.0  # seconds, on a busy machine, with migrations and demo data
RECOVERY_WITHIN = 60.0


class Service:
    """A run of ``python -m dbservice.development`` on a data folder of its own."""

    def __init__(self, folder: Path, **variables: str) -> None:
        self.port = free_port()
        self.console_file = folder / "console"
        # Empty rather than unset: a developer's .env fills in what is unset.
        chosen = {"DATABASE_URL": "", "REDIS_URL": "", "HOST": "", "PORT": str(self.port)}
        with self.console_file.open("wb") as console:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "dbservice.development", "--data", str(folder / "data")],
                cwd=ROOT,
                env=os.environ | chosen | variables,
                stdin=subprocess.DEVNULL,
                stdout=console,
                stderr=subprocess.STDOUT,
            )

    @property
    def console(self) -> str:
        return self.console_file.read_text()

    def wait_until_started(self) -> None:
        started = eventually(
            lambda: "The service runs" in self.console or self.process.poll() is not None,
            START_WITHIN,
        )
        assert started, self.console
        assert self.process.poll() is None, self.console

    def is_ready(self) -> bool:
        return self.get("/api/health/ready") is not None

    def get(self, path: str) -> Any:
        """The JSON that the demo token gets to see, None when there is none to be had."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", headers={"Authorization": "Bearer dev-token"}
        )
        try:
            with urllib.request.urlopen(request, timeout=10) as response:
                return json.load(response)
        except (OSError, http.client.HTTPException):
            return None

    def process_of(self, word: str) -> int | None:
        """The child whose command line has the word."""
        for child in psutil.Process(self.process.pid).children():
            with contextlib.suppress(psutil.NoSuchProcess):
                if any(word in part for part in child.cmdline()):
                    return child.pid
        return None

    def all_processes(self) -> list[int]:
        supervisor = psutil.Process(self.process.pid)
        return [supervisor.pid, *(child.pid for child in supervisor.children(recursive=True))]

    def end_by(self, ending: signal.Signals) -> None:
        """Send the signal, and see that nothing is left of the service."""
        processes = self.all_processes()
        self.process.send_signal(ending)
        self.process.wait(20)
        assert len(processes) >= 6  # the supervisor, two servers, web with its workers, the worker
        assert eventually(lambda: are_gone(processes))


@contextlib.contextmanager
def running(folder: Path, **variables: str) -> Iterator[Service]:
    """A service that has started; killed at the end if the test has not ended it."""
    service = Service(folder, **variables)
    try:
        service.wait_until_started()
        yield service
    finally:
        service.process.kill()
        service.process.wait()
