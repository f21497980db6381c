"""The history of rows: who changed which cells, when, and on which occasion.

The triggers of the database write it, whoever changes a row and by whatever means; a TRUNCATE is
the deletion of every row. `before` is a whole row, and so is `after`, save that for a new student
or user it leaves the nulls out. Hashes of passwords and tokens are in neither.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Connection, Table, Text, and_, cast, func, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from dbservice.models import Base, Change

# What the service itself writes about its runs, its history, what is taken out of it, and what it
# has counted.
UNRECORDED = {
    "change_log",
    "data_export",
    "head_count",
    "import_file",
    "import_file_part",
    "import_preview",
    "import_preview_row",
    "import_row",
    "imports",
    "kept_report",
}
SILENT = {"updated_at"}
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
EVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class CellChange:
    """A column of a row that has changed; values are as in JSON, None where there was no row."""

    column: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Wanted:
    """Which changes are asked for.

    Args:
        table: those of its rows.
        actor: those that this person or token made.
        origin: those made in this way, such as `api`.
        since: those from this moment on.
        until: those before this moment.
        hidden: tables that are not told of.
        import_id: those that this import made.
    """

    table: str = ""
    actor: str = ""
    origin: str = ""
    since: datetime = NEVER
    until: datetime = EVER
    hidden: Collection[str] = field(default_factory=tuple)
    import_id: int | None = None

    def tells_of(self, table: str) -> bool:
        """Whether changes of rows of a table can be among them."""
        return table not in self.hidden and self.table in ("", table)


ANY = Wanted()


class RowKey(NamedTuple):
    """A row of a table; it need not be there any more."""

    table: str
    id: int


def of_row(
    session: Session, table: str, row_id: int, *, limit: int = 50, before: int | None = None
) -> Sequence[Change]:
    """The changes of a row, the newest first; `before` is the id of the last one of a page."""
    return of_rows(session, [RowKey(table, row_id)], limit=limit, before=before)


def of_rows(
    session: Session,
    rows: Sequence[RowKey],
    wanted: Wanted = ANY,
    *,
    limit: int,
    before: int | None = None,
) -> Sequence[Change]:
    """The changes of some rows, the newest first.

    Args:
        session: where to look.
        rows: which.
        wanted: which of their changes.
        limit: how many.
        before: the id of the last change of the page before.
    """
    known = [row for row in rows if wanted.tells_of(row.table)]
    keys = (
        func.unnest(
            cast([row.table for row in known], ARRAY(Text)),
            cast([row.id for row in known], ARRAY(BigInteger)),
        )
        .table_valued("table_name", "row_id")
        .render_derived(name="wanted")
    )
    is_of_them = and_(Change.table_name == keys.c.table_name, Change.row_id == keys.c.row_id)
    query = select(Change).join(keys, is_of_them)
    if wanted.since != NEVER or wanted.until != EVER:
        query = query.where(Change.at >= wanted.since, Change.at < wanted.until)
    if wanted.actor:
        query = query.where(Change.actor == wanted.actor)
    if wanted.origin:
        query = query.where(Change.origin == wanted.origin)
    if wanted.import_id is not None:
        query = query.where(Change.import_id == wanted.import_id)
    if before is not None:
        query = query.where(Change.id < before)
    return session.scalars(query.order_by(Change.id.desc()).limit(limit)).all()


def cells(change: Change) -> Iterator[CellChange]:
    """The cells that a change has changed; of a row that came or went, those with a value."""
    old, new = change.before or {}, change.after or {}
    for column in sorted((old.keys() | new.keys()) - SILENT):
        if old.get(column) != new.get(column):
            yield CellChange(column, old.get(column), new.get(column))


def recorded_tables() -> list[Table]:
    """The tables that people or systems edit."""
    return [table for table in Base.metadata.sorted_tables if table.name not in UNRECORDED]


def gaps(connection: Connection) -> list[str]:
    """What escapes the history of this database, each as a sentence; none is as it should be."""
    tables = {"tables": [table.name for table in recorded_tables()]}
    missing = connection.execute(UNRECORDED_EVENTS, tables)
    damaged = connection.execute(DAMAGED_INSERTS)
    return [
        *(f"{table}: no {operation} is recorded" for table, operation in missing),
        *(f"{table}: an insert is recorded without the nulls in {name}" for table, name in damaged),
    ]


UNRECORDED_EVENTS = text("""
    SELECT relname, operation
    FROM pg_class, unnest(ARRAY['insert', 'update', 'delete', 'truncate']) AS operation
    WHERE relnamespace = to_regnamespace(current_schema()) AND relname = ANY(:tables)
      AND NOT EXISTS (
        SELECT FROM pg_trigger
        WHERE tgrelid = pg_class.oid AND tgname = 'change_log_' || operation AND tgenabled <> 'D')
    ORDER BY relname, operation
""")
# Leaving out the nulls of a row leaves out those inside its JSON too, so it must have no JSON.
DAMAGED_INSERTS = text("""
    SELECT relname, attname
    FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid
         JOIN pg_class ON pg_class.oid = tgrelid
         JOIN pg_attribute ON attrelid = tgrelid AND attnum > 0
    WHERE relnamespace = to_regnamespace(current_schema())
      AND proname = 'change_log_sparse_insert'
      AND atttypid IN ('json'::regtype, 'jsonb'::regtype, 'json[]'::regtype, 'jsonb[]'::regtype)
""")
