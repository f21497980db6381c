"""A server process on a data folder: started, or attached to, stopped, started again."""

import fcntl
import logging
import os
import secrets
import signal
import subprocess
import time
from abc import ABC, abstractmethod
from pathlib import Path
from typing import ClassVar, Self

from dbservice.embedded.children import end, spawn
from dbservice.embedded.failures import ServerFailed
from dbservice.embedded.ports import free_port, is_free
from dbservice.embedded.rights import Rights

log = logging.getLogger(__name__)

POLL = 0.02  # seconds between two looks at a server that is starting
ATTEMPTS = 5  # starts, when another program takes the chosen port each time
LOG_LIMIT = 5_000_000  # bytes; a longer log is put aside at the next start
PATIENCE = 30.0  # seconds a server has to stop before it is killed


class Server(ABC):
    """A server on ``folder``, with the URL that clients need.

    Whoever has the folder's lock runs the server. The server process inherits the lock, so that the
    lock tells whether anything of a server is still alive, which process ids can not.
    """

    name: ClassVar[str]
    stopping: ClassVar[signal.Signals]  # stops the server in order, clients notwithstanding

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        """Name the data folder; ``durable=False`` trades the data for speed, for tests."""
        self.folder = folder.absolute()
        self.durable = durable
        self.port: int | None = None
        self._process: subprocess.Popen[bytes] | None = None

    @property
    @abstractmethod
    def url(self) -> str:
        """The address with name and password, once the server has been started."""

    @abstractmethod
    def _prepare(self, lock: int) -> Rights:
        """Find the program and make the data folder fit for it, under the folder's lock."""

    @abstractmethod
    def _command(self, port: int) -> list[str]:
        """The command line that serves the folder on the port, in the foreground."""

    @abstractmethod
    def _is_ready(self, port: int) -> bool:
        """Whether the server of this folder answers on the port."""

    @property
    def log_file(self) -> Path:
        return self.folder / "server.log"

    @property
    def pid(self) -> int | None:
        """The process id, if this object started the server."""
        return self._process.pid if self._process else None

    def start(self) -> Self:
        """Start the server, or attach to the one that serves the folder already.

        Takes as long as the server needs to recover. Raises ServerMissing or ServerFailed.
        """
        if not self.is_alive():
            self.stop()  # one that died leaves something to tidy up
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._attach_or_launch()
        except OSError as error:
            raise ServerFailed(f"{self.name} cannot use {self.folder}: {error}") from error
        return self

    def _attach_or_launch(self) -> None:
        patient_until = time.monotonic() + 5
        while (lock := self._lock()) is None:
            if (port := self._recorded_port()) and self._is_ready(port):
                self.port = port
                return
            if time.monotonic() > patient_until:
                log.warning("Waiting for what is left of a %s on %s", self.name, self.folder)
                patient_until += 30
            time.sleep(POLL)
        try:
            self._launch(lock)
        finally:
            os.close(lock)

    def stop(self) -> None:
        """Stop the server if this object started it; else only let go of it."""
        if self._process:
            end(self._process, self.stopping, PATIENCE)
            self._process = None

    def kill(self) -> None:
        """End the server the hard way, as a crash would."""
        if self._process:
            end(self._process, signal.SIGKILL, PATIENCE)

    def is_alive(self) -> bool:
        """Whether the server that this object started or attached to is there."""
        if self._process:
            return self._process.poll() is None
        return self.port is not None and self._is_ready(self.port)

    def __enter__(self) -> Self:
        """Start the server."""
        return self.start()

    def __exit__(self, *_: object) -> None:
        """Stop the server."""
        self.stop()

    @property
    def _password(self) -> str:
        return (self.folder / "password").read_text()

    def _ensure_password(self) -> None:
        path = self.folder / "password"
        if not path.exists():
            write_private(path, secrets.token_urlsafe(24))

    def _lock(self) -> int | None:
        """The folder's lock as an open file, None when something else holds it."""
        file = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            return None
        return file

    def _recorded_port(self) -> int | None:
        try:
            return int((self.folder / "port").read_text())
        except (FileNotFoundError, ValueError):
            return None

    def _launch(self, lock: int) -> None:
        rights = self._prepare(lock)
        for _ in range(ATTEMPTS):
            port = self.port or free_port(self._recorded_port())
            if self._attempt(port, lock, rights):
                self.port = port
                return
            if self.port or is_free(port):
                break
        raise ServerFailed(f"{self.name} does not start:\n{self._last_words()}")

    def _attempt(self, port: int, lock: int, rights: Rights) -> bool:
        """Start the server on the port and wait until it is ready, or has ended."""
        self._put_long_log_aside()
        write_private(self.folder / "port", str(port))
        with self.log_file.open("ab") as output:
            process = spawn(
                self._command(port),
                ending=self.stopping,
                output=output,
                rights=rights,
                cwd=self.folder,
                inherited=[lock],
            )
        self._process = process
        while process.poll() is None:
            if self._is_ready(port):
                return True
            time.sleep(POLL)
        self.stop()
        return False

    def _put_long_log_aside(self) -> None:
        if self.log_file.exists() and self.log_file.stat().st_size > LOG_LIMIT:
            self.log_file.replace(self.log_file.with_suffix(".log.1"))

    def _last_words(self) -> str:
        lines = self.log_file.read_text(errors="replace").splitlines()
        return "\n".join(f"  {line}" for line in [*lines[-10:], f"({self.log_file})"])


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read, at once or not at all."""
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    draft.replace(path)
