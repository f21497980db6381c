"""Work that is done as another process would do it, and what has become of it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import text

from dbservice.db import db
from dbservice.imports import jobs
from tests.databases import schema_app
from tests.engine import world
from tests.enrollment.operations import Operation
from tests.enrollment.stage import Stage

# What may come of an operation that meets others; nothing of the database's own among it.
DEFINED = {
    *(None, "ALREADY_DROPPED_OUT", "NOT_DROPPED_OUT", "ALREADY_MEMBER", "ENROLMENT_CONFLICT"),
    *("NO_CURRENT_MEMBERSHIP", "AUTH_GROUP_MISMATCH", "AUTH_GROUP_UNKNOWN"),
}


def apart(stage: Stage, work: Callable[[], Any], chunk_rows: int = 1) -> Any:
    """Do the work as another process would: with connections of its own."""
    with schema_app(stage.settings.database_url) as app:
        app.config["SETTINGS"] = replace(stage.settings, import_chunk_rows=chunk_rows)
        return work()


def run_apart(stage: Stage) -> Callable[[int], None]:
    """Runs imports as workers would."""
    return lambda import_id: apart(stage, lambda: jobs.run_import(import_id))


def begin(operations: Sequence[Operation], on_error: str = "continue") -> int:
    content = world.sheet([one.row() for one in operations], operations[0].kind)
    return world.begin(content, type=operations[0].kind, on_error=on_error)


def codes(import_id: int) -> list[str | None]:
    """What became of the rows; the import itself came to a good end."""
    with db.engine.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT CASE outcome WHEN 'failed' THEN code END AS code FROM import_row"
                " WHERE import_id = :id ORDER BY row_number"
            ),
            {"id": import_id},
        )
        found = [row.code for row in rows]
        status, details = connection.execute(
            text("SELECT status, error_details FROM imports WHERE id = :id"), {"id": import_id}
        ).one()
    assert status in ("completed", "failed")
    assert not {one["code"] for one in details} - DEFINED, details
    return found
