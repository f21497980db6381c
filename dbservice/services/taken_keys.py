"""Keys of rows that are put back: another row may have taken one meanwhile.

What was done to the rows stands in the temporary table `net_change`; see `restoring`.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import Table, TextClause, text
from sqlalchemy.orm import InstrumentedAttribute, Session

from dbservice.models import Student
from dbservice.services import puts, row_keys, student_identity

Attribute = InstrumentedAttribute[Any]
OF_STUDENTS: tuple[Attribute, ...] = (Student.student_id,)
KEYS = {model.__tablename__: key for model, key in row_keys.KEYS.items()} | {
    Student.__tablename__: OF_STUDENTS
}


class Taken(NamedTuple):
    """A key that a row should have again, and the other row that took it."""

    row_id: int
    other: int
    column: str
    value: str


def hold(session: Session, tables: Iterable[Table]) -> None:
    """Keep everyone else from taking keys of these tables that rows are to have again."""
    for table in tables:
        key = _key(table)
        if key and session.scalar(_regaining(table, key)):
            if table.name == Student.__tablename__:
                student_identity.lock_all_identities(session)
            else:
                puts.hold(session, table)


def find(session: Session, table: Table) -> Taken | None:
    """The first row put back whose key another has taken since the row lost it, if there is one.

    Rows that shared a key before go on doing so.
    """
    key = _key(table)
    found = session.execute(_taken(table, key)).first() if key else None
    return None if found is None else Taken(found[0], found[1], key[-1], found[2])


def _key(table: Table) -> list[str]:
    return [one.property.columns[0].name for one in KEYS.get(table.name, ())]


def _regaining(table: Table, key: list[str]) -> TextClause:
    return text(f"SELECT EXISTS (SELECT FROM net_change AS n WHERE {_regains(table, key)})")


def _regains(table: Table, key: list[str]) -> str:
    """SQL of whether a row is to have a key again."""
    return (
        f"n.table_name = '{table.name}' AND n.before IS NOT NULL"
        f" AND {_image('n.before', key)} IS DISTINCT FROM {_image('n.after', key)}"
    )


def _taken(table: Table, key: list[str]) -> TextClause:
    same = " AND ".join(f'other."{name}" = t."{name}"' for name in key)
    return text(f"""
        SELECT n.row_id, other.id, CAST(t."{key[-1]}" AS text)
        FROM net_change AS n JOIN "{table.name}" AS t ON t.id = n.row_id
        JOIN "{table.name}" AS other ON {same} AND other.id <> t.id
        WHERE {_regains(table, key)}
          AND NOT EXISTS (SELECT FROM net_change AS own
                          WHERE own.table_name = '{table.name}' AND own.row_id = other.id)
          AND EXISTS (
            SELECT FROM change_log AS c
            WHERE c.table_name = '{table.name}' AND c.row_id = other.id AND c.id > n.last_id
              AND {_image("c.after", key)} = {_image("n.before", key)}
              AND {_image("c.before", key)} IS DISTINCT FROM {_image("c.after", key)})
        ORDER BY n.row_id, other.id LIMIT 1
    """)


def _image(of: str, key: list[str]) -> str:
    """SQL of the key in an image of a row."""
    members = ", ".join(f"{of} ->> '{name}'" for name in key)
    return f"ARRAY[{members}]"
