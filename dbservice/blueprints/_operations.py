"""How the six routes of an entity are described in the API description."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

import marshmallow as ma

from dbservice.blueprints._entity import Entity
from dbservice.blueprints._filters import Filter
from dbservice.blueprints._listing import sortable

if TYPE_CHECKING:
    from dbservice.blueprints._creating import Create

Described = dict[str, Any]

TOTAL = {"description": "How many rows there are in all.", "schema": {"type": "integer"}}
LINK = {"description": "Where the neighbouring pages are.", "schema": {"type": "string"}}
LOCATION = {"description": "The address of the new row.", "schema": {"type": "string"}}
ETAG = {"description": "Names this state of the row.", "schema": {"type": "string"}}
UNCHANGED = {"description": "The row is as the caller knows it."}
IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "schema": {"type": "string"},
    "description": "The ETag of the row as the caller knows it: nothing is sent if it still is.",
}
IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "schema": {"type": "string"},
    "description": "The ETag of the row as the caller knows it: nothing is done if it has changed.",
}
ALWAYS = {"401": "Unauthorized", "403": "Forbidden", "406": "NotAcceptable", "503": "Unavailable"}
WRITING = {"400": "BadRequest", "409": "Conflict", "413": "TooLarge", "422": "Unacceptable"}
COUNTED = {"type": "integer", "minimum": 0, "maximum": 10**18 - 1}
COUNTED_IN_BODY = {**COUNTED, "type": ["integer", "string", "null"], "pattern": "^[0-9]{1,18}$"}
PAGING = (
    ("limit", COUNTED, "How many rows at most."),
    ("offset", COUNTED, "How many rows to leave out first."),
    (
        "after_id",
        COUNTED,
        "Only rows with a greater id. Pages deep in a list come as fast as the first this way.",
    ),
)


def listing(
    entity: Entity, about: str | None, further: Collection[Described], *, narrowed: bool = True
) -> Described:
    """The list of an entity; unless `narrowed`, it cannot be narrowed down."""
    own = list_parameters(entity) if narrowed else [*paging(), sorting(entity)]
    found = {
        "description": f"A page of {entity.noun} records.",
        "content": json_of({"type": "array", "items": entity.response_schema}),
        "headers": {"X-Total-Count": TOTAL, "Link": LINK},
    }
    return {
        "summary": f"List {entity.noun} records",
        "description": " ".join((about or "").partition("Raises:")[0].split()),
        "operationId": f"list{entity.name}",
        "parameters": [*own, *further],
        "responses": {"200": found, "400": misunderstood(entity), **ALWAYS},
    }


def creating(entity: Entity, create: "Create") -> Described:
    responses: Described = {**WRITING, **ALWAYS}
    for status in create.statuses:
        row = tagged_row_of(entity, CREATING[status])
        responses[str(status)] = row | {"links": links_to(entity)}
    if 201 in create.statuses and create.located:  # noqa: PLR2004  # Created
        responses["201"]["headers"] = {"Location": LOCATION, "ETag": ETAG}
    return {
        "summary": create.summary.format(noun=entity.noun),
        "operationId": f"create{entity.name}",
        "requestBody": body_of(create.accepts(entity)),
        "responses": {**responses, **create.refusals()},
    }


def showing(entity: Entity) -> Described:
    return {
        "summary": f"Show one {entity.noun}",
        "operationId": f"get{entity.name}",
        "parameters": [IF_NONE_MATCH],
        "responses": {
            "200": tagged_row_of(entity, f"The {entity.noun}."),
            "304": UNCHANGED,
            "400": "BadRequest",
            "404": absent(entity),
            **ALWAYS,
        },
    }


def changing(entity: Entity, method: str) -> Described:
    verb = "change" if method == "PATCH" else "put"
    return {
        "summary": f"Change the columns of a {entity.noun} that the body names",
        "operationId": f"{verb}{entity.name}",
        "parameters": [IF_MATCH],
        "requestBody": body_of(entity.change_schema),
        "responses": {
            "200": tagged_row_of(entity, f"The {entity.noun} as it is now."),
            "404": absent(entity),
            "412": "Changed",
            **WRITING,
            **ALWAYS,
        },
    }


def removing(entity: Entity) -> Described:
    return {
        "summary": f"Delete a {entity.noun} that nothing refers to",
        "operationId": f"delete{entity.name}",
        "parameters": [IF_MATCH],
        "responses": {
            "204": {"description": "It is gone."},
            "400": "BadRequest",
            "404": absent(entity),
            "409": "Conflict",
            "412": "Changed",
            **ALWAYS,
        },
    }


VERBS = ("get", "change", "put", "delete")


def links_to(entity: Entity) -> Described:
    """What a caller can do next with the row of a response."""
    return {
        f"{verb}{entity.name}": {
            "operationId": f"{verb}{entity.name}",
            "parameters": {"id": "$response.body#/id"},
        }
        for verb in VERBS
    }


def absent(entity: Entity) -> Described | str:
    """The response about an id that no row has."""
    return refusal(entity.missing) if entity.missing else "NotFound"


CREATING = {200: "The row that was there already, as it is now.", 201: "The new row."}


def refusal(text: str) -> Described:
    """The response of a route that words a refusal itself."""
    return {"description": text, "content": json_of({"anyOf": [ref("Refusal"), ref("Error")]})}


def misunderstood(entity: Entity) -> Described | str:
    """The response about parameters of a list that make no sense."""
    worded = any(one.kind.worded for one in entity.parameters.values())
    return refusal("The request cannot be understood.") if worded else "BadRequest"


def row_of(entity: Entity, description: str) -> Described:
    return {"description": description, "content": json_of(entity.response_schema)}


def tagged_row_of(entity: Entity, description: str) -> Described:
    """The same with the name of the row's state."""
    return {**row_of(entity, description), "headers": {"ETag": ETAG}}


