"""What the API shows of a row: SQL that makes the row's JSON inside the database."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from sqlalchemy import ARRAY, Column, Numeric, Table
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.orm import InstrumentedAttribute, RelationshipProperty

from dbservice.services.bulk import DIALECT, STAMPS

LONGEST_NAME = 63  # bytes

Expression = Callable[[str], str]
"""SQL of one value, given the name that the row goes by in the statement."""


def quoted(name: str) -> str:
    """A name as PostgreSQL reads it back unchanged, also inside a statement with parameters."""
    return DIALECT.identifier_preparer.quote_identifier(name).replace("%", "%%")


@dataclass(frozen=True, eq=False)
class Projection:
    """The keys under which a row of `table` is shown, each with the SQL of its value.

    Args:
        table: whose rows are shown.
        values: SQL by key.
        spread: the key of a value that is a whole row of another table, and those of its columns
            that are shown in its place; they are left out where there is no such row.
    """

    table: Table
    values: Mapping[str, Expression]
    spread: tuple[str, Collection[str]] | None = None

    @cached_property
    def name(self) -> str:
        """The table's name, quoted."""
        return quoted(self.table.name)

    def row(self, alias: str | None = None) -> str:
        """The JSON of the row that the statement calls `alias`; also good after RETURNING."""
        return f"(SELECT {self.json('r')} FROM (SELECT {self.columns(alias)}) AS r)"

    @cached_property
    def text(self) -> str:
        """The JSON of a row of the table as text, sent to the client as it comes."""
        return f"{self.row()}::text"

    def columns(self, alias: str | None = None) -> str:
        """The values with their keys, as a SELECT lists them."""
        row = alias or self.name
        pairs = zip(self._names, self.values.values(), strict=True)
        return ", ".join(f"{value(row)} AS {quoted(name)}" for name, value in pairs)

    def json(self, source: str) -> str:
        """The JSON of a row of `source`, a relation with these columns.

        PostgreSQL cuts names off, so keys that are longer are put together one by one.
        """
        if self._names == list(self.values) and not self.spread:
            return f"row_to_json({source})"
        pairs = zip(self.values, self._names, strict=True)
        members = {key: f"{source}.{quoted(name)}" for key, name in pairs}
        if self.spread is None:
            return json_object(members)
        key, columns = self.spread
        row = f"({members.pop(key)})"
        whole = members | {name: f"{row}.{quoted(name)}" for name in columns}
        return (
            f"CASE WHEN {row}.id IS NULL THEN {json_object(members)} ELSE {json_object(whole)} END"
        )

    def only(self, alias: str, match: str) -> str:
        """The JSON of the one row that meets a condition, which calls it `alias`; or null."""
        source = f"SELECT {self.columns(alias)} FROM {self.name} AS {alias} WHERE {match}"
        return f"(SELECT {self.json('e')} FROM ({source}) AS e)"

    def showing(self, values: Mapping[str, Expression]) -> "Projection":
        """The same with other values for some of the keys."""
        return replace(self, values={**self.values, **values})

    def every(self, source: str, order: str) -> str:
        """SQL of the JSON list of the rows of a source, in which the table has its own name."""
        return (
            f"(SELECT coalesce(json_agg({self.json('p')}), '[]')::text"
            f" FROM (SELECT {self.columns()} FROM {source} ORDER BY {order}) AS p)"
        )

    @cached_property
    def _names(self) -> list[str]:
        """A name for each key that PostgreSQL takes as it is."""
        return [
            key if len(key.encode()) <= LONGEST_NAME else f"long key {at}"
            for at, key in enumerate(self.values)
        ]

    @cached_property
    def one(self) -> str:
        """The statement that shows the row with the id that is its only parameter."""
        return f"SELECT {self.text} FROM {self.name} WHERE {self.name}.id = %s"


def json_object(members: Mapping[str, str]) -> str:
    """SQL of a JSON object, given the SQL of each of its members."""
    pairs = ", ".join(f"'{key}', {value}" for key, value in members.items())
    return f"json_build_object({pairs})"


def listed(select: str) -> str:
    """SQL of a JSON list with an object for each row of a SELECT."""
    return f"(SELECT coalesce(json_agg(row_to_json(e)), '[]') FROM ({select}) AS e)"


def shown_column(column: "Column[Any]") -> Expression:
    """A column's value: decimals become strings, moments end in Z, the rest is as JSON has it."""
    name = quoted(column.name)
    kind = column.type
    if isinstance(kind, ARRAY) and is_exact(kind.item_type):
        return lambda row: f"{row}.{name}::text[]"
    if is_exact(kind):
        return lambda row: f"{row}.{name}::text"
    if isinstance(kind, TIMESTAMP) and column.name not in STAMPS:
        return lambda row: f"""to_char({row}.{name}, 'YYYY-MM-DD"T"HH24:MI:SS"Z"')"""
    return lambda row: f"{row}.{name}"


def is_exact(kind: Any) -> bool:
    """Whether a column type holds decimals; floats count as numeric too in SQLAlchemy."""
    return isinstance(kind, Numeric) and kind.asdecimal


def embedded(relation: InstrumentedAttribute[Any], child: Projection) -> Expression:
    """The row behind a relationship as an object or null, or the rows behind it as a list."""
    link = relation.property
    assert isinstance(link, RelationshipProperty)
    pairs = [(near.name, far.name) for near, far in link.local_remote_pairs or ()]
    name = quoted(link.key)

    def value(row: str) -> str:
        match = " AND ".join(f"{name}.{quoted(far)} = {row}.{quoted(near)}" for near, far in pairs)
        if not link.uselist:
            return child.only(name, match)
        source = f"SELECT {child.columns(name)} FROM {child.name} AS {name} WHERE {match}"
        listed = f"coalesce(json_agg({child.json('e')}), '[]')"
        return f"(SELECT {listed} FROM ({source} ORDER BY {name}.id) AS e)"

    return value
