"""What a repair is: rows that are wrong in a way that leaves one right answer, and that answer."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import TextClause, text
from sqlalchemy.orm import Session

from dbservice.services.consistency.check import Exceptions, keys_as_text


@dataclass(frozen=True)
class Repair:
    """A change of rows that nobody has to decide on.

    Attributes:
        name: short and lasting.
        about: what is changed, and why nothing else can be right.
        chosen: a SELECT of what is to be changed; its columns are the keys of each change.
        change: a statement that changes what `chosen` has, a relation there.
        names: further keys that people know a row by, as SQL over a row `f` of `chosen`.
    """

    name: str
    about: str
    chosen: str
    change: str
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Repaired:
    """What a repair has changed, with the keys of each change."""

    repair: Repair
    changes: Exceptions

    def lines(self) -> Iterator[str]:
        """The changes as text, a line each."""
        return map(keys_as_text, self.changes)

    def as_json(self) -> dict[str, Any]:
        """The same for programs."""
        return {
            "name": self.repair.name,
            "about": self.repair.about,
            "changes": list(self.changes),
        }


def perform(session: Session, repair: Repair) -> Repaired:
    """Change what is chosen, in one statement, so that what it tells is what it did."""
    changes = session.execute(_statement(repair)).mappings()
    return Repaired(repair, [dict(keys) for keys in changes])


def _statement(repair: Repair) -> TextClause:
    names = "".join(f"{sql} AS {name}, " for name, sql in repair.names.items())
    return text(f"""
        WITH chosen AS MATERIALIZED ({repair.chosen}), changed AS ({repair.change})
        SELECT {names}f.* FROM chosen AS f ORDER BY f
    """)
