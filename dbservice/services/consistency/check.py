"""What a check is: a query for the rows that break a rule, with the keys by which to find them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

Exceptions = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Check:
    """A rule about rows, and how to find what breaks it.

    Attributes:
        name: short and lasting; programs and people refer to the check by it.
        rule: what holds of good data, as a sentence.
        query: a SELECT of the exceptions; its columns are the keys of each.
        names: further keys that people know a row by, as SQL over a row `f` of the query.
    """

    name: str
    rule: str
    query: str
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Finding:
    """What a check has found: how many exceptions there are, and the keys of the first."""

    check: Check
    count: int
    first: Exceptions

    def lines(self) -> Iterator[str]:
        """The exceptions as text, a line each."""
        yield from map(keys_as_text, self.first)
        if self.count > len(self.first):
            yield f"and {self.count - len(self.first)} more"

    def as_json(self) -> dict[str, Any]:
        """The same for programs."""
        return {
            "name": self.check.name,
            "rule": self.check.rule,
            "exceptions": self.count,
            "first": list(self.first),
        }


def examine(connection: Connection | Session, check: Check, limit: int | None = None) -> Finding:
    """Count the exceptions to a rule, and tell those with the lowest keys: `limit`, or all."""
    found = connection.execute(_first(check), {"limit": limit}).mappings().all()
    first = [{key: row[key] for key in row if key != "exceptions"} for row in found]
    return Finding(check, found[0]["exceptions"] if found else 0, first)


def count(connection: Connection | Session, check: Check) -> int:
    """How many exceptions to a rule there are."""
    return int(connection.scalar(text(f"SELECT count(*) FROM ({check.query}) AS f")) or 0)


def keys_as_text(keys: Mapping[str, Any]) -> str:
    """The keys of a row for a person; those that it has not are left out."""
    return ", ".join(f"{key} {_value(value)}" for key, value in keys.items() if value is not None)


def _value(value: Any) -> str:
    return " and ".join(map(str, value)) if isinstance(value, list) else str(value)


def _first(check: Check) -> Any:
    """Only the rows that are told get their names: looking a name up costs a query."""
    names = "".join(f"{sql} AS {name}, " for name, sql in check.names.items())
    return text(f"""
        SELECT {names}f.* FROM (
            SELECT count(*) OVER () AS exceptions, q.* FROM ({check.query}) AS q
            ORDER BY q LIMIT :limit
        ) AS f
    """)
