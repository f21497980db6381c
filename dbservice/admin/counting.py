"""How many rows there are: exactly as long as that is quick, else about how many."""

from typing import NamedTuple

from sqlalchemy import Select, func, select, text
from sqlalchemy.orm import Session

from dbservice.admin.selection import Selection, unordered

EXACT_AT_MOST = 1_000
ROWS_OF_TABLE = text("SELECT reltuples::bigint FROM pg_class WHERE oid = to_regclass(:table)")


class Total(NamedTuple):
    """How many rows; if not exact, about so many, and more than EXACT_AT_MOST."""

    number: int
    is_exact: bool = True

    @property
    def rounded(self) -> int:
        """Two digits that count, as befits a guess."""
        return int(float(f"{self.number:.1e}"))


def count(session: Session, chosen: Selection) -> Total:
    """How many rows a selection has.

    Of a large table the planner is asked first, for even to count a thousand rows of many may take
    long. Counting stops early; beyond, the planner's guess is taken.
    """
    if chosen.panel.large and (guess := _guess(session, chosen)) > 2 * EXACT_AT_MOST:
        return Total(guess, is_exact=False)
    some = unordered(chosen, limit=EXACT_AT_MOST + 1).subquery()
    counted = session.scalar(select(func.count()).select_from(some)) or 0
    if counted <= EXACT_AT_MOST:
        return Total(counted)
    return Total(max(counted, planned(session, unordered(chosen))), is_exact=False)


def _guess(session: Session, chosen: Selection) -> int:
    if chosen.is_everything:
        return rows_of_table(session, chosen.panel.table)
    return planned(session, unordered(chosen))


def rows_of_table(session: Session, table: str) -> int:
    """About how many rows a table has, as of the last time it was tidied up; -1 if never."""
    return session.scalar(ROWS_OF_TABLE, {"table": f'"{table}"'}) or 0


def planned(session: Session, statement: Select[tuple[int]]) -> int:
    """How many rows the planner expects of a statement."""
    compiled = statement.compile(session.get_bind(), compile_kwargs={"render_postcompile": True})
    connection = session.connection()
    plan = connection.exec_driver_sql(
        f"EXPLAIN (FORMAT JSON) {compiled}", compiled.params
    ).scalar_one()
    return int(plan[0]["Plan"]["Plan Rows"])
