"""What has been deleted is brought back whole, or erased for good."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table, TextClause, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from dbservice.errors import Conflict, NotFound
from dbservice.models import Base
from dbservice.services import restoring, taken_keys
from dbservice.services.constraints import TAKEN, explain
from dbservice.services.deletions import ERASED, GOING_ALONG
from dbservice.services.nouns import noun
from dbservice.services.occasions import Occasion

OCCASION = "at = :at AND transaction = :transaction"
# A row that was made and deleted at once never was for others.
DELETED = text(f"""
    CREATE TEMPORARY TABLE net_change ON COMMIT DROP AS
    SELECT table_name, row_id, before, CAST(NULL AS jsonb) AS after, id AS last_id FROM change_log
    WHERE {OCCASION} AND operation = 'delete'
""")
TABLES = text("SELECT table_name, count(*), count(before) FROM net_change GROUP BY table_name")
ERASE = text(f"""
    WITH gone AS (
        SELECT table_name, row_id FROM change_log WHERE {OCCASION} AND operation = 'delete'
    ), erased AS (
        UPDATE change_log AS c SET before = NULL, after = NULL
        FROM gone AS g WHERE c.table_name = g.table_name AND c.row_id = g.row_id
    ), noted AS (
        INSERT INTO change_log (table_name, row_id, operation)
        SELECT table_name, row_id, '{ERASED}' FROM gone
    )
    SELECT count(*) FROM gone
""")


class _Blocked(Conflict):
    """What is stored now leaves no room for a row."""

    def __init__(self, table: Table, reason: str, data: Mapping[str, Any]) -> None:
        told = f"A {noun(table.name).one} cannot come back: {reason}"
        super().__init__(told, code="RESTORE_BLOCKED", data=data)


def restore(session: Session, occasion: Occasion) -> dict[str, int]:
    """Bring back everything that was deleted on an occasion; how many rows of which tables.

    Raises:
        NotFound: nothing was deleted then.
        Conflict: ERASED; STILL_THERE, something has come back already; RESTORE_BLOCKED, what is
            stored now leaves no room for a row.
    """
    restoring.hold(session)
    session.execute(DELETED, occasion._asdict())
    counts = {}
    for table, rows, images in session.execute(TABLES):
        if images < rows:
            raise Conflict("What was deleted has been erased for good", code="ERASED")
        counts[table] = rows
    if not counts:
        raise NotFound("Nothing was deleted then")
    tables = [table for table in Base.metadata.sorted_tables if table.name in counts]
    for table in sorted(tables, key=lambda one: one.name in GOING_ALONG):
        _refuse_present(session, table)
    taken_keys.hold(session, tables)
    for table in tables:
        _reinsert(session, table)
        _refuse_taken(session, table)
    for table in tables:
        _refer_again(session, table, occasion)
    return counts


def erase(session: Session, occasion: Occasion) -> int:
    """Forget the contents of every row that was deleted on an occasion, in all of the history.

    That they were there, and who did what with them when, stays. Returns how many rows.

    Raises:
        NotFound: nothing was deleted then.
        Conflict: STILL_THERE, something has come back; delete it first.
    """
    restoring.hold(session)
    session.execute(DELETED, occasion._asdict())
    names = {table for table, _, _ in session.execute(TABLES)}
    if not names:
        raise NotFound("Nothing was deleted then")
    for table in Base.metadata.sorted_tables:
        if table.name in names:
            _refuse_present(session, table)
    erased: int = session.scalars(ERASE, occasion._asdict()).one()
    return erased


def _refuse_present(session: Session, table: Table) -> None:
    present = session.scalar(
        text(f"""
        SELECT t.id FROM "{table.name}" AS t JOIN net_change AS n ON n.row_id = t.id
        WHERE n.table_name = '{table.name}' ORDER BY t.id LIMIT 1""")
    )
    if present is not None:
        raise Conflict(f"The {noun(table.name).one} {present} is there already", code="STILL_THERE")


def _reinsert(session: Session, table: Table) -> None:
    try:
        with session.begin_nested():
            restoring.reinsert_deleted(session, table)
    except IntegrityError as error:
        refusal = explain(error)
        value = refusal.data.get("value")
        told = f"{refusal.field or ''} {value or ''}".strip()
        raise _Blocked(table, f"{told} {refusal.message}", refusal.data) from error


def _refuse_taken(session: Session, table: Table) -> None:
    if taken := taken_keys.find(session, table):
        data = {"column": taken.column, "value": taken.value}
        raise _Blocked(table, f"{taken.column} {taken.value} {TAKEN}", data)


def _refer_again(session: Session, table: Table, occasion: Occasion) -> None:
    """Rows that only lost their reference to a row when it went refer to it again."""
    for child in Base.metadata.sorted_tables:
        for key in child.foreign_keys:
            if key.column.table is table and key.ondelete == "SET NULL":
                column = key.parent.name
                statement = _referring_again(child.name, column, table.name)
                session.execute(statement, occasion._asdict())


def _referring_again(child: str, column: str, table: str) -> TextClause:
    return text(f"""
        UPDATE "{child}" AS c SET "{column}" = n.row_id
        FROM change_log AS l JOIN net_change AS n
          ON n.table_name = '{table}' AND n.row_id = CAST(l.before ->> '{column}' AS bigint)
        WHERE l.at = :at AND l.transaction = :transaction
          AND l.table_name = '{child}' AND l.operation = 'update' AND l.row_id = c.id
          AND c."{column}" IS NULL
    """)
