"""Rows that do nothing but link two others, such as a resource and a topic."""

from collections.abc import Collection, Sequence

from sqlalchemy import text
from sqlalchemy.orm import Session

from dbservice.models import Base
from dbservice.services import bulk, puts
from dbservice.services.bulk import NOW

Pair = tuple[int, int]


def add_missing(
    session: Session, model: type[Base], columns: tuple[str, str], pairs: Collection[Pair]
) -> set[Pair]:
    """Insert the links that are not there yet, each a pair of the ids in these two columns.

    Returns those that were missing.
    """
    if not pairs:
        return set()
    table = model.metadata.tables[model.__tablename__]
    puts.hold(session, table)
    left, right = columns
    added = session.execute(
        text(f"""
            INSERT INTO "{table.name}" ({left}, {right}, inserted_at, updated_at)
            SELECT DISTINCT p.a, p.b, {NOW}, {NOW}
            FROM unnest(CAST(:left AS bigint[]), CAST(:right AS bigint[])) AS p(a, b)
            WHERE NOT EXISTS (
                SELECT FROM "{table.name}" AS l WHERE l.{left} = p.a AND l.{right} = p.b)
            ON CONFLICT DO NOTHING
            RETURNING {left}, {right}
        """),
        _parameters(list(pairs)),
    )
    return {(a, b) for a, b in added}


def make_equal(
    session: Session,
    model: type[Base],
    columns: tuple[str, str],
    left: int,
    rights: Collection[int],
) -> None:
    """Link the row `left` with these rows and no others."""
    one, other = columns
    session.execute(
        text(f"""
            DELETE FROM "{model.__tablename__}"
            WHERE {one} = :left AND NOT {other} = ANY(CAST(:rights AS bigint[]))
        """),
        {"left": left, "rights": bulk.array(rights)},
    )
    add_missing(session, model, columns, [(left, right) for right in rights])


def _parameters(pairs: Sequence[Pair]) -> dict[str, str]:
    return {
        "left": bulk.array([left for left, _ in pairs]),
        "right": bulk.array([right for _, right in pairs]),
    }
