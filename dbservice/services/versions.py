"""Earlier versions of a row: what going back to one would change, and going back."""

from collections.abc import Mapping
from typing import Any

import orjson
from sqlalchemy import Table, text
from sqlalchemy.orm import Session

from dbservice.errors import Conflict, NotFound
from dbservice.models import Base, Change, Student
from dbservice.services import bulk, student_identity
from dbservice.services.history import SILENT, CellChange, recorded_tables
from dbservice.services.student_identity import Identity
from dbservice.services.trees import BATCHES, BRANCHES, SUBJECTS

FIXED = {"id", *SILENT, "inserted_at"}
# Of accounts and tokens the history does not know everything; enrolment has operations and rules of
# its own, by which alone it changes.
EXEMPT = frozenset(
    {"api_token", "dropout", "enrollment_record", "group", "group_user", "staff_account"}
)
TREES = {tree.table: tree for tree in (BATCHES, BRANCHES, SUBJECTS)}


def changes(session: Session, change_id: int) -> list[CellChange]:
    """The cells that would change if the row became again what this change made of it.

    Raises:
        NotFound: there is no such change, or the row is gone.
        Conflict: NO_VERSION, the change left nothing to go back to, as a deletion.
    """
    table, version, stored = _compared(session, change_id)
    return _differences(table, stored, version)


def go_back(session: Session, change_id: int) -> list[CellChange]:
    """Make the row what this change made of it; returns the cells that have changed.

    Raises:
        NotFound: as `changes`.
        Conflict: as `changes`.
        Invalid: the row would lie below itself; IDENTIFIER_TAKEN, another student has a number.
        sqlalchemy.exc.IntegrityError: today's constraints do not admit the version.
    """
    table, version, stored = _compared(session, change_id)
    differences = _differences(table, stored, version)
    if not differences:
        return []
    new = {change.column: change.after for change in differences}
    _refuse_taken_numbers(session, table, stored["id"], new)
    sets = ", ".join(f'"{name}" = old."{name}"' for name in new)
    stamp = f", updated_at = {bulk.NOW}" if "updated_at" in table.c else ""
    session.execute(
        text(f"""
        UPDATE "{table.name}" AS t SET {sets}{stamp}
        FROM jsonb_populate_record(CAST(NULL AS "{table.name}"), CAST(:version AS jsonb)) AS old
        WHERE t.id = :id"""),
        {"version": orjson.dumps(version).decode(), "id": stored["id"]},
    )
    if tree := TREES.get(table.name):
        tree.refuse_cycle(session, stored["id"], new)
    return differences


def _refuse_taken_numbers(session: Session, table: Table, id: int, new: Mapping[str, Any]) -> None:
    """No key of the database keeps two students from having one number."""
    if table.name == Student.__tablename__:
        numbers = Identity(new.get("student_id"), new.get("apaar_id"))
        student_identity.refuse_taken(session, id, numbers)


def _compared(session: Session, change_id: int) -> tuple[Table, Mapping[str, Any], dict[str, Any]]:
    """The table of a change, the row as the change left it, and the row as it is, held."""
    change = session.query(Change).filter(Change.id == change_id).one_or_none()
    table = _table_of(change)
    if change is None or table is None:
        raise NotFound("There is no such change")
    if change.after is None:
        raise Conflict("The change left nothing to go back to", code="NO_VERSION")
    stored: dict[str, Any] | None = session.scalar(
        text(f'SELECT to_jsonb(t) FROM "{table.name}" AS t WHERE id = :id FOR NO KEY UPDATE'),
        {"id": change.row_id},
    )
    if stored is None:
        raise NotFound("The row is gone; look for it among what was deleted")
    version = change.after
    if change.operation == "insert":
        # What is recorded of a new row may leave its nulls out.
        version = dict.fromkeys(stored, None) | version
    return table, version, stored


def _table_of(change: Change | None) -> Table | None:
    if change is None or change.table_name in EXEMPT:
        return None
    known = {table.name for table in recorded_tables()}
    return Base.metadata.tables[change.table_name] if change.table_name in known else None


def _differences(
    table: Table, stored: Mapping[str, Any], version: Mapping[str, Any]
) -> list[CellChange]:
    """Columns that the version does not know, because they came later, stay as they are."""
    names = [name for name in table.c.keys() if name in version and name not in FIXED]  # noqa: SIM118
    return [
        CellChange(name, stored.get(name), version[name])
        for name in names
        if stored.get(name) != version[name]
    ]
