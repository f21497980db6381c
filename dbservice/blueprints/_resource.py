"""A resource of the API: the six routes that an entity has."""

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

from flask import Response
from werkzeug.exceptions import BadRequest

from dbservice.blueprints import _operations as operations
from dbservice.blueprints._bodies import Body, body, given_parameters
from dbservice.blueprints._calls import Calls
from dbservice.blueprints._conditions import guarded, row_response, row_response_if_news
from dbservice.blueprints._creating import INSERT, Create
from dbservice.blueprints._entity import Entity
from dbservice.blueprints._listing import filtered, unfiltered
from dbservice.blueprints._pages import page_response
from dbservice.blueprints._responses import no_content
from dbservice.blueprints._writes import Answer, change_row, remove_row, show
from dbservice.db import persistently
from dbservice.services.pages import Selection

Listing = Callable[[Entity, Mapping[str, Any]], Selection]
Change = Callable[[Entity, int, Mapping[str, Any]], Answer]
BY_ID = "/<row_id:id>"


class Resource(Calls):
    """The routes of an entity; calls of its own can be added."""

    def __init__(self, entity: Entity, slug: str, tag: str, wrapper: str = "") -> None:
        super().__init__(slug, tag, path=f"/api/{slug}")
        self.entity = entity
        self.wrapper = wrapper

    def body(self) -> Body:
        """The body of the request; where a wrapper is allowed and there, what is inside it."""
        given = body()
        inside = given.get(self.wrapper) if self.wrapper else None
        if inside is None:
            return given
        if not isinstance(inside, dict):
            raise BadRequest(f"{self.wrapper} must be an object")
        return {**inside}

    def page(self, chosen: Selection) -> Response:
        """The response with a page of rows."""
        return page_response(self.entity.projection, chosen, self.entity.for_caller())


def resource(
    entity: Entity,
    *,
    tag: str,
    slug: str | None = None,
    listing: Listing = filtered,
    parameters: Collection[dict[str, Any]] = (),
    create: Create = INSERT,
    change: Change = change_row,
    wrapper: str = "",
) -> Resource:
    """The blueprint of an entity, under the heading `tag` of the API description.

    `slug` is its name in the path, if that is not the model's. `listing` tells which rows a list
    shows and `parameters` what else it takes, as OpenAPI has it. `create` is what POST does,
    `change` what PATCH and PUT do. `wrapper` is a key under which a body may lie instead of being
    flat.
    """
    slug = slug or re.sub(r"(?<!^)(?=[A-Z])", "-", entity.name).lower()
    blueprint = Resource(entity, slug, tag, wrapper)
    add_list(blueprint, listing, parameters)
    add_create(blueprint, create)
    add_show(blueprint)
    add_change(blueprint, change)
    add_remove(blueprint)
    return blueprint


def add_list(blueprint: Resource, listing: Listing, further: Collection[dict[str, Any]]) -> None:
    entity = blueprint.entity

    def index() -> Response:
        return blueprint.page(listing(entity, given_parameters()))

    narrowed = listing is not unfiltered
    described = operations.listing(entity, listing.__doc__, further, narrowed=narrowed)
    blueprint.add("", "GET", index, **described)


def add_create(blueprint: Resource, create: Create) -> None:
    entity = blueprint.entity

    def create_row() -> Response:
        given = blueprint.body()
        answer = persistently(lambda: create(entity, given))
        response = row_response(entity.shown_as(answer.text), answer.status)
        if answer.created_id is not None:
            response.headers.add("Location", f"{blueprint.path}/{answer.created_id}")
        return response

    blueprint.add("", "POST", create_row, **operations.creating(entity, create))


def add_show(blueprint: Resource) -> None:
    entity = blueprint.entity

    def show_row(id: int) -> Response:
        return row_response_if_news(entity.shown_as(show(entity, id)))

    blueprint.add(BY_ID, "GET", show_row, **operations.showing(entity))


def add_change(blueprint: Resource, change: Change) -> None:
    entity = blueprint.entity

    def change_one(id: int) -> Response:
        given = blueprint.body()
        answer = persistently(lambda: guarded(entity, id, lambda: change(entity, id, given)))
        return row_response(entity.shown_as(answer.text))

    for method in ("PATCH", "PUT"):
        blueprint.add(BY_ID, method, change_one, **operations.changing(entity, method))


def add_remove(blueprint: Resource) -> None:
    entity = blueprint.entity

    def delete_row(id: int) -> Response:
        persistently(lambda: guarded(entity, id, lambda: remove_row(entity, id)))
        return no_content()

    blueprint.add(BY_ID, "DELETE", delete_row, **operations.removing(entity))
