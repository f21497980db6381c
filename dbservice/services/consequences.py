"""What the rules of enrolment have made of a person, read from what they changed."""

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from dbservice.services.groups import EntityRef, GroupKind
from dbservice.services.person import Membership, Person, Record, State, StudentState


class Happening(StrEnum):
    """What happens to a record, a membership, or a column of the student."""

    ENDS = "ends"
    BEGINS = "begins"
    GOES_ON = "goes on"
    CORRECTED = "corrected"
    ERASED = "erased"
    JOINED = "joined"
    LEFT = "left"
    EXCHANGED = "exchanged"
    STATUS = "status"
    GRADE = "grade"


class Consequence(NamedTuple):
    """One thing that is otherwise than before.

    Args:
        happening: what has happened.
        entity: the school, batch ... it is about; none, of the student's own status.
        before: what was in the place of the entity.
        academic_year: of a record that begins.
        day: on which a record begins or ends.
        status: the student's, after.
        status_before: and before.
    """

    happening: Happening
    entity: EntityRef | None
    before: EntityRef | None = None
    academic_year: str | None = None
    day: date | None = None
    status: str | None = None
    status_before: str | None = None


class Before(NamedTuple):
    """What a person does not remember by themselves: of each membership what it was of."""

    member_of: Mapping[int, EntityRef | None]


KINDS = {kind.value: kind for kind in GroupKind}
ORDER = {kind: place for place, kind in enumerate(("batch", "grade", "school", "auth_group"))}


def before(person: Person) -> Before:
    """To be asked before the rules change a person."""
    return Before({one.id: _entity(one) for one in person.memberships if one.id is not None})


def of(person: Person, was: Before) -> list[Consequence]:
    """Everything that is otherwise: kind by kind, what ends before what begins."""
    found = [*_records(person), *_memberships(person, was), *_columns(person.student)]
    return sorted(found, key=_place)


def _place(one: Consequence) -> tuple[int, bool]:
    entity = one.entity or one.before
    is_column = one.happening in (Happening.STATUS, Happening.GRADE)
    return ORDER.get(entity.kind if entity else "", len(ORDER)), is_column


def _records(person: Person) -> Iterator[Consequence]:
    for record in person.removed:
        yield Consequence(Happening.ERASED, _entity(record), day=record.start_date)
    for record in person.records:
        if record.is_altered and not record.is_current:
            yield Consequence(Happening.ENDS, _entity(record), day=record.end_date)
    for record in person.records:
        if record.stored is None:
            yield _begun(record)
        elif record.is_altered and record.is_current:
            yield _revised(record, record.stored)


def _begun(record: Record) -> Consequence:
    year, day = record.academic_year, record.start_date
    return Consequence(Happening.BEGINS, _entity(record), academic_year=year, day=day)


def _revised(record: Record, stored: State) -> Consequence:
    kind, entity_id, _, start_date, *_ = stored
    if entity_id != record.entity_id:
        return Consequence(Happening.CORRECTED, _entity(record), _known(kind, entity_id))
    day = None if start_date == record.start_date else record.start_date
    return Consequence(Happening.GOES_ON, _entity(record), day=day)


def _memberships(person: Person, was: Before) -> Iterator[Consequence]:
    for one in person.left:
        yield Consequence(Happening.LEFT, was.member_of[one.id or 0])
    for one in person.memberships:
        if one.id is None:
            yield Consequence(Happening.JOINED, _entity(one))
        elif one.stored != one.group_row_id:
            yield Consequence(Happening.EXCHANGED, _entity(one), was.member_of[one.id])


def _columns(student: StudentState | None) -> Iterator[Consequence]:
    if student is None:
        return
    status, grade_id = student.stored
    if student.grade_id != grade_id:
        yield Consequence(Happening.GRADE, _grade(student.grade_id), _grade(grade_id))
    if student.status != status:
        yield Consequence(Happening.STATUS, None, status=student.status, status_before=status)


def _grade(id: int | None) -> EntityRef | None:
    return None if id is None else EntityRef(GroupKind.GRADE, id)


def _entity(one: Record | Membership) -> EntityRef | None:
    return _known(one.kind, one.entity_id)


def _known(kind: str, entity_id: int) -> EntityRef | None:
    """An entity, unless it is of a kind that only old data knows."""
    return EntityRef(KINDS[kind], entity_id) if kind in KINDS else None
