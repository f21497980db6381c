"""What has been deleted, by whatever means: the deletions, newest first, and the rows of each.

A deletion is what one transaction deleted; the history tells. There are no columns that mark rows
as deleted. A deletion is named by the id of one of its changes.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

from dbservice.services.history import EVER, recorded_tables
from dbservice.services.occasions import Occasion

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
COUNTED = 1_000  # rows of a deletion, where there are many of both
ERASED = "erase"  # the operation that the history notes for a row that was erased

# Each step goes straight to the next older moment, however many rows were deleted at one.
NEWEST = text("""
    SELECT at, kind FROM (
        SELECT found.at, kind, dense_rank() OVER (ORDER BY found.at DESC) AS place
        FROM unnest(CAST(:kinds AS text[])) AS kind, LATERAL (
            WITH RECURSIVE step(at) AS (
                (SELECT c.at FROM change_log AS c
                 WHERE c.table_name = kind AND c.operation = 'delete' AND c.at < :before
                 ORDER BY c.at DESC LIMIT 1)
                UNION ALL
                SELECT older.at FROM step, LATERAL (
                    SELECT c.at FROM change_log AS c
                    WHERE c.table_name = kind AND c.operation = 'delete' AND c.at < step.at
                    ORDER BY c.at DESC LIMIT 1) AS older
            ) SELECT at FROM step LIMIT :limit
        ) AS found
    ) AS ranked WHERE place <= :limit
""")
FIRST = text("""
    SELECT first.*
    FROM unnest(CAST(:moments AS timestamptz[]), CAST(:kinds AS text[])) AS wanted(at, kind),
    LATERAL (
        SELECT c.at, c.transaction, c.id, c.table_name, c.row_id, c.before, c.actor, c.origin,
               c.import_id
        FROM change_log AS c
        WHERE c.table_name = wanted.kind AND c.operation = 'delete' AND c.at = wanted.at
          AND c.transaction IS NOT NULL
        LIMIT :rows
    ) AS first ORDER BY first.at DESC, first.transaction DESC, first.id
""")
# A row that was made and deleted at once never was for others.
COUNTS = text("""
    SELECT c.at, c.transaction, c.table_name, count(*)
    FROM unnest(CAST(:moments AS timestamptz[])) AS moment, LATERAL (
        SELECT * FROM change_log
        WHERE operation = 'delete' AND at = moment LIMIT :most
    ) AS c GROUP BY c.at, c.transaction, c.table_name ORDER BY 1, 2, 3
""")
LATER = text(f"""
    SELECT d.id, later.operation
    FROM unnest(CAST(:ids AS bigint[]), CAST(:tables AS text[]), CAST(:rows AS bigint[]))
         AS d(id, table_name, row_id)
    JOIN change_log AS later
      ON later.table_name = d.table_name AND later.row_id = d.row_id AND later.id > d.id
    WHERE later.operation IN ('insert', '{ERASED}')
""")
ONE = text("""
    SELECT at, transaction FROM change_log
    WHERE id = :id AND operation = 'delete' AND transaction IS NOT NULL
""")
OF_ROW = text("""
    SELECT at, transaction FROM change_log
    WHERE table_name = :table AND row_id = :id AND operation = 'delete'
      AND transaction IS NOT NULL
    ORDER BY id DESC LIMIT 1
""")
ROWS = text("""
    SELECT c.id, c.table_name, c.row_id, c.before FROM change_log AS c
    WHERE c.table_name = :table AND c.operation = 'delete' AND c.at = :at
      AND c.transaction = :transaction
    LIMIT :limit
