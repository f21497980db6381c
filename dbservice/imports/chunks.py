"""Cutting a sheet into chunks: small ones first, so that progress shows and a stop is prompt."""

import time
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from dbservice.imports.rows import Row

FIRST = 50
USUAL = 1000
FASTEST_GROWTH = 8
BEARABLE = 0.4  # seconds that nobody minds who waits for progress or a stop
INSTANT = 0.001

Sizes = Callable[[], Iterator[int]]


def growing(most: int) -> Iterator[int]:
    """FIRST, and more and more, up to `most` for the rest of the sheet.

    What is more than USUAL takes a bearable time, judging by the chunk before. Each chunk costs
    something of its own, which cheap rows would feel.
    """
    size = min(FIRST, most)
    while True:
        began = time.monotonic()
        yield size
        took = max(time.monotonic() - began, INSTANT)
        bearable = max(int(size * BEARABLE / took), USUAL)
        size = min(size * FASTEST_GROWTH, bearable, most)


def chunked(rows: Iterable[Row], sizes: Iterator[int]) -> Iterator[list[Row]]:
    """The rows in chunks of these sizes, the last as large as what is left."""
    source = iter(rows)
    while chunk := list(islice(source, next(sizes))):
        yield chunk
