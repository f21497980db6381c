"""Undoing an import: every row it changed goes back to what it was, or none does."""

from collections.abc import Iterable
from typing import Any, NamedTuple

import orjson
import structlog
from sqlalchemy import Table, TextClause, text
from sqlalchemy.exc import IntegrityError, InterfaceError, OperationalError
from sqlalchemy.orm import Session

from dbservice.db import Origin, acting, transaction
from dbservice.errors import DomainError
from dbservice.imports import lease
from dbservice.imports.lease import Work
from dbservice.models import Base
from dbservice.services import history_months, restoring, taken_keys
from dbservice.services.constraints import TAKEN, explain
from dbservice.services.referrers import ForeignKey, foreign_keys_to

log = structlog.get_logger()

OBSTACLES_KEPT = 50

WANTED = text("""
    SELECT undo_requested_by FROM imports
    WHERE id = :id AND undo_requested_at IS NOT NULL AND undone_at IS NULL
      AND undo_obstacles IS NULL FOR NO KEY UPDATE
""")
# What the import did to each row on the whole: from `before` to `after`.
NET_CHANGES = text("""
    CREATE TEMPORARY TABLE net_change ON COMMIT DROP AS
    SELECT first.table_name, first.row_id, first.before, last.after, last.id AS last_id
    FROM (SELECT DISTINCT ON (table_name, row_id) table_name, row_id, before
          FROM change_log WHERE import_id = :id ORDER BY table_name, row_id, id) AS first
    JOIN (SELECT DISTINCT ON (table_name, row_id) table_name, row_id, after, id
          FROM change_log WHERE import_id = :id ORDER BY table_name, row_id, id DESC) AS last
      USING (table_name, row_id)
""")
INDEX = text("CREATE INDEX ON net_change (table_name, row_id)")
ANALYZE = text("ANALYZE net_change")
# Rules read how people are enrolled and change it as long as they hold them, and so do we.
HOLD_PEOPLE = text("""
    SELECT count(*) FROM (
        SELECT FROM "user" WHERE id IN (
            SELECT CAST(coalesce(after, before) ->> 'user_id' AS bigint) FROM net_change)
        ORDER BY id FOR NO KEY UPDATE
    ) AS held
""")
FORECAST = text("""
    SELECT table_name, count(*) FILTER (WHERE born AND NOT gone) AS deleted,
           count(*) FILTER (WHERE NOT born AND NOT gone) AS restored,
           count(*) FILTER (WHERE gone AND NOT born) AS brought_back
    FROM (
        SELECT table_name, bool_or(operation = 'insert') AS born,
               bool_or(operation = 'delete') AS gone
        FROM change_log WHERE import_id = :id GROUP BY table_name, row_id
    ) AS changed
    GROUP BY table_name ORDER BY table_name
""")
BEGAN_BEFORE = text("""
    SELECT inserted_at AT TIME ZONE 'UTC' < :since FROM imports WHERE id = :id
""")
TABLES = text("SELECT DISTINCT table_name FROM net_change")
NEWER = text(f"""
    SELECT n.table_name, n.row_id, c.operation, c.actor, c.origin, c.at
    FROM net_change AS n JOIN change_log AS c
      ON c.table_name = n.table_name AND c.row_id = n.row_id AND c.id > n.last_id
    ORDER BY c.id LIMIT {OBSTACLES_KEPT}
""")
DONE = text("UPDATE imports SET undone_at = clock_timestamp() WHERE id = :id")
BLOCKED = text("UPDATE imports SET undo_obstacles = CAST(:obstacles AS jsonb) WHERE id = :id")


class _Blocked(DomainError):
    """Rows stand in the way."""

    def __init__(self, reason: str, rows: Iterable[dict[str, Any]]) -> None:
        super().__init__(reason, code="UNDO_BLOCKED", data={"rows": list(rows)})


class Forecast(NamedTuple):
    """What an undo will do to a table, in rows."""

    table: str
    deleted: int
    restored: int
    brought_back: int


def forecast(session: Session, import_id: int) -> list[Forecast]:
    """What undoing an import will do, by table; nothing of an import that is undone."""
    found = [Forecast(*row) for row in session.execute(FORECAST, {"id": import_id})]
    return [one for one in found if any(one[1:])]


