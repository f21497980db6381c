"""What answers must look like, as contract/resources.toml has it."""

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text

from tests.rows import add_full_row, add_row

DECLARED = Path(__file__).parent / "contract" / "resources.toml"
NUMBERS = count(1)


@dataclass(frozen=True)
class Kind:
    """A kind of value in JSON.

    Args:
        holds: whether a value, not null, is of the kind.
        sample: a value of the kind for a key.
    """

    holds: Callable[[Any], bool]
    sample: Callable[[str], Any]


def text_like(pattern: str) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and bool(re.fullmatch(pattern, value))


def list_of(holds: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, list) and all(map(holds, value))


def is_integer(value: Any) -> bool:
    return type(value) is int


def is_object(value: Any) -> bool:
    return isinstance(value, dict)


DAY = r"\d{4}-\d{2}-\d{2}"
is_decimal = text_like(r"-?\d+(\.\d+)?")
KINDS = {
    "integer": Kind(is_integer, lambda _: next(NUMBERS)),
    "string": Kind(text_like(r"(?s).*"), lambda key: f"{key[:30]} {next(NUMBERS)}"),
    "boolean": Kind(lambda value: isinstance(value, bool), lambda _: True),
    "float": Kind(lambda value: type(value) in {int, float}, lambda _: 97.25),
    "decimal": Kind(is_decimal, lambda _: "8.50"),
    "decimals": Kind(list_of(is_decimal), lambda _: ["82.50", "7.25"]),
    "integers": Kind(list_of(is_integer), lambda _: [3, 1, 2]),
    "date": Kind(text_like(DAY), lambda _: "2024-06-30"),
    "time": Kind(text_like(rf"{DAY}T\d{{2}}:\d{{2}}:\d{{2}}Z"), lambda _: "2024-06-30T11:05:00Z"),
    "stamp": Kind(text_like(rf"{DAY}T\d{{2}}:\d{{2}}:\d{{2}}"), lambda _: "2024-06-30T11:05:00"),
    "object": Kind(is_object, lambda _: {"b": [1, None], "a": {"c": ""}}),
    "objects": Kind(list_of(is_object), lambda key: [{"lang_code": "en", key: "text"}]),
    "null": Kind(lambda _: False, lambda _: None),
}


@dataclass(frozen=True)
class Shape:
    """An object of the contract; the declaration tells what each word means."""

    name: str
    kinds: dict[str, Kind]
    filled: list[str]
    created: int
    again: int
    one: dict[str, str] = field(default_factory=dict)
    many: dict[str, str] = field(default_factory=dict)
    needed: list[str] = field(default_factory=list)
    later: list[str] = field(default_factory=list)
    refers: dict[str, str] = field(default_factory=dict)
    sent: dict[str, Any] = field(default_factory=dict)
    added: dict[str, Any] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)
    alone: dict[str, Any] = field(default_factory=dict)
    key: list[str] = field(default_factory=list)
    along: str = ""
    located: bool = True
    unknown: str = ""
    absent: tuple[int, str] | None = None

    @property
    def path(self) -> str:
        return f"/api/{self.name}"

    @property
    def keys(self) -> set[str]:
        return {*self.kinds, *self.one, *self.many}

    @property
    def written(self) -> list[str]:
        """The keys that a body may set."""
        return [key for key in self.kinds if key not in {"id", *self.kept}]

    @property
    def demanded(self) -> list[str]:
        """The keys that the body of a POST must have."""
        return self.needed or [key for key in self.filled if key in self.written]

    def body(self, connection: Connection) -> dict[str, Any]:
        """A body with a value for everything that it may set; rows it refers to are added."""
        body = SHAPES[self.along].body(connection) if self.along else {}
        body |= {key: self.kinds[key].sample(key) for key in self.written} | self.sent | self.added
        for key, target in self.refers.items():
            table, _, column = target.partition(".")
            body[key] = referred(connection, table, column or "id")
        return body

    def faults(self, value: Any) -> Iterator[str]:
        """What is wrong with an object of an answer."""
        missing, strange = self.keys - {*value}, {*value} - self.keys - {*self.later}
        yield from (f"{key} is missing" for key in missing)
        yield from (f"{key} is unknown" for key in strange)
        for key in self.keys & {*value}:
            yield from (f"{key}: {fault}" for fault in self._faults_of(key, value[key]))

    def _faults_of(self, key: str, value: Any) -> Iterator[str]:
        if value is None:
            if key in self.filled:
                yield "is null"
        elif key in self.kinds:
            if not self.kinds[key].holds(value):
                yield repr(value)
        elif key in self.one:
            yield from SHAPES[self.one[key]].faults(value)
        else:
            for one in value:
                yield from SHAPES[self.many[key]].faults(one)


def referred(connection: Connection, table: str, column: str) -> Any:
    """The column of a new row."""
    values = {"type": "batch", "child_id": add_row(connection, "batch")} if table == "group" else {}
    id = add_row(connection, table, **values) if values else add_full_row(connection, table)
    query = text(f'SELECT {column} FROM "{table}" WHERE id = :id')
    return connection.execute(query, {"id": id}).scalar_one()


def declared() -> dict[str, Shape]:
    found = {}
    for name, words in tomllib.loads(DECLARED.read_text()).items():
        kinds = {key: kind for word, kind in KINDS.items() for key in words.pop(word, ())}
        found[name] = Shape(name, kinds, **words)
    return found


SHAPES = declared()
