"""The marshmallow schemas of an entity: what is accepted for its columns, and what is shown."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar, get_args, get_type_hints

import marshmallow as ma
from marshmallow import fields
from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Column,
    Date,
    Double,
    Integer,
    Numeric,
    String,
)
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.types import TypeEngine

from dbservice.blueprints._casting import Day, Exact, Fraction, Kind, Moment, Text, Truth, Whole
from dbservice.blueprints._documents import JsonObject, Many, ObjectList
from dbservice.models.base import JsonList
from dbservice.services.bulk import STAMPS

Attribute = InstrumentedAttribute[Any]
F = TypeVar("F", bound=fields.Field[Any])


class Document(fields.Field[Any]):
    """A JSON document as it is stored."""


class Variable(fields.Field[Any]):
    """A value that may be one of several; `either` are they, as JSON Schema."""

    def __init__(self, *either: Mapping[str, Any]) -> None:
        super().__init__(required=True, allow_none=True)
        self.either = either


class OpenSchema(ma.Schema):
    """Ignores what it does not know, and lets its readers expect that there may be more."""

    class Meta:
        unknown = ma.EXCLUDE


class ClosedSchema(ma.Schema):
    """Refuses what it does not know."""


def name_of(attribute: Attribute) -> str:
    """What the API calls a column; `metadata_` only differs because SQLAlchemy has a metadata."""
    return attribute.key.rstrip("_")


def column_of(attribute: Attribute) -> "Column[Any]":
    column = attribute.property.columns[0]
    assert isinstance(column, Column)
    return column


# The first kind of column that fits counts: some are special cases of those after them.
ACCEPTED: Mapping[type[TypeEngine[Any]], Callable[..., Kind]] = {
    ARRAY: lambda kind, **given: Many(_first_fit(ACCEPTED, kind.item_type), **given),
    BigInteger: lambda _, **given: Whole(64, **given),
    Integer: lambda _, **given: Whole(32, **given),
    Boolean: lambda _, **given: Truth(**given),
    Double: lambda _, **given: Fraction(**given),
    Numeric: lambda kind, **given: Exact(kind.precision, kind.scale, **given),
    Date: lambda _, **given: Day(**given),
    TIMESTAMP: lambda _, **given: Moment(**given),
    String: lambda kind, **given: Text(kind.length, **given),
}
SHOWN: Mapping[type[TypeEngine[Any]], Callable[..., fields.Field[Any]]] = {
    ARRAY: lambda kind, **given: fields.List(_first_fit(SHOWN, kind.item_type), **given),
    Integer: lambda _, **given: fields.Integer(**given),
    Boolean: lambda _, **given: fields.Boolean(**given),
    Double: lambda _, **given: fields.Float(**given),
    Numeric: lambda _, **given: fields.Decimal(as_string=True, **given),
    Date: lambda _, **given: fields.Date(**given),
    String: lambda _, **given: fields.String(**given),
}


def accepted_field(attribute: Attribute, **options: Any) -> Kind:
    """What requests may send for a column."""
    column = column_of(attribute)
    if isinstance(column.type, JSONB):
        document = ObjectList if _holds_list(attribute) else JsonObject
        return document(attribute=column.name, **options)
    return _first_fit(ACCEPTED, column.type, attribute=column.name, **options)


def shown_field(attribute: Attribute, *, required: bool = True) -> fields.Field[Any]:
    """How responses show a column; `required` says that every one does."""
    column = column_of(attribute)
    always = {"attribute": attribute.key, "allow_none": bool(column.nullable), "required": required}
    if isinstance(column.type, JSONB):
        shape = "array" if _holds_list(attribute) else "object"
        return _document(shape, **always)
    if isinstance(column.type, TIMESTAMP):
        return _moment("" if column.name in STAMPS else "Z", **always)
    return _first_fit(SHOWN, column.type, **always)


def _document(shape: str, **always: Any) -> Document:
    return Document(metadata={"shape": shape}, **always)


def _moment(zone: str, **always: Any) -> fields.NaiveDateTime:
    return fields.NaiveDateTime(f"%Y-%m-%dT%H:%M:%S{zone}", **always)


def _first_fit(
    fields_of: Mapping[type[TypeEngine[Any]], Callable[..., F]],
    kind: TypeEngine[Any],
    **options: Any,
) -> F:
    for fitting, make in fields_of.items():
        if isinstance(kind, fitting):
            return make(kind, **options)
    raise TypeError(f"The API has no kind of value for {kind}")


def _holds_list(attribute: Attribute) -> bool:
    mapped = get_type_hints(attribute.class_)[attribute.key]
    held = get_args(mapped)[0]
    return JsonList in (held, *get_args(held))


def schema(
    name: str, found: Mapping[str, fields.Field[Any]], *, closed: bool = False
) -> type[ma.Schema]:
    """A schema class called `name`, which is its name in the API description as well."""
    kind = ClosedSchema if closed else OpenSchema
    return kind.from_dict(dict(found), name=name)