def run(import_id: int) -> None:
    """Undo an import in one transaction, or record what stands in the way.

    Raises:
        sqlalchemy.exc.DBAPIError: the database went away; run it again.
    """
    with lease.alone(Work.UNDO, import_id) as connection:
        if not connection:
            return
        try:
            with acting(Origin(actor="unknown", kind=f"undo of import {import_id}")):
                _undo(import_id)
        except (OperationalError, InterfaceError):
            raise
        except DomainError as refusal:
            _record_obstacles(import_id, refusal)
        except IntegrityError as error:
            _record_obstacles(import_id, explain(error))
        except Exception:
            log.exception("undo failed", import_id=import_id)
            _record_obstacles(import_id, DomainError("A fault in this service; nothing changed"))


def _undo(import_id: int) -> None:
    with transaction() as session:
        requester = session.scalar(WANTED, {"id": import_id})
        if requester is None:
            return
        session.execute(text("SELECT set_config('dbservice.actor', :by, true)"), {"by": requester})
        session.execute(text("SET LOCAL statement_timeout = 0"))
        restoring.hold(session)
        _refuse_forgotten(session, import_id)
        session.execute(NET_CHANGES, {"id": import_id})
        session.execute(INDEX)
        session.execute(ANALYZE)
        tables = _changed_tables(session)
        taken_keys.hold(session, tables)
        session.execute(HOLD_PEOPLE)
        for table in tables:
            _lock(session, table)
        _refuse_newer_changes(session)
        for table in reversed(tables):
            restoring.let_go(session, table, tables)
            _refuse_references(session, table)
            restoring.delete_created(session, table)
        for table in tables:
            restoring.restore_changed(session, table)
            restoring.reinsert_deleted(session, table)
            _refuse_taken(session, table)
        session.execute(DONE, {"id": import_id})


def _refuse_forgotten(session: Session, import_id: int) -> None:
    """What an import did can be told only as long as the history of its time is kept."""
    since = history_months.kept_since(session)
    if since and session.scalar(BEGAN_BEFORE, {"id": import_id, "since": since}):
        raise _Blocked(f"This import is older than the history, kept since {since:%-d %B %Y}", [])


def _changed_tables(session: Session) -> list[Table]:
    """The tables concerned, each after those it refers to."""
    names = set(session.scalars(TABLES))
    return [table for table in Base.metadata.sorted_tables if table.name in names]


def _lock(session: Session, table: Table) -> None:
    """Wait for changes that are just being made, and keep new ones and references out."""
    session.execute(
        text(f"""
        SELECT count(*) FROM (
            SELECT FROM "{table.name}" AS t JOIN net_change AS n ON n.row_id = t.id
            WHERE n.table_name = '{table.name}' ORDER BY t.id FOR UPDATE OF t) AS locked
    """)
    )


def _refuse_newer_changes(session: Session) -> None:
    newer = [dict(row) for row in session.execute(NEWER).mappings()]
    if newer:
        raise _Blocked("Rows of this import were changed after it", newer)


def _refuse_references(session: Session, table: Table) -> None:
    """Rows that came later and refer to one that would go stand in the way."""
    referring = [
        {"table_name": child.name, "row_id": row_id, "operation": "refers to", "to": table.name}
        for child in foreign_keys_to(session, table.name)
        for row_id in session.scalars(_referring(child, table))
    ]
    if referring:
        reason = f"Later rows refer to a {table.name} that this import created"
        raise _Blocked(reason, referring[:OBSTACLES_KEPT])


def _refuse_taken(session: Session, table: Table) -> None:
    """A later row that has the key which one should have again stands in the way."""
    if taken := taken_keys.find(session, table):
        row = {
            "table_name": table.name,
            "row_id": taken.other,
            "operation": f"has the {taken.column}",
        }
        raise _Blocked(f"{taken.column} {taken.value} {TAKEN} since", [row])


def _referring(child: ForeignKey, table: Table) -> TextClause:
    return text(f"""
        SELECT to_jsonb(c) -> 'id' FROM {child.table} AS c JOIN net_change AS n
          ON n.table_name = '{table.name}' AND n.row_id = c.{child.column}
        WHERE n.before IS NULL AND n.after IS NOT NULL AND NOT EXISTS (
            SELECT FROM net_change AS own WHERE own.table_name = :name
            AND to_jsonb(own.row_id) = to_jsonb(c) -> 'id' AND own.before IS NULL)
        LIMIT {OBSTACLES_KEPT}
    """).bindparams(name=child.name)


def _record_obstacles(import_id: int, refusal: DomainError) -> None:
    obstacles = {"reason": refusal.message, "rows": refusal.data.get("rows", [])}
    with transaction() as session:
        session.execute(BLOCKED, {"id": import_id, "obstacles": orjson.dumps(obstacles).decode()})
