"""Writing to the database what rules have changed in people on a roll."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import orjson
from sqlalchemy.orm import Session

from dbservice.errors import NotFound
from dbservice.models import Dropout, EnrollmentRecord, Student
from dbservice.services import bulk, roll
from dbservice.services.bulk import NOW, array
from dbservice.services.driver import Statement, fetch_last
from dbservice.services.person import Membership, Person, Record, State
from dbservice.services.roll import Roll

RECORDS = EnrollmentRecord.metadata.tables["enrollment_record"]
STUDENTS = Student.metadata.tables["student"]
DROPOUTS = Dropout.metadata.tables["dropout"]

LEAVE = "DELETE FROM group_user WHERE id = ANY(CAST(%s AS bigint[]))"
REMOVE = "DELETE FROM enrollment_record WHERE id = ANY(CAST(%s AS bigint[]))"
CLOSE = f"""
    UPDATE enrollment_record AS e
    SET is_current = false, end_date = c.end_date, updated_at = {NOW}
    FROM unnest(CAST(%s AS bigint[]), CAST(%s AS date[])) AS c(id, end_date)
    WHERE e.id = c.id
"""
REPOINT = f"""
    UPDATE group_user AS m SET group_id = r.group_id, updated_at = {NOW}
    FROM unnest(CAST(%s AS bigint[]), CAST(%s AS bigint[])) AS r(id, group_id)
    WHERE m.id = r.id
"""
# Most records are alike but for the person: what they share travels once. Ids that are not given
# are taken in the order of the records.
OPEN = f"""
    INSERT INTO enrollment_record (id, user_id, group_type, group_id, academic_year, start_date,
                                   end_date, is_current, inserted_at, updated_at)
    SELECT coalesce(p.id, nextval('{bulk.sequence_of(RECORDS)}')),
           p.user_id, e.kind, e.entity_id, e.academic_year, e.start_date, e.end_date,
           e.is_current, {NOW}, {NOW}
    FROM unnest(CAST(%s AS bigint[]), CAST(%s AS bigint[]), CAST(%s AS int[]))
             WITH ORDINALITY AS p(id, user_id, state, place)
    JOIN json_to_recordset(CAST(%s AS json)) AS e(
        state int, kind varchar, entity_id int, academic_year varchar, start_date date,
        end_date date, is_current bool) USING (state)
    ORDER BY p.place
"""
JOIN = f"""
    INSERT INTO group_user (user_id, group_id, inserted_at, updated_at)
    SELECT p.user_id, p.group_id, {NOW}, {NOW}
    FROM unnest(CAST(%s AS bigint[]), CAST(%s AS bigint[])) AS p(user_id, group_id)
