"""Splitting the rows of a chunk so that nobody is changed twice by one statement."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

T = TypeVar("T")


def waves(items: Iterable[T], key: Callable[[T], Hashable]) -> list[list[T]]:
    """The items in parts that follow one another; in none does a key occur twice.

    Items with the same key keep their order, so that taking the parts one after another comes to
    the same as taking the items one by one, as long as items with different keys do not meet.
    """
    parts: list[list[T]] = []
    seen: Counter[Hashable] = Counter()
    for item in items:
        at = seen[key(item)]
        seen[key(item)] += 1
        if at == len(parts):
            parts.append([])
        parts[at].append(item)
    return parts
