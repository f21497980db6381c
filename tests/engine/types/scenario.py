"""What an import type has to show of itself, so that one suite can try every type."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from pathlib import Path

from sqlalchemy.orm import Session

from dbservice.imports.import_type import ImportType
from dbservice.imports.registry import TYPES

Cells = Mapping[str, str]
SheetRow = dict[str, str]
Prepare = Callable[[Session, int], None]
Verdict = tuple[str, str | None]


def nothing(_session: Session, _count: int) -> None:
    """The organisation as it is."""


@dataclass(frozen=True)
class Bad:
    """A row that is refused, or that goes in with a remark.

    Args:
        code: of the refusal or remark.
        cells: what makes a good row such a one, by header.
        column: the header that it is about.
        told: what the message must say, such as the value.
        given: what has to be the case in the database first.
    """

    code: str
    cells: Cells = field(default_factory=dict)
    column: str | None = None
    told: str = ""
    given: Callable[[Session], None] | None = None


@dataclass(frozen=True)
class Scenario:
    """An import type at work.

    Args:
        type: its name.
        cells: the cells of good row `n`, other than the examples of the columns; no two numbers
            are about the same thing.
        again: outcome and code of a good row when its sheet is imported once more.
        twice: the same of a good row that stands in the sheet a second time.
        prepare: makes what the good rows 0 to `count - 1` need.
        outcome: of a good row.
        needed: the code that a row is refused with when it lacks the cell, by header.
        known_by: the headers of the cells that say what a row is about.
        sparse: the outcome of a row of which every other cell is blank that may be.
        bad: rows that are refused.
        remarked: rows that go in with a remark.
        variants: other good rows about what the good row `n` is about, and about others.
    """

    type: str
    cells: Callable[[int], Cells]
    again: Verdict
    twice: Verdict
    prepare: Prepare = nothing
    outcome: str = "created"
    needed: Cells = field(default_factory=dict)
    known_by: tuple[str, ...] = ()
    sparse: str = ""
    bad: tuple[Bad, ...] = ()
    remarked: tuple[Bad, ...] = ()
    variants: tuple[Cells, ...] = ()

    @cached_property
    def import_type(self) -> ImportType:
        """The type as it is registered."""
        return TYPES[self.type]

    def row(self, number: int, **cells: str) -> SheetRow:
        """Good row `number`; `cells` replace some of its own, by header."""
        return {**self._examples, **self.cells(number), **cells}

    def rows(self, count: int) -> list[SheetRow]:
        """The good rows 0 to `count - 1`."""
        return [self.row(number) for number in range(count)]

    def sparse_row(self, number: int) -> SheetRow:
        """A row with the cells that it cannot do without, and no other."""
        kept = {*self.needed, *self.known_by}
        return {header: cell for header, cell in self.row(number).items() if header in kept}

    def bad_rows(self) -> dict[int, Bad]:
        """The rows that are bad whatever is stored, by the number of the good row they spoil."""
        return dict(enumerate(bad for bad in self.bad if bad.given is None))

    def codes(self) -> set[str]:
        """Every code that the scenario brings about."""
        verdicts = {code for _, code in (self.again, self.twice) if code}
        told = {one.code for one in (*self.bad, *self.remarked)}
        return verdicts | set(self.needed.values()) | told

    @cached_property
    def _examples(self) -> SheetRow:
        return {
            column.header: column.example for column in self.import_type.columns if column.example
        }


def declared() -> dict[str, Scenario]:
    """Every scenario, by its type; each is a module of its own."""
    folder = Path(__file__).parent / "scenarios"
    names = sorted(path.stem for path in folder.glob("[!_]*.py"))
    modules = (import_module(f"tests.engine.types.scenarios.{name}") for name in names)
    return {module.SCENARIO.type: module.SCENARIO for module in modules}
