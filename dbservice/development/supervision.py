"""Keeping the parts of the service alive."""

import time
from collections.abc import Sequence
from typing import Protocol

from dbservice.development.console import say
from dbservice.embedded import EmbeddedError

INTERVAL = 0.2  # seconds between two looks at the parts
LONGEST_DELAY = 30.0  # seconds before a part that keeps dying is started again
STEADY = 30.0  # seconds of life after which earlier deaths are forgotten


class Part(Protocol):
    """Something that runs: a server or a program."""

    @property
    def name(self) -> str:
        """What the console calls it."""

    def start(self) -> object:
        """Start it; on the address it had before, if it had one."""

    def stop(self) -> None:
        """Stop it, if it runs."""

    def is_alive(self) -> bool:
        """Whether it runs."""


class Watch:
    """A part that is started again whenever it has died, ever less eagerly."""

    def __init__(self, part: Part) -> None:
        """Watch a part that has just been started."""
        self.part = part
        self._deaths = 0
        self._started = time.monotonic()
        self._due: float | None = None

    def look(self) -> None:
        """Notice a death; start the part again when the time has come."""
        if self.part.is_alive():
            return
        now = time.monotonic()
        if self._due is None:
            self._due = now + self._delay(now)
        if now >= self._due:
            self._start_again()

    def _delay(self, now: float) -> float:
        self._deaths = 1 if now - self._started > STEADY else self._deaths + 1
        delay = min(2.0 ** (self._deaths - 1) - 1, LONGEST_DELAY)
        say(f"{self.part.name} has ended; starting it again in {delay:.0f} s.")
        return delay

    def _start_again(self) -> None:
        self._started = time.monotonic()
        self._due = None
        try:
            self.part.start()
        except EmbeddedError as error:
            say(error)


def keep_alive(parts: Sequence[Part]) -> None:
    """Start again whatever dies, until interrupted."""
    watches = [Watch(part) for part in parts]
    while True:
        for watch in watches:
            watch.look()
        time.sleep(INTERVAL)
