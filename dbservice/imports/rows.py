"""A row of a sheet on its way through an import."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from dbservice.errors import DomainError


class Outcome(StrEnum):
    """What became of a row."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    FAILED = "failed"


@dataclass(slots=True)
class Row:
    """One row: its cells as they stand in the sheet, the values read from them, its outcome.

    `values` holds the filled cells only, by field; a field that is not in it was left blank.
    `record_id` is the row that the import made or changed, in the type's main table.
    """

    number: int
    cells: Sequence[str]
    values: dict[str, Any] = field(default_factory=dict)
    outcome: Outcome | None = None
    record_id: int | None = None
    problems: tuple[DomainError, ...] = ()
    remarks: tuple[DomainError, ...] = ()

    def get(self, name: str) -> Any:
        """The value of a field, or None when its cell is blank."""
        return self.values.get(name)

    def filled(self, *names: str) -> dict[str, Any]:
        """Those of these fields that are filled, with their values."""
        return {name: self.values[name] for name in names if name in self.values}

    def reject(self, *problems: DomainError) -> None:
        """Give the row up; nothing may have been written for it."""
        self.outcome, self.problems = Outcome.FAILED, _as_facts(problems)

    def remark(self, *remarks: DomainError) -> None:
        """Say something about the row that does not keep it from going in."""
        self.remarks = (*self.remarks, *_as_facts(remarks))

    def finish(self, outcome: Outcome, record_id: int | None = None) -> None:
        """Say what the import did for this row."""
        self.outcome, self.record_id = outcome, record_id

    def untouched(self) -> "Row":
        """The row as it was before it was tried."""
        return Row(self.number, self.cells, self.values)


def _as_facts(errors: tuple[DomainError, ...]) -> tuple[DomainError, ...]:
    """The same errors without where they were raised.

    A traceback holds the variables of every function it went through, the whole chunk among them,
    and they hold the error: a circle that would outlive the chunk.
    """
    for error in errors:
        error.__traceback__ = error.__context__ = error.__cause__ = None
    return errors
