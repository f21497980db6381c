"""Bringing sheets of any type, and looking at what came of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, text

from dbservice.db import transaction
from dbservice.imports import control, undo
from dbservice.services.history import recorded_tables
from tests.engine import world
from tests.engine.conftest import Take

Cells = Mapping[str, str]


@dataclass(frozen=True)
class Brought:
    """An import that is through."""

    id: int
    reports: list[dict[str, Any]]

    @property
    def outcomes(self) -> list[str]:
        """What became of each row; for a failed one the code."""
        return [one["code"] or one["outcome"] for one in self.reports]

    @property
    def messages(self) -> list[str | None]:
        return [one["message"] for one in self.reports]


class Bringer:
    """Someone who imports sheets of one type."""

    def __init__(self, take: Take, engine: Engine, type: str) -> None:
        self.take, self.engine, self.type = take, engine, type

    def bring(self, *rows: Cells | None) -> Brought:
        """Import these rows; cells are given by header."""
        import_id = world.begin(world.sheet(rows, self.type), type=self.type)
        self.take(import_id)
        return Brought(import_id, world.reports(self.engine, import_id))

    def undo(self, brought: Brought) -> None:
        """Take an import back."""
        with transaction() as session:
            control.request_undo(session, brought.id, by="boss")
        undo.run(brought.id)
        facts = world.facts_of(self.engine, brought.id)
        assert facts["undone_at"], facts["undo_obstacles"]


def snapshot(engine: Engine, *, with_times: bool = False) -> dict[str, list[Any]]:
    """Every row of every table that people edit; without `updated_at` unless asked for."""
    row = "to_jsonb(t)" if with_times else "to_jsonb(t) - 'updated_at'"
    with engine.connect() as connection:
        return {
            table.name: list(
                connection.scalars(text(f'SELECT {row} FROM "{table.name}" AS t ORDER BY id'))
            )
            for table in recorded_tables()
        }


def changed_tables(before: Mapping[str, Any], after: Mapping[str, Any]) -> set[str]:
    """The tables in which two snapshots differ."""
    return {table for table in before if before[table] != after[table]}
