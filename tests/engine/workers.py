"""Real worker processes for tests."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

import psutil

from dbservice.config import Settings

ROOT = Path(__file__).parents[2]
DEADLINE_SECONDS = 120


def environment(settings: Settings, **more: str) -> dict[str, str]:
    """What a process needs to run the service on these settings."""
    return os.environ | {
        "DBSERVICE_ENV": "test",
        "DATABASE_URL": settings.database_url,
        "REDIS_URL": settings.redis_url,
        "SECRET_KEY": settings.secret_key,
        "BEARER_TOKEN": settings.bearer_token,
        "SWEEP_SECONDS": "1",
        "IMPORT_CHUNK_ROWS": str(settings.import_chunk_rows),
        "LOG_LEVEL": "WARNING",
        **more,
    }


class Crew:
    """Worker processes; whoever is still there at the end is killed."""

    def __init__(self, settings: Settings, log: Path) -> None:
        self._environment = environment(settings)
        self._log = log
        self._workers: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def start(self) -> None:
        """Start one more worker."""
        with self._log.open("ab") as output:
            process = subprocess.Popen(
                [sys.executable, "worker.py"],
                cwd=ROOT,
                env=self._environment,
                stdout=output,
                stderr=output,
            )
        self._workers.append(process)

    def jobs(self) -> set[int]:
        """The processes that the workers have forked for their jobs; told at once."""
        children = (f"/proc/{worker.pid}/task/{worker.pid}/children" for worker in self._workers)
        return {int(pid) for path in children for pid in Path(path).read_text().split()}

    def stop(self) -> list[int]:
        """Tell every worker to stop, and wait for it; their exit codes."""
        for worker in self._workers:
            worker.terminate()
        return [worker.wait(20) for worker in self._workers]

    def kill(self) -> None:
        """Kill every worker and the job it has forked, without a chance to tidy up."""
        while self._workers:
            process = self._workers.pop()
            with contextlib.suppress(psutil.NoSuchProcess):
                parent = psutil.Process(process.pid)
                for member in [parent, *parent.children(recursive=True)]:
                    with contextlib.suppress(psutil.NoSuchProcess):
                        member.kill()
            process.wait(10)


def wait_for(condition: Callable[[], bool], what: str, seconds: float = DEADLINE_SECONDS) -> None:
    """Look again and again until it is so; fail at the deadline."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"still waiting for {what} after {seconds} s")
        time.sleep(0.02)
