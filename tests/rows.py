"""Rows for tests: into any table, with whatever the table demands filled in."""

from collections.abc import Callable, Container
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from sqlalchemy import Column, Connection, insert
from sqlalchemy.dialects.postgresql import ARRAY, BYTEA, JSONB, TIMESTAMP
from sqlalchemy.types import BigInteger, Boolean, Date, Double, Integer, Numeric, String, Text

from dbservice.models import Base

START = datetime(2026, 4, 1, 9, 30)  # noqa: DTZ001  # base tables keep UTC without zone
NUMBERS = count(1)

SAMPLES: dict[type, Callable[[int], Any]] = {
    BigInteger: lambda n: n,
    Boolean: lambda n: n % 2 == 0,
    BYTEA: lambda n: b"%d" % n,
    Date: lambda n: START.date() + timedelta(days=n),
    Double: lambda n: n + 0.125,
    Integer: lambda n: n,
    JSONB: lambda n: {"number": n, "none": None, "list": [{"deep": None}, 1.5, "ä"]},
    Numeric: lambda n: Decimal(n % 1000).scaleb(-2),
    String: lambda n: f"text {n}",
    Text: lambda n: f"long\n“text” {n}",
    TIMESTAMP: lambda n: START + timedelta(hours=n),
}
# What a check wants.
SPECIAL = {
    ("lms_pm_school_visits", "status"): "completed",
    ("user_permission", "level"): 3,
}


def add_row(connection: Connection, table: str, **values: Any) -> int:
    """Insert a row, and the rows it has to refer to; its id."""
    target = Base.metadata.tables[table]
    for column in target.columns:
        if column.name not in values and is_required(column):
            values[column.name] = value_for(connection, column)
    added = connection.execute(insert(target).values(values).returning(target.c.id))
    return int(added.scalar_one())


def add_full_row(connection: Connection, table: str, *, only: Container[str] | None = None) -> int:
    """Insert a row with a value in every column, or in every one of `only`."""
    columns = Base.metadata.tables[table].columns
    values = {
        column.name: value_for(connection, column)
        for column in columns
        if not column.primary_key
        and not refers_to_itself(column)
        and (only is None or column.name in only)
    }
    return add_row(connection, table, **values)


def is_required(column: Column[Any]) -> bool:
    return not (column.nullable or column.primary_key or column.server_default is not None)


def refers_to_itself(column: Column[Any]) -> bool:
    return any(key.column.table is column.table for key in column.foreign_keys)


def value_for(connection: Connection, column: Column[Any]) -> Any:
    """A value that the column takes: another one each time, save where a check allows few."""
    if (column.table.name, column.name) in SPECIAL:
        return SPECIAL[column.table.name, column.name]
    for key in column.foreign_keys:
        return add_row(connection, key.column.table.name)
    return sample(column.type)


def sample(kind: Any) -> Any:
    number = next(NUMBERS)
    if isinstance(kind, ARRAY):
        return [sample(kind.item_type), sample(kind.item_type)]
    make = next(SAMPLES[base] for base in type(kind).__mro__ if base in SAMPLES)
    value = make(number)
    if isinstance(kind, String) and kind.length:
        return value[: kind.length]
    return value
