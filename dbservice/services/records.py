"""Enrolment records as rows that somebody writes by hand, beside the rules of enrolment."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from dbservice.errors import Invalid
from dbservice.services.constraints import BLANK
from dbservice.services.driver import fetch_one
from dbservice.services.groups import GroupKind

CHECKED = frozenset({"academic_year", "group_type", "start_date", "end_date"})
STATE = """
    SELECT group_type IS DISTINCT FROM %s AND coalesce(academic_year, '') = '',
           start_date > end_date
    FROM enrollment_record WHERE id = %s
"""
# Of several the current one counts, else the latest.
FIND = """
    SELECT id FROM enrollment_record WHERE user_id = %s AND group_type = %s AND group_id = %s
    ORDER BY is_current DESC, id DESC LIMIT 1
"""
CURRENT_STATUS = """
    SELECT id FROM enrollment_record WHERE user_id = %s AND group_type = 'status' AND is_current
    ORDER BY id DESC LIMIT 1
"""


def refuse_contradiction(session: Session, id: int, written: Mapping[str, Any]) -> None:
    """Refuse a record, just written, that ends before it starts or lacks an academic year.

    A record of an auth group has none.

    Raises:
        Invalid: naming the field.
    """
    if not CHECKED & written.keys():
        return
    row = fetch_one(session, STATE, (GroupKind.AUTH_GROUP.value, id))
    without_year, reversed_ = row or (False, False)
    if without_year:
        raise Invalid(BLANK, field="academic_year")
    if reversed_:
        raise Invalid("cannot be later than end date", field="start_date")


def find(session: Session, user_id: int, group_type: str, group_id: int) -> int | None:
    """The id of the record of a user in a school, batch ...; current or not."""
    row = fetch_one(session, FIND, (user_id, group_type, group_id))
    return row[0] if row else None


def find_current_status(session: Session, user_id: int) -> int | None:
    """The id of the record of the status that a user has now."""
    row = fetch_one(session, CURRENT_STATUS, (user_id,))
    return row[0] if row else None
