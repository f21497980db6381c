"""The roll: how some people are enrolled, held still while rules change it.

The rules work on people in memory, one after another, and so see what those before them did. What
has changed in the end is written with a fixed number of statements, for one person or a thousand.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date
from typing import NamedTuple

from sqlalchemy.orm import Session

from dbservice.services.driver import fetch_all
from dbservice.services.groups import EntityRef, GroupKind, GroupRowId
from dbservice.services.references import Target

DROPOUT = "dropout"

# Users first and always in the same order, so that two who want the same people never deadlock.
HOLD_USERS = 'SELECT id FROM "user" WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE'
HOLD_STUDENTS = """
    SELECT user_id, id, status, grade_id FROM student
    WHERE user_id = ANY(%s) ORDER BY user_id, id DESC FOR NO KEY UPDATE
"""
# Of what is over, rules ask for schools and auth groups only.
RECORDS = """
    SELECT user_id, id, group_type, group_id, academic_year, start_date, end_date, is_current
    FROM enrollment_record
    WHERE user_id = ANY(%s) AND (is_current OR group_type IN ('auth_group', 'school'))
    ORDER BY id
"""
ALL_RECORDS = """
    SELECT user_id, id, group_type, group_id, academic_year, start_date, end_date, is_current
    FROM enrollment_record WHERE user_id = ANY(%s) ORDER BY id
"""
MEMBERSHIPS = """
    SELECT m.user_id, m.id, g.type, g.child_id, g.id
    FROM group_user AS m JOIN "group" AS g ON g.id = m.group_id
    WHERE m.user_id = ANY(%s) ORDER BY m.id