""")


class Deleted(NamedTuple):
    """A row as it was when it was deleted, and the change that tells.

    `image` is None where the row has been erased.
    """

    change_id: int
    table: str
    row_id: int
    image: Mapping[str, Any] | None


@dataclass(frozen=True)
class Deletion:
    """What one transaction deleted.

    Attributes:
        id: that of one of its changes.
        rows: the first of those that say what was deleted.
        counts: how many rows of which tables went, those that went along included.
        is_counted: whether those are all; else there are more than COUNTED.
        is_restored: whether it has come back.
        is_erased: whether the contents of the rows are gone for good.
    """

    id: int
    occasion: Occasion
    actor: str | None
    origin: str | None
    import_id: int | None
    rows: Sequence[Deleted]
    counts: Mapping[str, int]
    is_counted: bool
    is_restored: bool
    is_erased: bool

    @property
    def at(self) -> datetime:
        """When it was."""
        return self.occasion.at


def kinds() -> list[str]:
    """The tables whose rows are worth listing when they are deleted."""
    return [table.name for table in recorded_tables() if table.name not in GOING_ALONG]


def newest(
    session: Session,
    *,
    tables: Collection[str] = (),
    before: datetime | None = None,
    limit: int = 50,
) -> list[Deletion]:
    """The newest deletions, in four statements.

    Args:
        session: where to look.
        tables: only those of rows of these tables, instead of all `kinds`.
        before: only those before this moment.
        limit: at how many moments; two deletions may have one.
    """
    query = {"kinds": sorted(tables or kinds()), "before": before or EVER, "limit": limit}
    pairs = [(at, kind) for at, kind in session.execute(NEWEST, query)]
    moments = sorted({at for at, _ in pairs})
    return _at(session, pairs, _counts(session, moments, COUNTED + 1), most=COUNTED + 1)


def find(session: Session, id: int) -> Deletion | None:
    """The deletion that this change was a part of, if it deleted a row; it is counted in full."""
    found = session.execute(ONE, {"id": id}).first()
    return None if found is None else _on(session, Occasion(*found))


def of_row(session: Session, table: str, row_id: int) -> Deletion | None:
    """The deletion that a row went with, the latest if it came back meanwhile."""
    found = session.execute(OF_ROW, {"table": table, "id": row_id}).first()
    return None if found is None else _on(session, Occasion(*found))


def rows_of(session: Session, deletion: Deletion, table: str, *, limit: int) -> list[Deleted]:
    """The first rows of a table that went with a deletion."""
    query = {**deletion.occasion._asdict(), "table": table, "limit": limit}
    return sorted(
        (Deleted(*row) for row in session.execute(ROWS, query)), key=lambda row: row.change_id
    )


def _on(session: Session, occasion: Occasion) -> Deletion | None:
    """A deletion of which nothing else may be worth listing than what usually goes along."""
    counts = _counts(session, [occasion.at], None)
    pairs = [(occasion.at, table) for table in counts.get(occasion, {})]
    worth = [pair for pair in pairs if pair[1] not in GOING_ALONG]
    those = _at(session, worth or pairs, counts, most=None)
    return next((one for one in those if one.occasion == occasion), None)


def _at(
    session: Session,
    pairs: Sequence[tuple[datetime, str]],
    counts: Mapping[Occasion, Mapping[str, int]],
    *,
    most: int | None,
) -> list[Deletion]:
    """The deletions of rows of some tables at some moments; of each moment `most` rows count."""
    query = {
        "moments": [at for at, _ in pairs],
        "kinds": [kind for _, kind in pairs],
        "rows": ROWS_LISTED,
    }
    first: dict[Occasion, list[Any]] = {}
    for row in session.execute(FIRST, query):
        first.setdefault(Occasion(row.at, row.transaction), []).append(row)
    later = _later(session, [row for rows in first.values() for row in rows])
    return [
        _deletion(
            occasion,
            rows,
            counts.get(occasion, {}),
            later,
            is_counted=most is None or sum(counts.get(occasion, {}).values()) < most,
        )
        for occasion, rows in first.items()
    ]


def _counts(
    session: Session, moments: Sequence[datetime], most: int | None
) -> dict[Occasion, dict[str, int]]:
    """How many rows of which tables were deleted; of each moment `most` rows count."""
    counts: dict[Occasion, dict[str, int]] = {}
    query = {"moments": list(moments), "most": most}
    for at, transaction, table, number in session.execute(COUNTS, query):
        counts.setdefault(Occasion(at, transaction), {})[table] = number
    return counts


def _later(session: Session, rows: Sequence[Any]) -> set[tuple[int, str]]:
    """What became of deleted rows: the id of the change, and the later operation."""
    query = {
        "ids": [row.id for row in rows],
        "tables": [row.table_name for row in rows],
        "rows": [row.row_id for row in rows],
    }
    return {(id_, operation) for id_, operation in session.execute(LATER, query)}


def _deletion(
    occasion: Occasion,
    rows: Sequence[Any],
    counts: Mapping[str, int],
    later: Collection[tuple[int, str]],
    *,
    is_counted: bool,
) -> Deletion:
    newest = rows[0]
    return Deletion(
        id=newest.id,
        occasion=occasion,
        actor=newest.actor,
        origin=newest.origin,
        import_id=newest.import_id,
        rows=[Deleted(row.id, row.table_name, row.row_id, row.before) for row in rows][
            :ROWS_LISTED
        ],
        counts=counts,
        is_counted=is_counted,
        is_restored=any((row.id, "insert") in later for row in rows),
        is_erased=any((row.id, ERASED) in later for row in rows),
    )
