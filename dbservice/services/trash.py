"""What has been deleted, by whatever means: listed, brought back whole, or erased for good.

A deletion is what one transaction deleted; the history tells. There are no columns that mark rows
as deleted.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Table, TextClause, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from dbservice.errors import Conflict, NotFound
from dbservice.models import Base
from dbservice.services import restoring
from dbservice.services.constraints import explain

# Rows that are only there for another: they are deleted and come back with it, or by the rules of
# enrolment, and say nothing by themselves.
GOING_ALONG = frozenset(
    {
        "api_token",
        "chapter_curriculum",
        "dropout",
        "enrollment_record",
        "group",
        "group_session",
        "group_user",
        "lms_pm_school_visits",
        "resource_chapter",
        "resource_concept",
        "resource_curriculum",
        "resource_topic",
        "school_batch",
        "staff_account",
        "student_profile",
        "teacher_profile",
        "topic_curriculum",
        "user_permission",
        "user_profile",
    }
)
ROWS_LISTED = 10  # of a deletion
ERASED = "erase"  # the operation that the history notes for a row that was erased

NEWEST = text("""
    SELECT page.transaction, d.* FROM (
        SELECT DISTINCT newest.transaction
        FROM unnest(CAST(:kinds AS text[])) AS kind, LATERAL (
            SELECT DISTINCT c.transaction FROM change_log AS c
            WHERE c.table_name = kind AND c.operation = 'delete' AND c.transaction < :before
            ORDER BY c.transaction DESC LIMIT :limit
        ) AS newest
        ORDER BY newest.transaction DESC LIMIT :limit
    ) AS page, LATERAL (
        SELECT c.table_name, c.row_id, c.before, c.at, c.actor, c.origin FROM change_log AS c
        WHERE c.transaction = page.transaction AND c.operation = 'delete'
          AND c.table_name = ANY(CAST(:kinds AS text[]))
        ORDER BY c.id LIMIT :rows
    ) AS d
    ORDER BY page.transaction DESC
""")
COUNTS = text("""
    SELECT transaction, table_name, count(*) FROM change_log
    WHERE transaction = ANY(:transactions) AND operation = 'delete' GROUP BY 1, 2 ORDER BY 1, 2
""")
LATER = text(f"""
    SELECT d.transaction, array_agg(DISTINCT l.operation) AS operations
    FROM change_log AS d JOIN change_log AS l
      ON l.table_name = d.table_name AND l.row_id = d.row_id AND l.id > d.id
    WHERE d.transaction = ANY(:transactions) AND d.operation = 'delete'
      AND l.operation IN ('insert', '{ERASED}')
    GROUP BY d.transaction
""")
# A row that was made and deleted at once never was for others.
DELETED = text("""
    CREATE TEMPORARY TABLE net_change ON COMMIT DROP AS
    SELECT table_name, row_id, before, CAST(NULL AS jsonb) AS after FROM change_log
    WHERE transaction = :transaction AND operation = 'delete'
""")
TABLES = text("SELECT table_name, count(*), count(before) FROM net_change GROUP BY table_name")
ERASE = text(f"""
    WITH gone AS (
        SELECT table_name, row_id FROM change_log
        WHERE transaction = :transaction AND operation = 'delete'
    ), erased AS (
        UPDATE change_log AS c SET before = NULL, after = NULL
        FROM gone AS g WHERE c.table_name = g.table_name AND c.row_id = g.row_id
    ), noted AS (
        INSERT INTO change_log (table_name, row_id, operation)
        SELECT table_name, row_id, '{ERASED}' FROM gone
    )
    SELECT count(*) FROM gone
