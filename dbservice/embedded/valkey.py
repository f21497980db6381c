"""Valkey, or the Redis it is compatible with, on a data folder."""

import contextlib
import signal
import socket

from dbservice.embedded import programs
from dbservice.embedded.ports import HOST
from dbservice.embedded.rights import OWN, Rights
from dbservice.embedded.server import Server, write_private

CONFIGURATION = """\
bind {host}
port {port}
requirepass {password}
databases 64
daemonize no
save ""
appendonly {durable}
"""


class Valkey(Server):
    """A key-value server that keeps what it was told in an append-only file."""

    name = "Valkey"
    stopping = signal.SIGTERM

    @property
    def url(self) -> str:
        return f"redis://:{self._password}@{HOST}:{self.port}/0"

    def _prepare(self, lock: int) -> Rights:  # noqa: ARG002  # no program of ours needs it
        self._program = programs.valkey()
        self._ensure_password()
        return OWN

    def _command(self, port: int) -> list[str]:
        # A file, since other users of the machine can read command lines.
        configuration = CONFIGURATION.format(
            host=HOST,
            port=port,
            password=self._password,
            durable="yes" if self.durable else "no",
        )
        write_private(self.folder / "valkey.conf", configuration)
        return [str(self._program.path), "valkey.conf"]

    def _is_ready(self, port: int) -> bool:
        """Only a server with our password answers so; it is not another's."""
        question = f"AUTH {self._password}\r\nPING\r\n".encode()
        with contextlib.suppress(OSError), socket.create_connection((HOST, port), 1) as connection:
            connection.settimeout(1)
            connection.sendall(question)
            return read_lines(connection, 2) == [b"+OK", b"+PONG"]
        return False


def read_lines(connection: socket.socket, count: int) -> list[bytes]:
    """Read that many lines, fewer when the connection ends before."""
    received = b""
    while received.count(b"\r\n") < count and (more := connection.recv(4096)):
        received += more
    return received.splitlines()
