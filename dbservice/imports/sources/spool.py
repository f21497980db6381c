"""Temporary files for sheets on their way in: in memory while small, gone with their stack."""

from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from tempfile import SpooledTemporaryFile
from typing import IO

IN_MEMORY = 1024 * 1024

Spool = Callable[[], IO[bytes]]


def spool_of(stack: ExitStack) -> Spool:
    """Makes temporary files that are closed, and so removed, when the stack is."""
    return partial(_file, stack)


def _file(stack: ExitStack) -> IO[bytes]:
    return stack.enter_context(SpooledTemporaryFile(max_size=IN_MEMORY))
