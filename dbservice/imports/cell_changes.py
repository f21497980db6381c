"""Which cells of the database a rehearsed row would change, read out of the history."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

SINCE = text("""
    SELECT table_name, row_id, operation, before, after FROM change_log
    WHERE id > :mark AND origin = :origin ORDER BY id
""")
LAST = text("SELECT coalesce(max(id), 0) FROM change_log")
# Every row has these, and they say nothing.
UNTOLD = {"id", "inserted_at", "updated_at"}

Image = Mapping[str, Any] | None


def mark(session: Session) -> int:
    """Where the history stands now."""
    return session.scalar(LAST) or 0


def since(session: Session, after: int, *, origin: str) -> list[dict[str, Any]]:
    """The changed cells from there on: table, row, column, value before and after."""
    return [
        {"table": table, "row_id": row_id, "operation": operation, **cell}
        for table, row_id, operation, before, after_ in session.execute(
            SINCE, {"mark": after, "origin": origin}
        )
        for cell in _cells(before, after_)
    ]


def _cells(before: Image, after: Image) -> Iterator[dict[str, Any]]:
    old, new = before or {}, after or {}
    for column in sorted((old.keys() | new.keys()) - UNTOLD):
        if old.get(column) != new.get(column):
            yield {"column": column, "before": old.get(column), "after": new.get(column)}
