"""Dropping out, coming back, and other statuses of a student."""

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from sqlalchemy.orm import Session

from dbservice.errors import Conflict
from dbservice.services.driver import fetch_all
from dbservice.services.enrollment import EXCLUSIVE, refuse_dropped_out
from dbservice.services.groups import GroupKind
from dbservice.services.person import DROPOUT, Person, Record, Term
from dbservice.services.references import Target
from dbservice.services.statuses import ENROLLED, Statuses

CLOSED_BY = "SELECT record_id, closed_record_ids FROM dropout WHERE record_id = ANY(%s)"


class Return(NamedTuple):
    """Where a student who comes back is enrolled."""

    auth_group: Target
    school: Target
    batch: Target
    grade: Target


def drop_out(person: Person, term: Term, statuses: Statuses) -> None:
    """End every record of a student and mark them; memberships stay as they were.

    Raises:
        Conflict: ALREADY_DROPPED_OUT.
        DomainError: STATUS_ROW_MISSING.
    """
    if person.is_dropped_out:
        raise Conflict(
            "The student has dropped out already",
            code="ALREADY_DROPPED_OUT",
            data={"status": DROPOUT},
        )
    status = statuses.dropout()
    closed = [record for record in person.records if record.is_current]
    for record in closed:
        person.close(record, term.start_date)
    person.dropouts.append((person.open(status, term), closed))
    person.set_status(DROPOUT)


def re_enroll(
    person: Person,
    places: Return,
    term: Term,
    *,
    statuses: Statuses,
    auth_groups: Mapping[int, str],
) -> None:
    """Bring a student back who has dropped out; `auth_groups` names auth groups by id.

    The record of the auth group goes on as if it had never ended; school, batch, grade and status
    begin anew.

    Raises:
        Conflict: NOT_DROPPED_OUT; AUTH_GROUP_UNKNOWN, none on record; AUTH_GROUP_MISMATCH.
        DomainError: STATUS_ROW_MISSING.
    """
    record = record_to_revive(person)
    refuse_other_auth_group(record, places.auth_group, auth_groups)
    enrolled = statuses.enrolled()
    person.close_all(GroupKind.STATUS, term.start_date)
    person.open(enrolled, term)
    for target in (places.grade, places.batch, places.school):
        person.close_all(target.entity.kind, term.start_date)
        person.open(target, term)
        person.settle_in(target)
    for other in person.current(GroupKind.AUTH_GROUP):
        if other is not record:
            person.close(other, term.start_date)
    person.reopen(record)
    person.settle_in(places.auth_group)
    person.set_status(ENROLLED)


def record_to_revive(person: Person) -> Record:
    """The record of an auth group that a return makes current again: the newest.

    Raises:
        Conflict: NOT_DROPPED_OUT; AUTH_GROUP_UNKNOWN, none on record.
    """
    _refuse_present(person)
    return _auth_group_on_record(person)


def refuse_other_auth_group(
    record: Record, auth_group: Target, auth_groups: Mapping[int, str]
) -> None:
    """Raise Conflict (AUTH_GROUP_MISMATCH) for an auth group that is not the one on record."""
    if record.entity_id != auth_group.entity.id:
        raise _mismatch(auth_group.entity.id, record.entity_id, auth_groups)


def auth_groups_on_record(people: Iterable[Person]) -> set[int]:
    """The ids of the auth groups that these people were ever in."""
    return {
        record.entity_id
        for person in people
        for record in person.records
        if record.kind == GroupKind.AUTH_GROUP
    }


def closed_by(session: Session, people: Collection[Person]) -> dict[int, list[int]]:
    """What the current dropouts of these people closed: ids of records, by the dropout's record."""
    ids = [one.id for person in people for one in person.current(GroupKind.STATUS)]
    return dict(fetch_all(session, CLOSED_BY, (ids,))) if ids else {}


def undo_dropout(
    person: Person, statuses: Statuses, closed_by: Mapping[int, Collection[int]]
) -> None:
    """Take a dropout back: what it closed goes on, and the student has no status.

    Of a dropout that has left no note, what ended on its day is taken for what it closed, and of
    exclusive kinds only the newest. The person must have been read whole.

    Raises:
        Conflict: NOT_DROPPED_OUT.
    """
    dropout = statuses.dropout().entity
    record = person.current_in(dropout)
    if record is None:
        raise _not_dropped_out(person)
    closed = _closed_with(person, record, closed_by)
    person.dropouts = [one for one in person.dropouts if one[0] is not record]
    person.remove(record)
    for one in closed:
        person.reopen(one)
    person.set_status(None)


def set_status(person: Person, title: str, status: Target, term: Term, statuses: Statuses) -> None:
    """Give a student a status; `dropout` is a dropout. The same status again changes nothing.

    Raises:
        Conflict: ALREADY_DROPPED_OUT, for any other status of a student who has dropped out.
    """
    if person.student is None or person.student.status == title:
        return
    refuse_dropped_out(person)
    if title == DROPOUT:
        drop_out(person, term, statuses)
        return
    person.close_all(GroupKind.STATUS, term.start_date)
    person.open(status, term)
    person.set_status(title)


def _refuse_present(person: Person) -> None:
    if not person.is_dropped_out:
        raise _not_dropped_out(person)


def _not_dropped_out(person: Person) -> Conflict:
    status = person.student.status if person.student else None
    return Conflict(
        f"The student has not dropped out; their status is {status or 'blank'}",
        code="NOT_DROPPED_OUT",
        data={"status": status},
    )


def _auth_group_on_record(person: Person) -> Record:
    """The newest record of an auth group, current or not."""
    records = [one for one in person.records if one.kind == GroupKind.AUTH_GROUP]
    if not records:
        raise Conflict("The student has no auth group on record", code="AUTH_GROUP_UNKNOWN")
    return records[-1]


def _mismatch(given: int, stored: int, names: Mapping[int, str]) -> Conflict:
    return Conflict(
        f"The student belongs to the auth group {names.get(stored, stored)}, not to"
        f" {names.get(given, given)}",
        field="auth_group",
        code="AUTH_GROUP_MISMATCH",
        data={"given": names.get(given), "stored": names.get(stored)},
    )


def _closed_with(
    person: Person, dropout: Record, closed_by: Mapping[int, Collection[int]]
) -> list[Record]:
    """What a dropout has closed: one of just now, one that has left a note, one that has not."""
    for record, closed in person.dropouts:
        if record is dropout:
            return closed
    noted = closed_by.get(dropout.id or 0)
    return _ended_with(person, dropout) if noted is None else _among(person, noted)


def _among(person: Person, ids: Collection[int]) -> list[Record]:
    return [one for one in person.records if one.id in ids and not one.is_current]


def _ended_with(person: Person, dropout: Record) -> list[Record]:
    """What ended on the day of the dropout, or on its own first day if that came later."""
    closed: list[Record] = []
    taken: set[str] = set()
    for record in reversed(person.records):
        if record.is_current or record.end_date != max(
            record.start_date or dropout.start_date, dropout.start_date
        ):
            continue
        if record.kind in (*EXCLUSIVE, GroupKind.STATUS):
            if record.kind in taken:
                continue
            taken.add(record.kind)
        closed.append(record)
    return closed
