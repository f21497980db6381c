"""Putting rows back as they were before some work, such as an import or a deletion.

What the work did to each row stands in the temporary table `net_change`: from `before` to
`after`, of which one is null for a row that it created or deleted.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from psycopg2.errors import UniqueViolation
from sqlalchemy import Column, Index, Table, TextClause, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

TRASH_LOCK = 7_205_426
HOLD = text(f"SELECT pg_advisory_xact_lock({TRASH_LOCK})")


def hold(session: Session) -> None:
    """Wait for whoever else puts rows back or erases them, until this transaction ends.

    So nothing of what is erased for good comes back meanwhile.
    """
    session.execute(HOLD)


def let_go(session: Session, table: Table, changed: Sequence[Table]) -> None:
    """Have rows that the work changed no longer refer to rows of a table that it created.

    Args:
        session: in the transaction of the undoing.
        table: whose created rows are to be deleted.
        changed: every table with rows that the work changed.
    """
    for child in changed:
        for key in child.foreign_keys:
            if key.column.table is table:
                session.execute(_letting_go(key.parent, table))


def delete_created(session: Session, table: Table) -> None:
    """Delete the rows of a table that the work created."""
    session.execute(
        text(f"""
        DELETE FROM "{table.name}" AS t USING net_change AS n
        WHERE n.table_name = '{table.name}' AND n.row_id = t.id
          AND n.before IS NULL AND n.after IS NOT NULL
    """)
    )


def restore_changed(session: Session, table: Table) -> None:
    """Give the rows of a table that the work changed the values that they had."""
    names = [column.name for column in table.c if column.name not in ("id", "updated_at")]
    restore = _setting(table, {name: f'old."{name}"' for name in names})
    if not _succeeds(session, restore):
        # A row wants a value back that another still has, which is about to give it up.
        session.execute(_setting(table, dict.fromkeys(_distinguishing(table), "NULL")))
        session.execute(restore)


def reinsert_deleted(session: Session, table: Table) -> None:
    """Bring the rows of a table back that the work deleted."""
    session.execute(
        text(f"""
        INSERT INTO "{table.name}"
        SELECT old.* FROM net_change AS n,
             LATERAL jsonb_populate_record(CAST(NULL AS "{table.name}"), n.before) AS old
        WHERE n.table_name = '{table.name}' AND n.before IS NOT NULL AND n.after IS NULL
    """)
    )


def _letting_go(reference: "Column[Any]", table: Table) -> TextClause:
    child = reference.table.name
    before = "NULL" if reference.nullable else f'old."{reference.name}"'
    return text(f"""
        UPDATE "{child}" AS t SET "{reference.name}" = {before}
        FROM net_change AS n, net_change AS made,
             LATERAL jsonb_populate_record(CAST(NULL AS "{child}"), n.before) AS old
        WHERE n.table_name = '{child}' AND n.row_id = t.id
          AND n.before IS NOT NULL AND n.after IS NOT NULL
          AND made.table_name = '{table.name}' AND made.row_id = t."{reference.name}"
          AND made.before IS NULL
    """)


def _setting(table: Table, values: Mapping[str, str]) -> TextClause:
    """Set these columns of the changed rows to SQL over `old`, the row as it was."""
    changes = ", ".join(f'"{name}" = {value}' for name, value in values.items())
    return text(f"""
        UPDATE "{table.name}" AS t SET {changes}
        FROM net_change AS n,
             LATERAL jsonb_populate_record(CAST(NULL AS "{table.name}"), n.before) AS old
        WHERE n.table_name = '{table.name}' AND n.row_id = t.id
          AND n.before IS NOT NULL AND n.after IS NOT NULL
    """)


def _succeeds(session: Session, statement: TextClause) -> bool:
    """Execute a statement, unless two rows would come to be the same."""
    try:
        with session.begin_nested():
            session.execute(statement)
    except IntegrityError as error:
        if not isinstance(error.orig, UniqueViolation):
            raise
        return False
    return True


def _distinguishing(table: Table) -> list[str]:
    """The columns by which unique indexes tell rows apart; without those that cannot be null."""
    indexes = [index for index in table.indexes if index.unique]
    words = {word for index in indexes for word in _words(index)}
    return [column.name for column in table.c if column.name in words and column.nullable]


def _words(index: Index) -> set[str]:
    predicate = index.dialect_options["postgresql"]["where"]
    return {*re.findall(r"\w+", str(predicate)), *(column.name for column in index.columns)}
