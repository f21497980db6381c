"""Load on a web server: as many connections as wanted, each sending its next request at once."""

import selectors
import socket
import time
from collections.abc import Iterator
from typing import NamedTuple

CONNECTIONS = 16
RECEIVED_AT_ONCE = 1 << 20


class Sent(NamedTuple):
    """How many requests were answered, and in how many seconds."""

    requests: int
    seconds: float


class Connection:
    """A connection that is kept, with one request at a time under way."""

    def __init__(self, address: tuple[str, int]) -> None:
        self.socket = socket.create_connection(address, timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._received = b""

    def send(self, request: bytes) -> None:
        """Begin a request; it is small enough for the socket to take it at once."""
        self._received = b""
        self.socket.sendall(request)

    def receive(self) -> bytes | None:
        """Take what has come; returns the response once it is there.

        Raises:
            ConnectionError: the server has closed the connection, or does not answer 2xx.
        """
        chunk = self.socket.recv(RECEIVED_AT_ONCE)
        if not chunk:
            raise ConnectionError("the server has closed a connection")
        self._received += chunk
        head, separator, body = self._received.partition(b"\r\n\r\n")
        if not separator or not _is_whole(head.lower(), body):
            return None
        if not head.startswith(b"HTTP/1.1 2"):
            raise ConnectionError(self._received.decode())
        return self._received


def fire(address: tuple[str, int], requests: Iterator[bytes], seconds: float) -> Sent:
    """Send requests for so long, and wait for the last answers."""
    with selectors.DefaultSelector() as selector:
        began = time.perf_counter()
        for _ in range(CONNECTIONS):
            connection = Connection(address)
            selector.register(connection.socket, selectors.EVENT_READ, connection)
            connection.send(next(requests))
        answered = 0
        while selector.get_map():
            for key, _ in selector.select():
                if key.data.receive() is None:
                    continue
                answered += 1
                if time.perf_counter() - began < seconds:
                    key.data.send(next(requests))
                else:
                    selector.unregister(key.fileobj)
                    key.data.socket.close()
        return Sent(answered, time.perf_counter() - began)


def ask(address: tuple[str, int], request: bytes) -> bytes:
    """The body of the answer to one request."""
    connection = Connection(address)
    connection.send(request)
    while (response := connection.receive()) is None:
        pass
    connection.socket.close()
    head, _, body = response.partition(b"\r\n\r\n")
    return _joined(body) if b"transfer-encoding: chunked" in head.lower() else body


def _is_whole(head: bytes, body: bytes) -> bool:
    if b"transfer-encoding: chunked" in head:
        return body.endswith(b"0\r\n\r\n")
    length = head.partition(b"content-length:")[2].partition(b"\r\n")[0]
    return len(body) >= int(length)


def _joined(body: bytes) -> bytes:
    """What the chunks of a body hold."""
    parts = []
    while body:
        size, _, rest = body.partition(b"\r\n")
        length = int(size, 16)
        parts.append(rest[:length])
        body = rest[length + 2 :] if length else b""
    return b"".join(parts)
