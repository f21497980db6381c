"""Lists whose parameters come in a body, for those that are too long for a path."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import marshmallow as ma

from dbservice.blueprints._bodies import Body
from dbservice.blueprints._casting import Kind
from dbservice.blueprints._entity import Entity
from dbservice.blueprints._operations import TOTAL, Described, json_of
from dbservice.blueprints._schemas import schema
from dbservice.services.pages import Selection


class Member(Kind):
    """A member of such a body."""

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
        members: what the body may hold, each as JSON Schema.
        closed: whether other members are refused.
    """

    entity: Entity
    listing: Callable[[Entity, Mapping[str, Any]], Selection]
    members: Mapping[str, Described]
    closed: bool = False

    def read(self, given: Body) -> Selection:
        """The rows that are asked for."""
        return self.listing(self.entity, given)

    def schema(self, name: str) -> type[ma.Schema]:
        """What the body may hold."""
        members = {name: Member(one) for name, one in self.members.items()}
        return schema(name, members, closed=self.closed)


def or_null(member: Described) -> Described:
    """The same member, but null is as good as nothing."""
    if "type" not in member:
        return member
    types = [member["type"]] if isinstance(member["type"], str) else member["type"]
    return {**member, "type": [*dict.fromkeys((*types, "null"))]}


def rows_of(entity: Entity) -> Described:
    """The response: a page of rows."""
    return {
        "description": f"A page of {entity.noun} records.",
        "content": json_of({"type": "array", "items": entity.response_schema}),
        "headers": {"X-Total-Count": TOTAL},
    }
