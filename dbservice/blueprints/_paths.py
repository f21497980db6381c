"""Row ids, and what people know rows by, in paths."""

import re

from werkzeug.exceptions import BadRequest, NotFound
from werkzeug.routing import BaseConverter

WHOLE = re.compile(r"[+-]?[0-9]+", re.ASCII)
LARGEST = 2**63


class RowId(BaseConverter):
    """A whole number; anything else is a bad request, too large a one no row's id."""

    def to_python(self, value: str) -> int:
        if not WHOLE.fullmatch(value):
            raise BadRequest(f"{value!r} is not an id: ids are whole numbers")
        if not is_id(value):
            raise NotFound
        return int(value)


def is_id(digits: str) -> bool:
    """Whether a row could have the id that digits say."""
    return len(digits) <= len(str(LARGEST)) and -LARGEST <= int(digits) < LARGEST


def id_of(digits: str) -> int:
    """The id that digits say; 0, which no row has, for one that is too large."""
    return int(digits) if is_id(digits) else 0


class Number(BaseConverter):
    """What people know a student, teacher or batch by."""

    def to_python(self, value: str) -> str:
        if "\0" in value:
            raise BadRequest("What is asked for has a NUL in it")
        return value


def row_id_schema(_: RowId) -> dict[str, str]:
    """The parameter in the API description."""
    return {"type": "integer", "format": "int64"}