""")


class Deleted(NamedTuple):
    """A row as it was when it was deleted; None where it has been erased."""

    table: str
    row_id: int
    image: Mapping[str, Any] | None


@dataclass(frozen=True)
class Deletion:
    """What one transaction deleted.

    Attributes:
        transaction: its number in the history.
        rows: the first of those that say what was deleted.
        counts: how many rows of which tables went, those that went along included.
        is_restored: whether any of them has come back.
        is_erased: whether their contents are gone for good.
    """

    transaction: int
    at: datetime
    actor: str | None
    origin: str | None
    rows: Sequence[Deleted]
    counts: Mapping[str, int]
    is_restored: bool
    is_erased: bool


def kinds() -> list[str]:
    """The tables whose rows are worth listing when they are deleted."""
    return [table.name for table in Base.metadata.sorted_tables if table.name not in GOING_ALONG]


def deletions(
    session: Session,
    *,
    tables: Collection[str] = (),
    before: int | None = None,
    limit: int = 50,
) -> list[Deletion]:
    """The newest deletions, in three statements.

    Args:
        session: where to look.
        tables: only those of rows of these tables, instead of all `kinds`.
        before: only those before this transaction.
        limit: how many.
    """
    query = {
        "kinds": sorted(tables or kinds()),
        "before": before or 2**63 - 1,
        "limit": limit,
        "rows": ROWS_LISTED,
    }
    found: dict[int, list[Any]] = {}
    for row in session.execute(NEWEST, query):
        found.setdefault(row.transaction, []).append(row)
    among = {"transactions": list(found)}
    counts: dict[int, dict[str, int]] = {}
    for transaction, table, number in session.execute(COUNTS, among):
        counts.setdefault(transaction, {})[table] = number
    later = {row.transaction: row.operations for row in session.execute(LATER, among)}
    return [
        _deletion(rows, counts[transaction], later.get(transaction, ()))
        for transaction, rows in found.items()
    ]


def restore(session: Session, transaction: int) -> dict[str, int]:
    """Bring back everything that a transaction deleted; how many rows of which tables.

    Raises:
        NotFound: it deleted nothing.
        Conflict: ERASED; STILL_THERE, something has come back already; RESTORE_BLOCKED, what is
            stored now leaves no room for a row.
    """
    session.execute(DELETED, {"transaction": transaction})
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
    for table in tables:
        _reinsert(session, table)
    for table in tables:
        _refer_again(session, table, transaction)
    return counts


def erase(session: Session, transaction: int) -> int:
    """Forget the contents of every row that a transaction deleted, in all of the history.

    That they were there, and who did what with them when, stays. Returns how many rows.

    Raises:
        NotFound: it deleted nothing.
        Conflict: STILL_THERE, something has come back; delete it first.
    """
    session.execute(DELETED, {"transaction": transaction})
    names = {table for table, _, _ in session.execute(TABLES)}
    if not names:
        raise NotFound("Nothing was deleted then")
    for table in Base.metadata.sorted_tables:
        if table.name in names:
            _refuse_present(session, table)
    erased: int = session.scalars(ERASE, {"transaction": transaction}).one()
    return erased


def _deletion(rows: Sequence[Any], counts: Mapping[str, int], later: Collection[str]) -> Deletion:
    newest = rows[0]
    return Deletion(
        transaction=newest.transaction,
        at=newest.at,
        actor=newest.actor,
        origin=newest.origin,
        rows=[Deleted(row.table_name, row.row_id, row.before) for row in rows],
        counts=counts,
        is_restored="insert" in later,
        is_erased=ERASED in later,
    )


def _refuse_present(session: Session, table: Table) -> None:
    present = session.scalar(
        text(f"""
        SELECT t.id FROM "{table.name}" AS t JOIN net_change AS n ON n.row_id = t.id
        WHERE n.table_name = '{table.name}' ORDER BY t.id LIMIT 1""")
    )
    if present is not None:
        words = table.name.replace("_", " ")
        raise Conflict(f"The {words} {present} is there already", code="STILL_THERE")


def _reinsert(session: Session, table: Table) -> None:
    try:
        with session.begin_nested():
            restoring.reinsert_deleted(session, table)
    except IntegrityError as error:
        refusal = explain(error)
        words = table.name.replace("_", " ")
        value = refusal.data.get("value")
        told = f"{refusal.field or ''} {value or ''}".strip()
        raise Conflict(
            f"A {words} cannot come back: {told} {refusal.message}",
            code="RESTORE_BLOCKED",
            data=refusal.data,
        ) from error


def _refer_again(session: Session, table: Table, transaction: int) -> None:
    """Rows that only lost their reference to a row when it went refer to it again."""
    for child in Base.metadata.sorted_tables:
        for key in child.foreign_keys:
            if key.column.table is table and key.ondelete == "SET NULL":
                column = key.parent.name
                session.execute(
                    _referring_again(child.name, column, table.name), {"t": transaction}
                )


def _referring_again(child: str, column: str, table: str) -> TextClause:
    return text(f"""
        UPDATE "{child}" AS c SET "{column}" = n.row_id
        FROM change_log AS l JOIN net_change AS n
          ON n.table_name = '{table}' AND n.row_id = CAST(l.before ->> '{column}' AS bigint)
        WHERE l.transaction = :t AND l.table_name = '{child}' AND l.operation = 'update'
          AND l.row_id = c.id AND c."{column}" IS NULL
    """)
