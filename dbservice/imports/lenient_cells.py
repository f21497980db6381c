"""Cells that never keep a row from going in: what makes no sense is left out, with a remark."""

import re
from collections.abc import Callable
from typing import Any

import orjson

from dbservice.errors import DomainError, Invalid
from dbservice.imports.cells import Kind, read_integer
from dbservice.imports.rows import Row

LEADING_DIGITS = re.compile(r"\d+", re.ASCII)
# PostgreSQL cannot hold it.
ESCAPED_NUL = "\\u0000"


def left_out_unless(read: Callable[[str], Any], row: Row, name: str) -> dict[str, Any]:
    """The value of this field; nothing if it is blank, or cannot be read, which gets a remark."""
    if name not in row.values:
        return {}
    try:
        return {name: read(row.values[name])}
    except DomainError as problem:
        problem.field = name
        problem.message += "; left out"
        row.remark(problem)
        return {}


def leading_number(cell: str) -> int:
    """The whole number that the text begins with."""
    digits = LEADING_DIGITS.match(cell)
    if digits is None:
        raise Invalid(f"{cell!r} does not begin with a number")
    return read_integer(digits.group())


def json_object(cell: str) -> dict[str, Any]:
    """A JSON object, and no other JSON."""
    try:
        value = _loaded(cell)
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise Invalid("This is not a JSON object")
    return value


def kept_json(cell: str) -> dict[str, Any]:
    """A JSON object; other JSON as its member `_value`, and other text as `_raw`."""
    try:
        value = _loaded(cell)
    except ValueError:
        return {"_raw": cell}
    return value if isinstance(value, dict) else {"_value": value}


def _loaded(cell: str) -> Any:
    if ESCAPED_NUL in cell:
        raise ValueError("This holds a character that cannot be stored")
    return orjson.loads(cell)


# The rows' type reads these cells, by `left_out_unless`.
LENIENT_DATE = Kind("date", str.strip, "YYYY-MM-DD; anything else is left out")
LENIENT_NUMBER = Kind("whole number", str.strip, "what follows the number is left out")
LENIENT_JSON = Kind("JSON object", str.strip, "anything else is left out")
KEPT_JSON = Kind("JSON object", kept_json, "other JSON and other text is kept inside one")
