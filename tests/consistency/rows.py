"""Every row of a database, to compare."""

from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

from dbservice.models import Base

# Rows of these are known by what they link; one that is made again has another id.
KNOWN_BY_CONTENT = {"group", "group_user"}
# What the service keeps about its data.
ABOUT_DATA = {"change_log", "kept_report"}


def contents(connection: Connection | Session) -> dict[str, list[str]]:
    """Every row but those about data, without the times at which it was written."""
    return {
        table: list(connection.scalars(text(rows_of(table))))
        for table in Base.metadata.tables
        if table not in ABOUT_DATA
    }


def rows_of(table: str) -> str:
    left_out = ["inserted_at", "updated_at", *(["id"] if table in KNOWN_BY_CONTENT else [])]
    return (
        f"SELECT CAST(to_jsonb(t) - '{{{','.join(left_out)}}}'::text[] AS text)"
        f' FROM "{table}" AS t ORDER BY 1'
    )
