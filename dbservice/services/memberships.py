"""Enrolling many people at once, each as if they came one after the other."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy.orm import Session

from dbservice.errors import DomainError, NotFound
from dbservice.services import bulk, halving, roll
from dbservice.services.driver import fetch_all
from dbservice.services.enrollment import enroll_where_needed
from dbservice.services.references import Target
from dbservice.services.roll import Roll
from dbservice.services.roll_writing import write

FIND = """
    SELECT m.user_id, m.group_id, min(m.id)
    FROM unnest(CAST(%s AS bigint[]), CAST(%s AS bigint[])) AS w(user_id, group_id)
    JOIN group_user AS m ON m.user_id = w.user_id AND m.group_id = w.group_id
    GROUP BY m.user_id, m.group_id
"""


class Wish(NamedTuple):
    """A person to be enrolled somewhere; who is there already needs no year and no day."""

    user_id: int
    target: Target
    academic_year: str | None
    start_date: date | None


def enroll(session: Session, wishes: Sequence[Wish]) -> list[DomainError | None]:
    """Enrol all who can be; says for each why not.

    Ten statements at most for any number; more only where the database refuses what the rules
    let pass. Refusals are those of `enrollment.enroll_where_needed`, USER_NOT_FOUND, and those of
    the database.
    """
    return halving.attempt(session, wishes, _enroll)


def ids(session: Session, pairs: Collection[tuple[int, int]]) -> dict[tuple[int, int], int]:
    """The ids of memberships, by user and group row."""
    wanted = (bulk.array(user_id for user_id, _ in pairs), bulk.array(row for _, row in pairs))
    found = fetch_all(session, FIND, wanted) if pairs else []
    return {(user_id, group_row_id): id for user_id, group_row_id, id in found}


def _enroll(session: Session, wishes: Sequence[Wish]) -> list[DomainError | None]:
    people = roll.call(session, {wish.user_id for wish in wishes})
    refusals = [_refusal(people, wish) for wish in wishes]
    write(session, people)
    return refusals


def _refusal(people: Roll, wish: Wish) -> DomainError | None:
    if wish.user_id not in people:
        return NotFound("There is no such user", code="USER_NOT_FOUND")
    try:
        enroll_where_needed(people[wish.user_id], wish.target, wish.academic_year, wish.start_date)
    except DomainError as refusal:
        return refusal
    return None
