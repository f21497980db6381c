"""Rows that do nothing but link two others, such as a resource and a topic."""

from collections.abc import Collection, Sequence
from itertools import product
from typing import Any

from sqlalchemy import Column, text
from sqlalchemy.orm import InstrumentedAttribute, Session

from dbservice.models import Base
from dbservice.services import bulk, puts
from dbservice.services.bulk import NOW

Pair = tuple[int, int]
Attribute = InstrumentedAttribute[Any]


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
    lefts: Collection[int],
    rights: Collection[int],
) -> None:
    """Link each row of `lefts` with all these rows and no others."""
    left, right = columns
    session.execute(
        text(f"""
            DELETE FROM "{model.__tablename__}"
            WHERE {left} = ANY(CAST(:lefts AS bigint[]))
              AND NOT {right} = ANY(CAST(:rights AS bigint[]))
        """),
        {"lefts": bulk.array(lefts), "rights": bulk.array(rights)},
    )
    add_missing(session, model, columns, [*product(lefts, rights)])


def replace(
    session: Session, near: Attribute, far: Attribute, id: int, far_ids: Collection[int]
) -> bool:
    """Link a row to these rows and to no others; five statements for any number.

    Ids that no row has are left out. Until the commit nobody else links the row, nor enrols or
    moves the people concerned.

    Args:
        session: a session in a transaction.
        near: the column of the link table that holds the row.
        far: the column that holds the other end.
        id: of the row.
        far_ids: of the rows to link it to.

    Returns:
        Whether there is such a row.
    """
    here, there = _column(near), _column(far)
    # People first and in order of their ids, as everywhere.
    concerned = session.scalars(
        text(f"""
            SELECT id FROM "{_target(there)}" WHERE id IN (
                SELECT unnest(CAST(:ids AS bigint[]))
                UNION SELECT {there.name} FROM {here.table.name} WHERE {here.name} = :id)
            ORDER BY id FOR NO KEY UPDATE
        """),
        {"id": id, "ids": bulk.array(far_ids)},
    )
    known = {*concerned}.intersection(far_ids)
    own = text(f'SELECT id FROM "{_target(here)}" WHERE id = :id FOR UPDATE')
    if session.scalar(own, {"id": id}) is None:
        return False
    make_equal(session, near.property.parent.class_, (here.name, there.name), [id], known)
    return True


def _column(attribute: Attribute) -> "Column[Any]":
    column = attribute.property.columns[0]
    assert isinstance(column, Column)
    return column


def _target(column: "Column[Any]") -> str:
    [key] = column.foreign_keys
    return str(key.column.table.name)


def _parameters(pairs: Sequence[Pair]) -> dict[str, str]:
    return {
        "left": bulk.array([left for left, _ in pairs]),
        "right": bulk.array([right for _, right in pairs]),
    }
