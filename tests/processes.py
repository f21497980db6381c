"""Looking at processes from outside, with a deadline instead of a fixed wait."""

import os
import time
from collections.abc import Callable

import psutil

POLL = 0.02


def eventually(condition: Callable[[], object], within: float = 60.0) -> bool:
    """Whether the condition comes true within that many seconds."""
    deadline = time.monotonic() + within
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(POLL)
    return True


def is_running(pid: int) -> bool:
    """Whether the process is there, and not merely waiting for its parent to take notice."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def are_gone(pids: list[int]) -> bool:
    return not any(is_running(pid) for pid in pids)


def session_of(leader: int) -> list[int]:
    """The processes of a session."""
    return [pid for pid in psutil.pids() if is_running(pid) and os.getsid(pid) == leader]
