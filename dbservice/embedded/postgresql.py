"""PostgreSQL on a data folder."""

import contextlib
import locale
import shutil
import signal
import socket
import struct
from pathlib import Path

from dbservice.embedded import programs
from dbservice.embedded.children import run
from dbservice.embedded.failures import ServerFailed
from dbservice.embedded.ports import HOST
from dbservice.embedded.rights import Rights, unprivileged
from dbservice.embedded.server import Server

ACCOUNT = "dbservice"
DATABASE = "dbservice"

SETTINGS = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",  # a checkout's path may be too long for one
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %d ",
}
# What a crash of the machine could cost is nothing to a test.
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}

SETS_ITERATIONS = 16  # the first version that can
READY_LINE = 7  # of postmaster.pid, from 0

ENCRYPTION_REQUEST = struct.pack("!ii", 8, 80877103)  # a question that needs no account


class PostgreSQL(Server):
    """A cluster with one account, which may do everything, and one database."""

    name = "PostgreSQL"
    stopping = signal.SIGINT  # "fast": ends sessions, rolls back, writes a checkpoint

    @property
    def url(self) -> str:
        return self.url_of(DATABASE)

    def url_of(self, database: str) -> str:
        """The address of another database of the cluster."""
        return f"postgresql://{ACCOUNT}:{self._password}@{HOST}:{self.port}/{database}"

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def _prepare(self, lock: int) -> Rights:
        self._program = programs.postgresql()
        self._ensure_password()
        rights = unprivileged(self.folder)
        if self._data.exists():
            self._check_version()
        else:
            self._initialise(rights, lock)
        # Nothing of a server is alive, for we have the lock; a process with the same id as the dead
        # server's would make PostgreSQL think otherwise.
        (self._data / "postmaster.pid").unlink(missing_ok=True)
        return rights

    def _command(self, port: int) -> list[str]:
        settings = SETTINGS | {"port": str(port)} | ({} if self.durable else FORGETFUL)
        options = [option for key, value in settings.items() for option in ("-c", f"{key}={value}")]
        return [str(self._program.path), "-D", str(self._data), *options]

    def _is_ready(self, port: int) -> bool:
        try:
            lines = (self._data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        if len(lines) <= READY_LINE or lines[READY_LINE].strip() != "ready":
            return False
        return self.pid in (None, int(lines[0])) and speaks_postgresql(port)

    def _check_version(self) -> None:
        written = int((self._data / "PG_VERSION").read_text())
        if written != self._program.major:
            raise ServerFailed(
                f"The data in {self.folder} was written by PostgreSQL {written}, and version"
                f" {self._program.major} is installed. Install version {written} to keep the data,"
                " or delete the folder to start afresh."
            )

    def _initialise(self, rights: Rights, lock: int) -> None:
        """Make the cluster and its database, both or none of it."""
        draft = self.folder / "data.new"
        shutil.rmtree(draft, ignore_errors=True)
        for command, text in (
            (self._initdb(draft), ""),
            (self._single_user(draft), f"CREATE DATABASE {DATABASE}\n"),
        ):
            with self.log_file.open("ab") as output:
                code = run(command, text=text, output=output, rights=rights, inherited=[lock])
            if code:
                raise ServerFailed(f"{self.name} cannot make its data:\n{self._last_words()}")
        draft.rename(self._data)

    def _initdb(self, data: Path) -> list[str]:
        options = ["--username", ACCOUNT, "--pwfile", str(self.folder / "password")]
        options += ["--auth", "scram-sha-256", "--encoding", "UTF8"]
        # Sorted by code point everywhere, and letters beyond ASCII known as letters.
        options += ["--locale", "C", "--lc-ctype", unicode_locale()]
        # Hashing the password again and again keeps guessable ones from being guessed; the one here
        # is random, and each connection would pay 5 ms for it.
        if self._program.major >= SETS_ITERATIONS:
            options += ["--set", "scram_iterations=1"]
        sync = [] if self.durable else ["--no-sync"]
        return [str(self._program.path.with_name("initdb")), "-D", str(data), *options, *sync]

    def _single_user(self, data: Path) -> list[str]:
        return [str(self._program.path), "--single", "-D", str(data), "postgres"]


def speaks_postgresql(port: int) -> bool:
    """Whether a live server answers: what a killed one left may hold its port open for a moment."""
    with contextlib.suppress(OSError), socket.create_connection((HOST, port), 1) as connection:
        connection.settimeout(1)
        connection.sendall(ENCRYPTION_REQUEST)
        return connection.recv(1) in (b"N", b"S")
    return False


def unicode_locale() -> str:
    """A locale of this machine that classifies all letters, "C" when there is none."""
    known = locale.setlocale(locale.LC_CTYPE)
    for name in ("C.UTF-8", "en_US.UTF-8", "UTF-8"):
        try:
            return locale.setlocale(locale.LC_CTYPE, name)
        except locale.Error:
            continue
        finally:
            locale.setlocale(locale.LC_CTYPE, known)
    return "C"
