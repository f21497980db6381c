"""Row ids, and what people know rows by, in paths."""

import re

from werkzeug.exceptions import BadRequest
from werkzeug.routing import BaseConverter

WHOLE = re.compile(r"[+-]?[0-9]+", re.ASCII)
LARGEST = 2**63


class RowId(BaseConverter):
    """A whole number, anything else is a bad request; too large a one stands for 0, no row's id."""

    def to_python(self, value: str) -> int:
        if not WHOLE.fullmatch(value):
            raise BadRequest(f"{value!r} is not an id: ids are whole numbers")
        return id_of(value)


def id_of(digits: str) -> int:
    """The id that digits say."""
    if len(digits) > len(str(LARGEST)) or not -LARGEST <= int(digits) < LARGEST:
        return 0
    return int(digits)


class Number(BaseConverter):
    """What people know a student, teacher or batch by."""

    def to_python(self, value: str) -> str:
        if "\0" in value:
            raise BadRequest("What is asked for has a NUL in it")
        return value


def row_id_schema(_: RowId) -> dict[str, str]:
    """The parameter in the API description."""
    return {"type": "integer", "format": "int64"}