"""


@contextmanager
def changing(session: Session, user_id: int | None, *, whole: bool = False) -> Iterator[Person]:
    """One person, held until the commit; what is changed in them inside is written after it.

    Args:
        session: a session in a transaction.
        user_id: whom.
        whole: read everything that is over too.

    Raises:
        NotFound: USER_NOT_FOUND, as old data may have it.
    """
    people = roll.call(session, [] if user_id is None else [user_id], whole=whole)
    person = present(people, user_id)
    yield person
    write(session, [person])


def present(people: Roll, user_id: int | None) -> Person:
    """One person of a roll.

    Raises:
        NotFound: USER_NOT_FOUND, as old data may have it.
    """
    if user_id is None or user_id not in people:
        raise NotFound("There is no such user", code="USER_NOT_FOUND")
    return people[user_id]


def write(
    session: Session, people: Iterable[Person], *then: Statement
) -> Sequence[tuple[Any, ...]]:
    """Bring every change of these people to the database; once, with at most ten statements.

    What ends goes before what begins, so that nobody is in two places at once in between. `then`
    is read when records and memberships are written, in the same round trip; returns its rows.

    Raises:
        sqlalchemy.exc.IntegrityError: an enrolment appeared meanwhile that nothing kept out.
    """
    changed = [person for person in people if person.changes]
    if not changed:
        return _run(session, then)
    altered = [one for person in changed for one in person.records if one.is_altered]
    closed = [one for one in altered if one.is_merely_closed]
    rewritten = [_as_row(one) for one in altered if not one.is_merely_closed]
    ending = [*_ended(changed), *_closed(closed)]
    if rewritten:
        _run(session, ending)
        bulk.update_rows(session, RECORDS, rewritten)
        ending = []
    rows = _run(session, [*ending, *_opened(session, changed), *_joined(changed), *then])
    _write_dropouts(session, changed)
    _write_students(session, changed)
    return rows


def _run(session: Session, statements: Sequence[Statement]) -> Sequence[tuple[Any, ...]]:
    return fetch_last(session, *statements) if statements else ()


def _ended(people: Sequence[Person]) -> Iterator[Statement]:
    left = [one.id for person in people for one in person.left if one.id]
    removed = [one.id for person in people for one in person.removed if one.id]
    if left:
        yield Statement(LEAVE, (array(left),))
    if removed:
        yield Statement(REMOVE, (array(removed),))


def _closed(records: Sequence[Record]) -> Iterator[Statement]:
    if records:
        days = ",".join(str(one.end_date) for one in records)
        yield Statement(CLOSE, (array(one.id for one in records if one.id), f"{{{days}}}"))


def _as_row(record: Record) -> Mapping[str, Any]:
    return {
        "id": record.id,
        "group_id": record.entity_id,
        "start_date": record.start_date,
        "end_date": record.end_date,
        "is_current": record.is_current,
    }


def _opened(session: Session, people: Sequence[Person]) -> Iterator[Statement]:
    opened = [
        (person.user_id, record, record.state)
        for person in people
        for record in person.records
        if record.stored is None
    ]
    if not opened:
        return
    ids: Sequence[int] = ()
    if any(person.dropouts for person in people):  # their notes refer to the records
        [ids] = bulk.allocate_ids(session, [RECORDS], len(opened))
        for id_, (_, record, _) in zip(ids, opened, strict=True):
            record.id = id_
    states = {state: at for at, state in enumerate(dict.fromkeys(state for *_, state in opened))}
    values = (
        array(ids),
        array(user_id for user_id, *_ in opened),
        array(states[state] for *_, state in opened),
        orjson.dumps([_shared(at, state) for state, at in states.items()]).decode(),
    )
    yield Statement(OPEN, values, repeated=len(people) == 1)


def _shared(at: int, state: State) -> Mapping[str, Any]:
    names = ("kind", "entity_id", "academic_year", "start_date", "end_date", "is_current")
    return {"state": at, **dict(zip(names, state, strict=True))}


def _joined(people: Sequence[Person]) -> Iterator[Statement]:
    moved: list[Membership] = []
    joined: list[tuple[int, Membership]] = []
    for person in people:
        for one in person.memberships:
            if one.stored is None:
                joined.append((person.user_id, one))
            elif one.stored != one.group_row_id:
                moved.append(one)
    if moved:
        ids = array(one.id for one in moved if one.id)
        yield Statement(REPOINT, (ids, array(one.group_row_id for one in moved)))
    if joined:
        user_ids = array(user_id for user_id, _ in joined)
        groups = array(one.group_row_id for _, one in joined)
        yield Statement(JOIN, (user_ids, groups), repeated=len(people) == 1)


def _write_dropouts(session: Session, people: Sequence[Person]) -> None:
    rows = [
        {"record_id": record.id, "closed_record_ids": [one.id for one in closed]}
        for person in people
        for record, closed in person.dropouts
    ]
    bulk.insert_rows(session, DROPOUTS, rows)


def _write_students(session: Session, people: Sequence[Person]) -> None:
    students = (person.student for person in people if person.student)
    rows = [
        {"id": one.id, "status": one.status, "grade_id": one.grade_id}
        for one in students
        if one.stored != (one.status, one.grade_id)
    ]
    bulk.update_rows(session, STUDENTS, rows)
