"""The roll: how some people are enrolled, held still while rules change it.

The rules work on people in memory, one after another, and so see what those before them did. What
has changed in the end is written with a fixed number of statements, for one person or a thousand.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from sqlalchemy.orm import Session

from dbservice.services.bulk import array
from dbservice.services.driver import fetch_all
from dbservice.services.person import Membership, Person, Record, StudentState

# Users first and always in the same order, so that two who want the same people never deadlock.
HOLD_USERS = """
    SELECT id FROM "user" WHERE id = ANY(CAST(%s AS bigint[])) ORDER BY id FOR NO KEY UPDATE
"""
HOLD_STUDENTS = """
    SELECT user_id, id, status, grade_id FROM student
    WHERE user_id = ANY(CAST(%s AS bigint[])) ORDER BY user_id, id DESC FOR NO KEY UPDATE
"""
# Of what is over, rules ask for schools and auth groups only.
RECORDS = """
    SELECT user_id, id, group_type, group_id, academic_year, start_date, end_date, is_current
    FROM enrollment_record
    WHERE user_id = ANY(CAST(%s AS bigint[]))
      AND (is_current OR group_type IN ('auth_group', 'school'))
    ORDER BY id
"""
ALL_RECORDS = """
    SELECT user_id, id, group_type, group_id, academic_year, start_date, end_date, is_current
    FROM enrollment_record WHERE user_id = ANY(CAST(%s AS bigint[])) ORDER BY id
"""
MEMBERSHIPS = """
    SELECT m.user_id, m.id, g.type, g.child_id, g.id
    FROM group_user AS m JOIN "group" AS g ON g.id = m.group_id
    WHERE m.user_id = ANY(CAST(%s AS bigint[])) ORDER BY m.id
"""

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
    wanted = sorted(set(user_ids))
    return [id for (id,) in _fetch(session, HOLD_USERS, wanted)]


def call(session: Session, user_ids: Collection[int], *, whole: bool = False) -> Roll:
    """Hold these users and their students until the commit, and read how they are enrolled.

    Args:
        session: a session in a transaction.
        user_ids: whom; users who do not exist are left out.
        whole: read everything that is over too.
    """
    if not user_ids:
        return Roll(())
    people = {id: Person(id) for id in hold(session, user_ids)}
    for user_id, *student in _fetch(session, HOLD_STUDENTS, people):
        people[user_id].student = StudentState(*student)
    for user_id, id, *state in _fetch(session, ALL_RECORDS if whole else RECORDS, people):
        people[user_id].records.append(Record(id, (*state,), stored=True))
    for user_id, *membership in _fetch(session, MEMBERSHIPS, people):
        people[user_id].memberships.append(Membership(*membership))
    return Roll(people.values())


def _fetch(session: Session, statement: str, user_ids: Collection[int]) -> list[tuple[Any, ...]]:
    """What concerns these users; of one person calls ask all the time."""
    return fetch_all(session, statement, (array(user_ids),), repeated=len(user_ids) == 1)


def current_grades(session: Session, user_ids: Collection[int]) -> dict[int, int]:
    """The grades that these users are enrolled in now, by user id."""
    return dict(fetch_all(session, GRADES, (array(user_ids),))) if user_ids else {}
