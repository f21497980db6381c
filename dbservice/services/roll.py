"""The roll: how some people are enrolled, held still while rules change it.

The rules work on people in memory, one after another, and so see what those before them did. What
has changed in the end is written with a fixed number of statements, for one person or a thousand.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from functools import cache
from typing import Any

import orjson
from sqlalchemy.orm import Session

from dbservice.services.bulk import array
from dbservice.services.driver import Statement, fetch_all, fetch_last
from dbservice.services.groups import GroupRow
from dbservice.services.person import Membership, Person, Record, State, StudentState

# Users first and always in the same order, so that two who want the same people never deadlock.
HOLD_USERS = """
    SELECT id FROM "user" WHERE id = ANY(CAST(%s AS bigint[])) ORDER BY id FOR NO KEY UPDATE
"""
HOLD_STUDENTS = """
    SELECT id FROM student
    WHERE user_id = ANY(CAST(%s AS bigint[])) ORDER BY user_id, id FOR NO KEY UPDATE
"""
USERS = 'SELECT json_agg(id) FROM "user" WHERE id = ANY(CAST(%s AS bigint[]))'
STUDENTS = """
    SELECT json_agg(json_build_array(user_id, id, status, grade_id) ORDER BY id DESC)
    FROM student WHERE user_id = ANY(CAST(%s AS bigint[]))
"""
RECORDS = """
    SELECT json_agg(json_build_array(
        user_id, id, group_type, group_id, academic_year, start_date, end_date, is_current
    ) ORDER BY id)
    FROM enrollment_record WHERE user_id = ANY(CAST(%s AS bigint[]))
"""
# Of what is over, rules ask for schools and auth groups only.
ASKED_FOR = "AND (is_current OR group_type IN ('auth_group', 'school'))"
MEMBERSHIPS = """
    SELECT json_agg(json_build_array(m.user_id, m.id, g.type, g.child_id, g.id) ORDER BY m.id)
    FROM group_user AS m JOIN "group" AS g ON g.id = m.group_id
    WHERE m.user_id = ANY(CAST(%s AS bigint[]))
"""
GROUP = 'SELECT json_build_array(type, child_id) FROM "group" WHERE id = %s'


def _as_one(*parts: str) -> str:
    return f"SELECT json_build_array({', '.join(f'({part})' for part in parts)})::text"


PRESENT_RECORDS = f"{RECORDS} {ASKED_FOR}"
WHOLE = _as_one(USERS, STUDENTS, RECORDS, MEMBERSHIPS)
PRESENT = _as_one(USERS, STUDENTS, PRESENT_RECORDS, MEMBERSHIPS)
PRESENT_FOR_GROUP = _as_one(USERS, STUDENTS, PRESENT_RECORDS, MEMBERSHIPS, GROUP)
GRADES = """
    SELECT user_id, group_id FROM enrollment_record
    WHERE is_current AND group_type = 'grade' AND user_id = ANY(CAST(%s AS bigint[]))
"""


class Roll:
    """People by user id."""

    def __init__(self, people: Iterable[Person]) -> None:
        self._people = {person.user_id: person for person in people}

    def __getitem__(self, user_id: int) -> Person:
        """The person; raises KeyError for one who has gone meanwhile."""
        return self._people[user_id]

    def __contains__(self, user_id: int) -> bool:
        """Whether the user is there."""
        return user_id in self._people

    def __iter__(self) -> Iterator[Person]:
        """Everybody."""
        return iter(self._people.values())


def hold(session: Session, user_ids: Collection[int]) -> list[int]:
    """Hold these users until the commit; the ids of those who are there, in order."""
    held = fetch_all(session, HOLD_USERS, (array(sorted(set(user_ids))),))
    return [id for (id,) in held]


def call(session: Session, user_ids: Collection[int], *, whole: bool = False) -> Roll:
    """Hold these users and their students until the commit, and read how they are enrolled.

    Args:
        session: a session in a transaction.
        user_ids: whom; users who do not exist are left out.
        whole: read everything that is over too.
    """
    if not user_ids:
        return Roll(())
    return _roll(*_read(session, user_ids, WHOLE if whole else PRESENT))


def call_for_group(
    session: Session, user_id: int, group_row_id: int
) -> tuple[Roll, GroupRow | None]:
    """The same of one user, and what the row of a group says if there is one, in one round trip."""
    *found, group = _read(session, [user_id], PRESENT_FOR_GROUP, group_row_id)
    return _roll(*found), GroupRow(*group) if group else None


def _read(session: Session, user_ids: Collection[int], reading: str, *more: Any) -> list[Any]:
    ids = sorted(set(user_ids))
    one = len(ids) == 1
    whom = tuple(ids) if one else (array(ids),)
    texts = (HOLD_USERS, HOLD_STUDENTS, reading)
    hold_users, hold_students, read = map(_of_one, texts) if one else texts
    # What was committed while it waited for the people is seen by the statement after it.
    [(found,)] = fetch_last(
        session,
        Statement(hold_users, whom, repeated=one),
        Statement(hold_students, whom, repeated=one),
        Statement(read, (*whom * 4, *more), repeated=one),
    )
    parts: list[Any] = orjson.loads(found)
    return parts


@cache
def _of_one(statement: str) -> str:
    """A statement for one person: its plan is kept, which that for any number never is."""
    return statement.replace("= ANY(CAST(%s AS bigint[]))", "= CAST(%s AS bigint)")


def _roll(
    users: list[int] | None,
    students: list[Any] | None,
    records: list[Any] | None,
    memberships: list[Any] | None,
) -> Roll:
    people = {id: Person(id) for id in sorted(users or ())}
    for user_id, *student in students or ():
        people[user_id].student = StudentState(*student)
    for user_id, id, *state in records or ():
        people[user_id].records.append(Record(id, _dated(state), stored=True))
    for user_id, *membership in memberships or ():
        people[user_id].memberships.append(Membership(*membership))
    return Roll(people.values())


def _dated(state: list[Any]) -> State:
    kind, entity_id, academic_year, start_date, end_date, is_current = state
    return kind, entity_id, academic_year, _day(start_date), _day(end_date), is_current


def _day(text: str | None) -> Any:
    return text and date.fromisoformat(text)


def current_grades(session: Session, user_ids: Collection[int]) -> dict[int, int]:
    """The grades that these users are enrolled in now, by user id."""
    return dict(fetch_all(session, GRADES, (array(user_ids),))) if user_ids else {}
