"""Row ids in paths."""

import re

from werkzeug.exceptions import BadRequest, NotFound
from werkzeug.routing import BaseConverter

WHOLE = re.compile(r"[+-]?[0-9]+", re.ASCII)
LARGEST = 2**63


class RowId(BaseConverter):
    """A whole number; one that no row can have is not found, anything else is a bad request."""

    def to_python(self, value: str) -> int:
        if not WHOLE.fullmatch(value):
            raise BadRequest(f"{value!r} is not an id: ids are whole numbers")
        if len(value) > len(str(LARGEST)) or not -LARGEST <= int(value) < LARGEST:
            raise NotFound("Not Found")
        return int(value)


def row_id_schema(_: RowId) -> dict[str, str]:
    """The parameter in the API description."""
    return {"type": "integer", "format": "int64"}
