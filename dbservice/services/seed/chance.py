"""Choices that look random and are the same on every run."""

import hashlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Chance:
    """The choices of one record: the same record and question always get the same answer.

    The answers do not depend on one another, so a new question leaves the old answers as they are.
    """

    def __init__(self, record: str) -> None:
        self._record = record

    def pick(self, question: str, options: Sequence[T]) -> T:
        """One of `options`."""
        return options[self.number(question, 0, len(options) - 1)]

    def number(self, question: str, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        digest = hashlib.blake2b(f"{self._record}/{question}".encode(), digest_size=8).digest()
        return low + int.from_bytes(digest) % (high - low + 1)

    def happens(self, question: str, percent: int) -> bool:
        """Whether something that happens to `percent` of all records happens to this one."""
        return self.number(question, 1, 100) <= percent
