"""Ids of rows in addresses and forms."""

import re

from flask import abort

LARGEST = 2**63 - 1
DIGITS = re.compile(r"[0-9]{1,19}", re.ASCII)
ROW_ID = f"<int(max={LARGEST}):id>"  # the part of an address that is the id of a row


def row_id(text: str) -> int | None:
    """The id that a text says, None if no row can have it."""
    id = int(text) if DIGITS.fullmatch(text) else None
    return None if id is None or id > LARGEST else id


def fitting(id: int) -> int:
    """The id, if a row may have it; there is nothing at other addresses."""
    if id > LARGEST:
        abort(404)
    return id
