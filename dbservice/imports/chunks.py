"""Cutting a sheet into chunks: small ones first, so that progress shows and a stop is prompt."""

import time
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from dbservice.imports.rows import Row

FIRST = 50
USUAL = 1000
MOMENT = 0.15  # seconds that nobody notices who waits for progress or a stop

Sizes = Callable[[], Iterator[int]]


def growing(most: int) -> Iterator[int]:
    """FIRST, and more and more, up to `most` for the rest of the sheet.

    While chunks take no more than a moment they grow fast, and beyond what is USUAL: each costs
    something of its own, which cheap rows would feel.
    """
    size = min(FIRST, most)
    while True:
        began = time.monotonic()
        yield size
        if time.monotonic() - began < MOMENT:
            size = min(size * 4, most)
        else:
            size = min(max(size, min(size * 2, USUAL)), most)


def chunked(rows: Iterable[Row], sizes: Iterator[int]) -> Iterator[list[Row]]:
    """The rows in chunks of these sizes, the last as large as what is left."""
    source = iter(rows)
    while chunk := list(islice(source, next(sizes))):
        yield chunk
