"""A person as the rules of enrolment see and change them."""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from dbservice.errors import Invalid
from dbservice.services.constraints import BLANK
from dbservice.services.groups import EntityRef, GroupKind, GroupRowId
from dbservice.services.references import Target

DROPOUT = "dropout"

State = tuple[str, int, str | None, date, date | None, bool]


class Term(NamedTuple):
    """What a new record says beside its place: the academic year, and its first day."""

    academic_year: str | None
    start_date: date


def term_of(academic_year: str | None, start_date: date | None) -> Term:
    """A term of which nothing is missing; raises Invalid (INVALID_FIELDS), naming what is."""
    if not academic_year:
        raise Invalid(BLANK, field="academic_year")
    if start_date is None:
        raise Invalid(BLANK, field="start_date")
    return Term(academic_year, start_date)


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

    @property
    def is_altered(self) -> bool:
        """Whether the database has it otherwise."""
        return self.stored is not None and self.stored != self.state

    @property
    def is_merely_closed(self) -> bool:
        """Whether nothing has been done to it but to end it."""
        return self.stored == (*self.state[:4], None, True)


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
