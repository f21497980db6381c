"""Every resource of the API, and a value for each of its columns."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Connection

from dbservice.blueprints import blueprints
from dbservice.blueprints._calls import Calls
from dbservice.blueprints._documents import ObjectList
from dbservice.blueprints._entity import Entity
from dbservice.blueprints._resource import Resource
from dbservice.blueprints._schemas import column_of
from tests.rows import value_for

# Lists that refuse no parameter: one that they do not know has no effect, or is a key of JSON.
TOLERANT = {"paragraph", "resource", "session"}
RESOURCES = [blueprint for blueprint in blueprints() if isinstance(blueprint, Resource)]
CALLS = [call for one in blueprints() if isinstance(one, Calls) for call in one.calls]
every_resource = pytest.mark.parametrize("resource", RESOURCES, ids=lambda one: one.name)

# Values of columns that have a rule.
RULED = {
    "phone": "9876543210",
    "gender": "Female",
    "date_of_birth": date(2009, 2, 28),
    "category": "OBC",
    "stream": "medical",
    "pen_number": "12345678901",
    ("status", "title"): "at_risk",
    ("enrollment_record", "group_type"): "auth_group",  # the one that needs no academic year
    ("user_session", "timestamp"): datetime(2026, 4, 1, 9, 30),  # noqa: DTZ001  # as base tables
}


def table_of(resource: Resource) -> str:
    return resource.entity.projection.table.name


def acceptable(connection: Connection, entity: Entity) -> Iterator[tuple[str, Any]]:
    """Each column that a body may set, with a value as JSON has it."""
    for name, attribute in entity.written.items():
        ruled = RULED.get((column_of(attribute).table.name, name)) or RULED.get(name)
        value = ruled or value_for(connection, column_of(attribute))
        yield name, [value] if isinstance(entity.kinds[name], ObjectList) else as_json(value)


def ruled_columns(table: str) -> dict[str, Any]:
    """The columns that take certain values only in this table, each with one."""
    return {key[1]: value for key, value in RULED.items() if key[0] == table}


def as_json(value: Any) -> Any:
    if isinstance(value, datetime):
        return f"{value.isoformat()}Z"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, list):
        return [as_json(one) for one in value]
    return value
