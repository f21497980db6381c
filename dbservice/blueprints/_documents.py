"""Values of requests that have parts: JSON documents, and lists."""

from typing import Any

from dbservice.blueprints._casting import Kind, refusal
from dbservice.services.crud import json_text


class JsonObject(Kind):
    """A JSON object, kept as it is."""

    types = ("object",)

    def cast(self, value: Any) -> Any:
        if not isinstance(value, dict) or not storable(value):
            raise refusal()
        return value


class ObjectList(Kind):
    """A list of JSON objects, kept as it is."""

    types = ("array",)

    def limits(self) -> dict[str, Any]:
        return {"items": {"type": "object"}}

    def cast(self, value: Any) -> Any:
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise refusal()
        if not storable(value):
            raise refusal()
        return value


class Many(Kind):
    """A list whose members are all of one kind."""

    types = ("array",)

    def __init__(self, member: Kind, **options: Any) -> None:
        super().__init__(**options)
        self.member = member

    def limits(self) -> dict[str, Any]:
        return {"items": self.member.taken()}

    def cast(self, value: Any) -> list[Any]:
        if not isinstance(value, list):
            raise refusal()
        return [self.member.cast(one) for one in value]


def storable(value: Any) -> bool:
    """Whether PostgreSQL can keep a JSON document: no NUL in it, not nested beyond reason."""
    try:
        return "\\u0000" not in json_text(value) or not _has_nul(value)
    except (RecursionError, ValueError):
        return False


def _has_nul(value: Any) -> bool:
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, dict):
        return any(_has_nul(one) for pair in value.items() for one in pair)
    return isinstance(value, list) and any(_has_nul(one) for one in value)
