"""Data that breaks promises, for each promise two rows that share a key."""

from typing import Any

from sqlalchemy import Connection, text

from dbservice.models import Base
from dbservice.services.integrity import Promise, promises
from tests.rows import add_row, value_for

OURS = {
    "api_token",
    "cms_status",
    "dropout",
    "head_count",
    "import_file_part",
    "import_preview_row",
    "import_row",
    "kept_report",
    "staff_account",
}
BASE = {
    "alumni_student_id_index",
    "college_college_id_index",
    "session_session_id_index",
    "student_pen_number_key",  # the column comes later than the promises
    "test_rule_exam_id_test_type_index",
    "user_permission_email_index",
}
# What brings a row under a partial index.
COVERED: dict[str, dict[str, Any]] = {
    "enrollment_record_current_batch_key": {"is_current": True, "group_type": "batch"},
    "enrollment_record_current_exclusive_key": {"is_current": True, "group_type": "school"},
}


def later_promises() -> list[Promise]:
    """The promises about base tables that the base schema does not make."""
    return [each for each in promises() if each.table not in OURS and each.name not in BASE]


def break_promise(connection: Connection, promise: Promise) -> tuple[int, int]:
    """Insert two rows that share the key of a promise, and return their ids."""
    if promise.name == "user_permission_lower_email_key":
        emails = ("Someone@example.org", "someone@EXAMPLE.org")
        first, second = (add_row(connection, promise.table, level=1, email=e) for e in emails)
        return first, second
    columns = Base.metadata.tables[promise.table].columns
    values = {name: value_for(connection, columns[name]) for name in promise.columns}
    values |= COVERED.get(promise.name, {})
    first, second = (add_row(connection, promise.table, **values) for _ in range(2))
    return first, second


def break_every_promise(connection: Connection) -> dict[str, tuple[int, int]]:
    """Break all of `later_promises`; the ids of the two rows for each."""
    return {promise.name: break_promise(connection, promise) for promise in later_promises()}


def clean(connection: Connection, promise: Promise, row_id: int) -> None:
    """Take one of the rows out of the way."""
    column = promise.columns[0] if promise.columns[0] != "lower(email)" else "email"
    target = Base.metadata.tables[promise.table].columns[column]
    connection.execute(
        text(f'UPDATE "{promise.table}" SET "{column}" = :value WHERE id = :id'),
        {"value": value_for(connection, target), "id": row_id},
    )
