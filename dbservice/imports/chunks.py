"""Cutting a sheet into chunks: small ones first, so that progress shows and a stop is prompt."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from dbservice.imports.rows import Row

FIRST = 50

Sizes = Callable[[], Iterator[int]]


def growing(most: int) -> Iterator[int]:
    """FIRST, twice that, and so on, up to `most` for the rest of the sheet."""
    size = min(FIRST, most)
    while True:
        yield size
        size = min(size * 2, most)


def chunked(rows: Iterable[Row], sizes: Iterator[int]) -> Iterator[list[Row]]:
    """The rows in chunks of these sizes, the last as large as what is left."""
    source = iter(rows)
    while chunk := list(islice(source, next(sizes))):
        yield chunk
