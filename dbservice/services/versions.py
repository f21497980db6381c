"""Earlier versions of a row: what going back to one would change, and going back.

A version is named by the change that ended it: it is what the row was before that. So every one is
there that is known of, also of rows that are older than the history.

An earlier version is held to what is asked of a row today, as if somebody wrote it again.
"""

from collections.abc import Mapping
from typing import Any

import orjson
from sqlalchemy import Table, text
from sqlalchemy.orm import Session

from dbservice.errors import Conflict, DomainError, Invalid, NotFound
from dbservice.models import Base, Batch, Change, Student
from dbservice.services import batch_codes, bulk, demands, row_keys, student_identity
from dbservice.services.batch_codes import Rename
from dbservice.services.constraints import BLANK
from dbservice.services.history import SILENT, CellChange, recorded_tables
from dbservice.services.known_students import Identity
from dbservice.services.rules import listed

FIXED = {"id", *SILENT, "inserted_at"}
# Of accounts and tokens the history does not know everything; enrolment has operations and rules of
# its own, by which alone it changes, and some columns with it.
EXEMPT = frozenset(
    {"api_token", "dropout", "enrollment_record", "group", "group_user", "staff_account"}
)
MODELS = {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}
BY_ENROLMENT = {"student": {"grade_id", "status"}}


def changes(session: Session, change_id: int) -> list[CellChange]:
    """The cells that would change if the row became again what it was before this change.

    Raises:
        NotFound: there is no such change, or the row is gone.
        Conflict: NO_VERSION, there was no row before it, or it has been erased.
    """
    table, version, stored = _compared(session, change_id)
    return _differences(table, stored, version)


def go_back(session: Session, change_id: int) -> list[CellChange]:
    """Make the row what it was before this change; returns the cells that have changed.

    Raises:
        NotFound: as `changes`.
        Conflict: as `changes`; or another batch has the code.
        Invalid: a value is not, or no longer, what the column must hold; the row would lie below
            itself; IDENTIFIER_TAKEN, another student has a number; TAKEN, another row has the key.
        sqlalchemy.exc.IntegrityError: today's constraints do not admit the version.
    """
    table, version, stored = _compared(session, change_id)
    differences = _differences(table, stored, version)
    if not differences:
        return []
    new = {change.column: change.after for change in differences}
    _refuse_taken_numbers(session, table, stored["id"], new)
    _rename_batch(session, table, stored, new)
    row_keys.refuse_taken(session, MODELS[table.name], stored["id"], new)
    sets = ", ".join(f'"{name}" = old."{name}"' for name in new)
    stamp = f", updated_at = {bulk.NOW}" if "updated_at" in table.c else ""
    written = session.execute(
        text(f"""
        UPDATE "{table.name}" AS t SET {sets}{stamp}
        FROM jsonb_populate_record(CAST(NULL AS "{table.name}"), CAST(:version AS jsonb)) AS old
        WHERE t.id = :id RETURNING {", ".join(f't."{name}"' for name in new)}"""),
        {"version": orjson.dumps(version).decode(), "id": stored["id"]},
    )
    _refuse_breaches(session, table, stored["id"], dict(written.mappings().one()))
    return differences


def _rename_batch(
    session: Session, table: Table, stored: Mapping[str, Any], new: Mapping[str, Any]
) -> None:
    """Sessions list batches by code, and follow a change."""
    if table.name == Batch.__tablename__ and stored["batch_id"] and new.get("batch_id"):
        [verdict] = batch_codes.rename(session, [Rename(stored["batch_id"], new["batch_id"])])
        if isinstance(verdict, DomainError):
            raise Conflict(verdict.message, field="batch_id", code=verdict.code)


def _refuse_breaches(session: Session, table: Table, id: int, written: Mapping[str, Any]) -> None:
    """Refuse a row, just written, that breaks what is asked of its table today."""
    asked = demands.of(MODELS[table.name])
    rules = {**asked.rules, **{column: listed(some) for column, some in asked.choices.items()}}
    for column in (*asked.required, *rules):
        value = written.get(column.key)
        if column.key in written and value is None and column in asked.required:
            raise Invalid(BLANK, field=column.key, code="BLANK")
        if value is not None and column in rules:
            try:
                rules[column].apply(value)
            except Invalid as refusal:
                raise Invalid(refusal.message, field=column.key) from None
    if asked.check:
        asked.check(session, id, written)


def _refuse_taken_numbers(session: Session, table: Table, id: int, new: Mapping[str, Any]) -> None:
    """No key of the database keeps two students from having one number."""
    if table.name == Student.__tablename__:
        numbers = Identity(new.get("student_id"), new.get("apaar_id"))
        student_identity.refuse_taken(session, id, numbers)


def _compared(session: Session, change_id: int) -> tuple[Table, Mapping[str, Any], dict[str, Any]]:
    """The table of a change, the row as it was before it, and the row as it is, held."""
    change = session.query(Change).filter(Change.id == change_id).one_or_none()
    table = _table_of(change)
    if change is None or table is None:
        raise NotFound("There is no such change")
    if change.before is None:
        raise Conflict("There is nothing before this change to go back to", code="NO_VERSION")
    stored: dict[str, Any] | None = session.scalar(
        text(f'SELECT to_jsonb(t) FROM "{table.name}" AS t WHERE id = :id FOR NO KEY UPDATE'),
        {"id": change.row_id},
    )
    if stored is None:
        raise NotFound("The row is gone; look for it among what was deleted")
    return table, change.before, stored


def _table_of(change: Change | None) -> Table | None:
    if change is None or change.table_name in EXEMPT:
        return None
    known = {table.name for table in recorded_tables()}
    return Base.metadata.tables[change.table_name] if change.table_name in known else None


def _differences(
    table: Table, stored: Mapping[str, Any], version: Mapping[str, Any]
) -> list[CellChange]:
    """Columns that the version does not know, because they came later, stay as they are."""
    fixed = FIXED | BY_ENROLMENT.get(table.name, set())
    names = [column.name for column in table.c if column.name in version.keys() - fixed]
    return [
        CellChange(name, stored.get(name), version[name])
        for name in names
        if stored.get(name) != version[name]
    ]
