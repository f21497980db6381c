"""The history of an import: every change that it made."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import TextClause, select, text
from sqlalchemy.orm import Session

from dbservice.models import Change
from dbservice.services.history import ANY, Wanted, recorded_tables

# An index leads to the import's changes of each table by time; those of one chunk are of one
# moment, and only they have to be sorted by id.
CHANGES = """
    SELECT c.* FROM unnest(CAST(:tables AS text[])) AS of_table(name), LATERAL (
        SELECT * FROM change_log
        WHERE table_name = of_table.name AND import_id = :import_id
          AND at >= :since AND at < :until {conditions}
        ORDER BY at DESC, id DESC LIMIT :limit
    ) AS c
    ORDER BY c.at DESC, c.id DESC LIMIT :limit
"""
OLDER = "at <= (SELECT last.at FROM change_log AS last WHERE last.id = :before) AND id < :before"


def of_import(
    session: Session,
    import_id: int,
    wanted: Wanted = ANY,
    *,
    limit: int,
    before: int | None = None,
) -> Sequence[Change]:
    """The changes that an import made, the newest first; one statement.

    Args:
        session: where to look.
        import_id: which import.
        wanted: which of its changes.
        limit: how many.
        before: the id of the last change of the page before.
    """
    query, given = asked(import_id, wanted, limit=limit, before=before)
    return session.scalars(select(Change).from_statement(query), given).all()


def asked(
    import_id: int, wanted: Wanted, *, limit: int, before: int | None
) -> tuple[TextClause, dict[str, Any]]:
    """The statement that finds those changes, and its values."""
    tests = {
        "actor = :actor": wanted.actor,
        "origin = :origin": wanted.origin,
        OLDER: before is not None,
    }
    given = {
        "tables": [one.name for one in recorded_tables() if wanted.tells_of(one.name)],
        "import_id": import_id,
        "since": wanted.since,
        "until": wanted.until,
        "actor": wanted.actor,
        "origin": wanted.origin,
        "before": before,
        "limit": limit,
    }
    conditions = "".join(f" AND {test}" for test, needed in tests.items() if needed)
    return text(CHANGES.format(conditions=conditions)), given