"""

State = tuple[str, int, str | None, date, date | None, bool]


class Term(NamedTuple):
    """What a new record says beside its place: the academic year, and its first day."""

    academic_year: str | None
    start_date: date


class Record:
    """An enrolment record; `stored` is its state in the database, None for a new one."""

    __slots__ = (
        "academic_year",
        "end_date",
        "entity_id",
        "id",
        "is_current",
        "kind",
        "start_date",
        "stored",
    )

    def __init__(self, id: int | None, state: State, *, stored: bool) -> None:
        self.id = id
        (
            self.kind,
            self.entity_id,
            self.academic_year,
            self.start_date,
            self.end_date,
            self.is_current,
        ) = state
        self.stored = state if stored else None

    @property
    def state(self) -> State:
        """Everything but the id, as it stands."""
        return (
            self.kind,
            self.entity_id,
            self.academic_year,
            self.start_date,
            self.end_date,
            self.is_current,
        )


class Membership:
    """A group that a person is in now; `stored` is the group row in the database, if any."""

    __slots__ = ("entity_id", "group_row_id", "id", "kind", "stored")

    def __init__(self, id: int | None, kind: str, entity_id: int, group_row_id: GroupRowId) -> None:
        self.id, self.kind, self.entity_id, self.group_row_id = id, kind, entity_id, group_row_id
        self.stored = None if id is None else group_row_id


class StudentState:
    """What enrolment changes in a student."""

    __slots__ = ("grade_id", "id", "status", "stored")

    def __init__(self, id: int, status: str | None, grade_id: int | None) -> None:
        self.id, self.status, self.grade_id = id, status, grade_id
        self.stored = (status, grade_id)


class Person:
    """Someone on the roll; `changes` counts what has been changed.

    `records` are in the order in which they were made. `dropouts` are those of now, each with the
    records that it closed.
    """

    __slots__ = (
        "changes",
        "dropouts",
        "left",
        "memberships",
        "records",
        "removed",
        "student",
        "user_id",
    )

    def __init__(self, user_id: int, student: StudentState | None = None) -> None:
        self.user_id = user_id
        self.student = student
        self.records: list[Record] = []
        self.memberships: list[Membership] = []
        self.dropouts: list[tuple[Record, list[Record]]] = []
        self.removed: list[Record] = []
        self.left: list[Membership] = []
        self.changes = 0

    @property
    def is_dropped_out(self) -> bool:
        """Whether the student has dropped out."""
        return self.student is not None and self.student.status == DROPOUT

    def current(self, kind: GroupKind) -> list[Record]:
        """The current records of a kind."""
        return [one for one in self.records if one.is_current and one.kind == kind]

    def current_in(self, entity: EntityRef) -> Record | None:
        """The current record of this very school, batch ..., if there is one."""
        for record in self.records:
            if record.is_current and record.entity_id == entity.id and record.kind == entity.kind:
                return record
        return None

    def member_of(self, entity: EntityRef) -> Membership | None:
        """The membership of this very school, batch ..., if there is one."""
        for one in self.memberships:
            if one.entity_id == entity.id and one.kind == entity.kind:
                return one
        return None

    def open(self, target: Target, term: Term) -> Record:
        """Begin a record; a student's grade goes with the record of it."""
        kind, entity_id = target.entity
        year = None if kind is GroupKind.AUTH_GROUP else term.academic_year
        state = (kind.value, entity_id, year, term.start_date, None, True)
        record = Record(None, state, stored=False)
        self.records.append(record)
        self.changes += 1
        self._follow_grade(record)
        return record

    def reopen(self, record: Record, *, start_date: date | None = None) -> None:
        """Make a closed record current again."""
        record.is_current, record.end_date = True, None
        record.start_date = start_date or record.start_date
        self.changes += 1
        self._follow_grade(record)

    def close(self, record: Record, on: date) -> None:
        """End a record, on its own first day if it began after `on`."""
        record.is_current, record.end_date = False, max(record.start_date or on, on)
        self.changes += 1

    def close_all(self, kind: GroupKind, on: date) -> None:
        """End the current records of a kind."""
        for record in self.current(kind):
            self.close(record, on)

    def rewrite(self, record: Record, entity_id: int) -> None:
        """Correct what a record was for."""
        record.entity_id = entity_id
        self.changes += 1
        self._follow_grade(record)

    def remove(self, record: Record) -> None:
        """Take a record out of the history."""
        self.records.remove(record)
        self.changes += 1
        if record.stored:
            self.removed.append(record)

    def join(self, target: Target) -> None:
        """Become a member."""
        kind, entity_id = target.entity
        self.memberships.append(Membership(None, kind.value, entity_id, target.group_row_id))
        self.changes += 1

    def leave(self, membership: Membership) -> None:
        """End a membership."""
        self.memberships.remove(membership)
        self.changes += 1
        if membership.stored is not None:
            self.left.append(membership)

    def repoint(self, membership: Membership, target: Target) -> None:
        """Turn a membership into one of another group of its kind."""
        if membership.group_row_id != target.group_row_id:
            membership.entity_id = target.entity.id
            membership.group_row_id = target.group_row_id
            self.changes += 1

    def settle_in(self, target: Target, among: Callable[[int], bool] | None = None) -> None:
        """Have no other membership of the target's kind, of those whose entity `among` accepts."""
        mine = [
            one
            for one in self.memberships
            if one.kind == target.entity.kind and (among is None or among(one.entity_id))
        ]
        if not mine:
            self.join(target)
            return
        kept = next((one for one in mine if one.group_row_id == target.group_row_id), mine[0])
        for one in mine:
            if one is not kept:
                self.leave(one)
        self.repoint(kept, target)

    def set_status(self, status: str | None) -> None:
        """Write the student's status."""
        if self.student and self.student.status != status:
            self.student.status = status
            self.changes += 1

    def _follow_grade(self, record: Record) -> None:
        if record.kind == GroupKind.GRADE and self.student:
            self.student.grade_id = record.entity_id


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


def call(session: Session, user_ids: Collection[int], *, whole: bool = False) -> Roll:
    """Hold these users and their students until the commit, and read how they are enrolled.

    Args:
        session: a session in a transaction.
        user_ids: whom; users who do not exist are left out.
        whole: read everything that is over too.
    """
    wanted = (sorted(set(user_ids)),)
    if not wanted[0]:
        return Roll(())
    people = {id: Person(id) for (id,) in fetch_all(session, HOLD_USERS, wanted)}
    for user_id, *student in fetch_all(session, HOLD_STUDENTS, wanted):
        people[user_id].student = StudentState(*student)
    for user_id, id, *state in fetch_all(session, ALL_RECORDS if whole else RECORDS, wanted):
        people[user_id].records.append(Record(id, (*state,), stored=True))
    for user_id, *membership in fetch_all(session, MEMBERSHIPS, wanted):
        people[user_id].memberships.append(Membership(*membership))
    return Roll(people.values())