def body_of(schema: type[ma.Schema]) -> Described:
    """A body; where nothing in it is required it may be missing altogether."""
    required = any(field.required for field in schema().fields.values())
    return {"required": required, "content": json_of(schema)}


def ref(name: str) -> Described:
    """A schema that all operations share."""
    return {"$ref": f"#/components/schemas/{name}"}


def json_of(schema: Any) -> Described:
    return {"application/json": {"schema": schema}}


def list_parameters(entity: Entity) -> list[Described]:
    """What the list of an entity takes."""
    narrowing = [
        parameter(f"{name}[]" if one.is_list else name, one.kind.filtered(), one.about)
        for name, one in filters(entity).items()
    ]
    return [*narrowing, *paging(), sorting(entity)]


def list_members(entity: Entity) -> dict[str, Described]:
    """The same as members of a body, where values need not be texts."""
    narrowing = {
        name: {**one.kind.taken(), "description": one.about}
        for name, one in filters(entity).items()
    }
    bounds = {name: {**COUNTED_IN_BODY, "description": about} for name, _, about in PAGING}
    order = sorting(entity)
    sort = {**order["schema"], "type": ["string", "null"], "description": order["description"]}
    return {**narrowing, **bounds, order["name"]: sort}


def filters(entity: Entity) -> dict[str, Filter]:
    comparable = sortable(entity)
    return {
        name: one
        for name, one in entity.parameters.items()
        if name in entity.filters or name in comparable
    }


def paging() -> list[Described]:
    return [parameter(*one) for one in PAGING]


def sorting(entity: Entity) -> Described:
    columns = "|".join(sortable(entity))
    pattern = rf"^-?({columns})(,-?({columns}))*$"
    about = "Columns to sort by, separated by commas; - before one turns its order round."
    return parameter("sort", {"type": "string", "pattern": pattern}, about)


def parameter(name: str, schema: Described, description: str, *, needed: bool = False) -> Described:
    found = {"name": name, "in": "query", "schema": schema, "description": description}
    return {**found, "required": True} if needed else found
