"""The API description: one OpenAPI document made of the declarations, and a page to try it."""

from pathlib import Path
from typing import Any

import flask_swagger_ui
import orjson
from apispec.ext.marshmallow import MarshmallowPlugin
from apispec.ext.marshmallow.common import resolve_schema_cls
from flask import Blueprint, Flask, Response, current_app, render_template, send_from_directory
from flask.typing import ResponseReturnValue
from flask_smorest import Api
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import fields

from dbservice.blueprints._casting import Kind
from dbservice.blueprints._examples import example
from dbservice.blueprints._operations import json_of, ref
from dbservice.blueprints._paths import RowId, row_id_schema
from dbservice.blueprints._schemas import Document, Variable
from dbservice.security import presented_grant, refuse_staff_below, staff_required

DECIMAL = r"^-?[0-9]+(\.[0-9]+)?$"
MOMENT = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z?$"
ASSETS = Path(flask_swagger_ui.__file__).parent / "dist"
ABOUT = """\
Every call but the health probes carries `Authorization: Bearer <token>`. Bodies are flat JSON
objects; forms are taken as well. Unknown keys of a body are ignored, unknown parameters of a list
are refused. Texts that are empty or blank count as null.
"""
GENERAL = {
    "type": "object",
    "required": ["errors"],
    "properties": {
        "errors": {
            "type": "object",
            "required": ["detail", "message"],
            "properties": {"detail": {"type": "string"}, "message": {"type": "string"}},
        }
    },
}
FIELDS: dict[str, Any] = {
    "type": "object",
    "required": ["errors", "message"],
    "properties": {
        "errors": {
            "type": "object",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        },
        "message": {"type": "string"},
    },
}
REFUSAL = {
    "type": "object",
    "required": ["error"],
    "properties": {"error": {"type": "string"}},
}
REJECTION = {
    "type": "object",
    "required": ["errors"],
    "properties": {"errors": {"type": "string"}},
}
BARE = {**FIELDS, "required": ["errors"], "properties": {"errors": FIELDS["properties"]["errors"]}}
MESSAGE = {
    "type": "object",
    "required": ["message"],
    "properties": {"message": {"type": "string"}},
}
BLANK_NAME = {"name": ["can't be blank"]}
SCHEMAS = {
    "BareFieldErrors": BARE | {"examples": [{"errors": BLANK_NAME}]},
    "Message": MESSAGE | {"examples": [{"message": "Student not found"}]},
    "Error": GENERAL | {"examples": [{"errors": {"detail": "Not Found", "message": "Not Found"}}]},
    "FieldErrors": FIELDS
    | {"examples": [{"errors": BLANK_NAME, "message": "name: can't be blank"}]},
    "Refusal": REFUSAL | {"examples": [{"error": "Student not found"}]},
    "Rejection": REJECTION
    | {"examples": [{"errors": "Student not found with the provided identifier"}]},
}
RESPONSES = {
    "BadRequest": "The request cannot be understood.",
    "Forbidden": "The token does not allow this.",
    "NotFound": "There is no such row.",
    "NotAcceptable": "The caller does not accept JSON.",
    "Conflict": "Rows elsewhere refer to this one, or someone else is changing it.",
    "Changed": "The row is no longer in the state that If-Match names.",
    "TooLarge": "The body is too large.",
    "Unavailable": "The database cannot be reached, or takes too long.",
}

PROBED = {"type": "object", "required": ["status"], "additionalProperties": {"type": "string"}}
HEALTH = {
    "health.live": {
        "summary": "Tell whether the process lives",
        "operationId": "getHealth",
        "security": [],
        "responses": {"200": {"description": "It does.", "content": json_of(PROBED)}},
    },
    "health.ready": {
        "summary": "Tell whether the service can serve, part by part",
        "operationId": "getReadiness",
        "security": [],
        "responses": {
            "200": {"description": "It can.", "content": json_of(PROBED)},
            "503": {"description": "A part is missing.", "content": json_of(PROBED)},
        },
    },
}

docs = Blueprint("docs", __name__, url_prefix="/docs")


def component_name(schema: Any) -> str:
    """What a schema is called in the description: as it is, also where that ends in Schema."""
    resolved: Any = resolve_schema_cls(schema)
    return str(resolved.__name__)


