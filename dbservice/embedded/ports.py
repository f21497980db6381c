"""Ports on the loopback address."""

import random
import socket

HOST = "127.0.0.1"

# Below the range that systems hand out for outgoing connections: a client that keeps trying a port
# out of that range while its server is down can end up connected to itself, and hold the port.
LISTENING = range(20000, 32000)


def is_free(port: int, host: str = HOST) -> bool:
    """Whether a server could listen on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def free_port(preferred: int | None = None) -> int:
    """The preferred port when nothing listens there, else a random free one."""
    if preferred is not None and is_free(preferred):
        return preferred
    return next(port for port in random.sample(LISTENING, len(LISTENING)) if is_free(port))


def is_answering(port: int) -> bool:
    """Whether something accepts connections on the port."""
    try:
        socket.create_connection((HOST, port), timeout=1).close()
    except OSError:
        return False
    return True
