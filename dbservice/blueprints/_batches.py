"""Calls with many items, each done on its own: what they take and answer."""

from collections.abc import Mapping, Sequence
from typing import Any

import marshmallow as ma
from flask import Response
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge

from dbservice.blueprints._bodies import Body
from dbservice.blueprints._calls import object_of
from dbservice.blueprints._casting import Kind
from dbservice.blueprints._operations import Described
from dbservice.blueprints._responses import json_response
from dbservice.blueprints._schemas import schema
from dbservice.services.crud import json_text

ITEMS_AT_MOST = 1000
COMPLETED = "Batch processing completed"


class ItemList(Kind):
    """A list of objects; what is in them is seen to one by one."""

    types = ("array",)

    def __init__(self, item: Mapping[str, Kind]) -> None:
        super().__init__(needed=True, required=True)
        self.item = item

    def accepted(self) -> dict[str, Any]:
        """What a body may hold, as JSON Schema."""
        members = {name: kind.accepted() for name, kind in self.item.items()}
        item = {"type": "object", "properties": members}
        return {"type": "array", "maxItems": ITEMS_AT_MOST, "items": item}


class Items:
    """A body that has a list of items under `data`; the view gets the list.

    Args:
        item: the fields that an item may have.
    """

    def __init__(self, item: Mapping[str, Kind]) -> None:
        self.item = item

    def read(self, given: Body) -> list[Body]:
        """The items."""
        items = given.get("data")
        if not isinstance(items, list) or not all(isinstance(one, dict) for one in items):
            raise BadRequest("data must be a list of objects")
        if len(items) > ITEMS_AT_MOST:
            raise RequestEntityTooLarge(f"data may have {ITEMS_AT_MOST} items at most")
        try:
            json_text(items)
        except RecursionError as error:  # an item that fails is sent back as it came
            raise BadRequest("data is nested too deeply") from error
        return items

    def schema(self, name: str) -> type[ma.Schema]:
        """What the body may hold."""
        return schema(name, {"data": ItemList(self.item)})


def batch_answer(**members: Any) -> Mapping[int, Described]:
    """The response to a batch; `members` are what an item's result may have, as JSON schemas."""
    result = {
        "type": "object",
        "required": ["status"],
        "properties": {"status": {"type": "string", "enum": ["ok", "error"]}, **members},
    }
    described = object_of(
        "What became of each item, in their order.",
        message={"type": "string", "const": COMPLETED},
        successful={"type": "integer"},
        failed={"type": "integer"},
        results={"type": "array", "items": result},
    )
    return {200: described}


def batch_response(results: Sequence[Mapping[str, Any]]) -> Response:
    """The results, each with its status, and how many there are of either."""
    failed = sum(one["status"] == "error" for one in results)
    return json_response(
        {
            "message": COMPLETED,
            "successful": len(results) - failed,
            "failed": failed,
            "results": results,
        }
    )
