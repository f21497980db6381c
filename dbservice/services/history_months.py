"""The months that the history is kept in: a table each, so that a whole month can be forgotten.

A month begins and ends by UTC. Changes of a month that has no table yet are kept in the table
`change_log_rest`, and move when their month's is made.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

LOG = "change_log"
REST = f"{LOG}_rest"
MONTHS_AHEAD = 2
PATIENCE = "2s"  # what a month's table may have to wait for; everyone who writes waits behind it

PARTS = text(f"""
    SELECT relname,
           CAST(substring(bounds FROM 'FROM \\(''([^'']+)''\\)') AS timestamptz) AS since,
           CAST(substring(bounds FROM 'TO \\(''([^'']+)''\\)') AS timestamptz) AS until,
           pg_total_relation_size(oid) AS size
    FROM (
        SELECT oid, relname, pg_get_expr(relpartbound, oid) AS bounds
        FROM pg_class WHERE relispartition AND oid IN (
            SELECT inhrelid FROM pg_inherits WHERE inhparent = to_regclass('{LOG}'))
    ) AS part
    ORDER BY since NULLS FIRST, until NULLS LAST
""")
LACKS = text("SELECT to_regclass(:table) IS NULL")
IN_REST = text(f"SELECT EXISTS (SELECT FROM {REST} WHERE at < :limit)")
FORGET_REST = text(f"DELETE FROM {REST} WHERE at < :limit")


@dataclass(frozen=True)
class Month:
    """A calendar month."""

    year: int
    number: int

    @classmethod
    def of(cls, moment: date) -> "Month":
        """The month that a day, or a moment in UTC, lies in."""
        return cls(moment.year, moment.month)

    def plus(self, months: int) -> "Month":
        """The month so many months later, or earlier for a negative number."""
        years, number = divmod(self.number - 1 + months, 12)
        return Month(self.year + years, number + 1)

    @property
    def begins(self) -> datetime:
        """Its first moment."""
        return datetime(self.year, self.number, 1, tzinfo=UTC)

    @property
    def table(self) -> str:
        """The table that its changes are kept in."""
        return f"{LOG}_{self.year}_{self.number:02}"


@dataclass(frozen=True)
class Part:
    """A table of the history.

    Attributes:
        table: its name.
        since: the first moment that it may hold changes of; None for every one before `until`.
        until: the first moment that it no longer holds; None for the rest.
        size: in bytes, with its indexes.
    """

    table: str
    since: datetime | None
    until: datetime | None
    size: int


def parts(connection: Connection | Session) -> Sequence[Part]:
    """The tables of the history, the oldest months first."""
    return [Part(*row) for row in connection.execute(PARTS)]


def kept_since(connection: Connection | Session) -> datetime | None:
    """The moment since when every change is there; None where none was ever forgotten."""
    starts = [part.since for part in parts(connection) if part.until is not None]
    return None if None in starts else min(filter(None, starts), default=None)


def prepare(connection: Connection | Session, today: date) -> list[str]:
    """Make the tables of this month and the next ones, where they lack; returns which.

    In the caller's transaction, which should be short.

    Raises:
        sqlalchemy.exc.DBAPIError: the tables were too busy; try again later.
    """
    made = []
    covered = max((part.until for part in parts(connection) if part.until), default=None)
    for ahead in range(MONTHS_AHEAD + 1):
        month = Month.of(today).plus(ahead)
        lacks = connection.scalar(LACKS, {"table": month.table})
        if lacks and (covered is None or month.begins >= covered):
            _make(connection, month)
            made.append(month.table)
    return made


def forgettable(connection: Connection | Session, keep: int, today: date) -> list[Part]:
    """The tables that hold nothing younger than `keep` whole months before this one."""
    limit = Month.of(today).plus(-keep).begins
    return [part for part in parts(connection) if part.until and part.until <= limit]


def forget(connection: Connection | Session, keep: int, today: date) -> list[Part]:
    """Drop those tables, and what the rest has from before; returns the tables."""
    dropped = forgettable(connection, keep, today)
    connection.execute(text(f"SET LOCAL lock_timeout = '{PATIENCE}'"))
    for part in dropped:
        connection.execute(text(f"ALTER TABLE {LOG} DETACH PARTITION {part.table}"))
        connection.execute(text(f"DROP TABLE {part.table}"))
    limit = {"limit": Month.of(today).plus(-keep).begins}
    if connection.scalar(IN_REST, limit):
        connection.execute(FORGET_REST, limit)
    return dropped


def _make(connection: Connection | Session, month: Month) -> None:
    """Make a month's table beside the others, fill it from the rest, and only then attach it.

    To create it as a part at once would keep everybody from writing meanwhile.
    """
    bounds = f"'{month.begins.isoformat()}'", f"'{month.plus(1).begins.isoformat()}'"
    connection.execute(text(f"SET LOCAL lock_timeout = '{PATIENCE}'"))
    connection.execute(
        text(f"CREATE TABLE {month.table} (LIKE {LOG} INCLUDING DEFAULTS INCLUDING CONSTRAINTS)")
    )
    connection.execute(
        text(
            f"WITH moved AS (DELETE FROM {REST} WHERE at >= {bounds[0]} AND at < {bounds[1]}"
            f" RETURNING *) INSERT INTO {month.table} SELECT * FROM moved"
        )
    )
    connection.execute(
        text(
            f"ALTER TABLE {LOG} ATTACH PARTITION {month.table}"
            f" FOR VALUES FROM ({bounds[0]}) TO ({bounds[1]})"
        )
    )
