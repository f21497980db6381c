"""Lists whose parameters come in a body, for those that are too long for a path."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

import marshmallow as ma

from dbservice.blueprints._bodies import Body
from dbservice.blueprints._casting import Kind
from dbservice.blueprints._entity import Entity
from dbservice.blueprints._operations import TOTAL, Described, json_of
from dbservice.blueprints._schemas import schema
from dbservice.services.pages import Selection


class Parameter(Kind):
    """A parameter of a list as a member of a body."""

    def __init__(self, described: Described) -> None:
        super().__init__()
        self.described = described

    def accepted(self) -> Described:
        return self.described


@dataclass(frozen=True)
class Search:
    """What a call makes of a body that holds the parameters of a list.

    Args:
        entity: whose rows are listed.
        listing: tells which of them.
        parameters: as OpenAPI has them in a query string.
    """

    entity: Entity
    listing: Callable[[Entity, Mapping[str, Any]], Selection]
    parameters: Collection[Described]

    def read(self, given: Body) -> Selection:
        """The rows that are asked for."""
        return self.listing(self.entity, given)

    def schema(self, name: str) -> type[ma.Schema]:
        """What the body may hold."""
        members = {
            one["name"].removesuffix("[]"): Parameter(
                {**one["schema"], "description": one["description"]}
            )
            for one in self.parameters
        }
        return schema(name, members)


def rows_of(entity: Entity) -> Described:
    """The response: a page of rows."""
    return {
        "description": f"A page of {entity.noun} records.",
        "content": json_of({"type": "array", "items": entity.response_schema}),
        "headers": {"X-Total-Count": TOTAL},
    }
