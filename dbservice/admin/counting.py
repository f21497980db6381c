"""How many rows there are: exactly as long as that is quick, else about how many."""

from typing import Any, NamedTuple

from sqlalchemy import Executable, Select, func, select, text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ClauseElement
from sqlalchemy.sql.visitors import InternalTraversal

from dbservice.admin.selection import Selection, unordered

EXACT_AT_MOST = 1_000
ROWS_OF_TABLE = text("SELECT reltuples::bigint FROM pg_class WHERE oid = to_regclass(:table)")


class Plan(Executable, ClauseElement):
    """EXPLAIN of a statement; SQLAlchemy keeps its text as it keeps that of the statement."""

    inherit_cache = True
    _traverse_internals = [("statement", InternalTraversal.dp_clauseelement)]  # noqa: RUF012
    _all_selected_columns = ()  # a plan has none of them

    def __init__(self, statement: Select[Any]) -> None:
        self.statement = statement


@compiles(Plan)
def _explain(plan: Plan, compiler: SQLCompiler, **given: Any) -> str:
    return f"EXPLAIN (FORMAT JSON) {compiler.process(plan.statement, **given)}"


class Total(NamedTuple):
    """How many rows; if not exact, about so many, and more than EXACT_AT_MOST."""

    number: int
    is_exact: bool = True

    @property
    def rounded(self) -> int:
        """Two digits that count, as befits a guess."""
        return int(float(f"{self.number:.1e}"))


def count(session: Session, chosen: Selection, guess: int | None) -> Total:
    """How many rows a selection has; `guess` is what `guessed` said of it.

    Of a large table a large guess is taken, for even to count a thousand rows of many may take
    long. Counting stops early; beyond, the planner is asked.
    """
    if guess is not None and not are_few(guess):
        return Total(guess, is_exact=False)
    some = unordered(chosen, limit=EXACT_AT_MOST + 1).subquery()
    counted = session.scalar(select(func.count()).select_from(some)) or 0
    return told(session, chosen, counted)


def are_few(guess: int) -> bool:
    """Whether so few rows are expected that they are counted, for the guess may be wrong."""
    return guess <= 2 * EXACT_AT_MOST


def told(session: Session, chosen: Selection, counted: int) -> Total:
    """How many rows a selection has, of which so many were counted before counting stopped."""
    if counted <= EXACT_AT_MOST:
        return Total(counted)
    return Total(max(counted, planned(session, unordered(chosen))), is_exact=False)


def guessed(session: Session, chosen: Selection) -> int | None:
    """About how many rows of a large table the planner expects; nothing of other tables."""
    if not chosen.panel.large:
        return None
    if chosen.is_everything:
        return rows_of_table(session, chosen.panel.table)
    return planned(session, unordered(chosen))


def rows_of_table(session: Session, table: str) -> int:
    """About how many rows a table has, as of the last time it was tidied up; -1 if never."""
    return session.scalar(ROWS_OF_TABLE, {"table": f'"{table}"'}) or 0


def planned(session: Session, statement: Select[tuple[int]]) -> int:
    """How many rows the planner expects of a statement."""
    plan = session.execute(Plan(statement)).scalar_one()
    return int(plan[0]["Plan"]["Plan Rows"])