class DescribedApi(Api):
    """Describes the resources when someone asks for the description, not at every start."""

    DEFAULT_ERROR_RESPONSE_NAME = None

    def __init__(self, app: Flask) -> None:
        plugin: Any = MarshmallowPlugin(schema_name_resolver=component_name)
        self._resources: list[ApiBlueprint] = []
        self._document = b""
        super().__init__(
            app,
            spec_kwargs={
                "title": "dbservice",
                "version": "1",
                "openapi_version": "3.1.0",
                "marshmallow_plugin": plugin,
                "info": {"description": ABOUT},
                "security": [{"token": []}],
            },
        )
        app.cli.commands.pop("openapi")  # theirs prints what has been described so far: nothing
        self.register_converter(RowId, row_id_schema)
        plugin.converter.add_attribute_function(describe_field)

    def register_blueprint(self, blueprint: ApiBlueprint, **options: Any) -> None:
        self._app.register_blueprint(blueprint, **options)
        self._resources.append(blueprint)

    def _register_error_handlers(self) -> None:
        """Ours are in `_errors`."""

    def _register_responses(self) -> None:
        """Ours are in `describe_errors`."""

    def _register_pagination_header(self) -> None:
        """We have another way of paging."""

    def _register_etag_headers(self) -> None:
        """We do not use flask-smorest's."""

    def document(self) -> bytes:
        """The OpenAPI document."""
        if not self._document:
            self._describe()
            self._document = orjson.dumps(self.spec.to_dict(), option=orjson.OPT_INDENT_2)
        return self._document

    def _describe(self) -> None:
        describe_errors(self.spec)
        for tag in sorted({"Health", *(resource.description for resource in self._resources)}):
            self.spec.tag({"name": tag})
        for endpoint, operation in HEALTH.items():
            rule = next(self._app.url_map.iter_rules(endpoint))
            self.spec.path(rule=rule, operations={"get": {**operation, "tags": ["Health"]}})
        for resource in self._resources:
            resource.register_views_in_doc(
                self, self._app, self.spec, name=resource.name, parameters=None
            )


def describe_errors(spec: Any) -> None:
    """The responses that many operations share."""
    spec.components.security_scheme("token", {"type": "http", "scheme": "bearer"})
    for name, schema in SCHEMAS.items():
        spec.components.schema(name, schema)
    for name, description in RESPONSES.items():
        spec.components.response(name, {"description": description, "content": json_of("Error")})
    fields_or_whole = {"anyOf": [ref("FieldErrors"), ref("Error"), ref("Refusal")]}
    unacceptable = {"description": "Values cannot be stored.", "content": json_of(fields_or_whole)}
    spec.components.response("Unacceptable", unacceptable)
    text = {"text/plain": {"schema": {"type": "string", "const": "Not Authorized"}}}
    unauthorized = {"description": "There is no valid token.", "content": text}
    spec.components.response("Unauthorized", unauthorized)


def describe_field(_: Any, field: fields.Field[Any], *, ret: dict[str, Any]) -> dict[str, Any]:
    """What apispec cannot know about our fields."""
    found = _described(field)
    if isinstance(field, fields.Nested):
        return found
    return {**found, "examples": [example(field.name or "", {**ret, **found})]}


def _described(field: fields.Field[Any]) -> dict[str, Any]:
    if isinstance(field, Kind):
        return field.accepted()
    if isinstance(field, Variable):
        return {"anyOf": [*field.either]}
    null = ["null"] if field.allow_none else []
    if isinstance(field, Document):
        items = {"items": {"type": "object"}} if field.metadata["shape"] == "array" else {}
        return {"type": [field.metadata["shape"], *null], **items}
    if isinstance(field, fields.Decimal):
        return {"type": ["string", *null], "pattern": DECIMAL}
    if isinstance(field, fields.NaiveDateTime):  # without a zone it is no date-time of JSON Schema
        zoned = str(field.format).endswith("Z")
        form = "date-time" if zoned else "naive-date-time"
        return {"type": ["string", *null], "format": form, "pattern": MOMENT}
    return {}


@docs.get("/openapi.json")
def openapi() -> ResponseReturnValue:
    """The description; to staff, and to clients with a token, which generate themselves from it."""
    if presented_grant() is None and (refusal := refuse_staff_below("viewer")):
        return refusal
    api: DescribedApi = current_app.extensions["dbservice-api"]
    return Response(api.document(), content_type="application/json")


@docs.get("/swagger", strict_slashes=False)
@staff_required("viewer")
def swagger() -> str:
    return render_template("swagger.html")


@docs.get("/swagger/assets/<path:name>")
@staff_required("viewer")
def swagger_asset(name: str) -> Response:
    return send_from_directory(ASSETS, name, max_age=3600)
