"""The life of a student as the service knows it: places over time, sessions, exams."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from dbservice.services import entity_names
from dbservice.services.driver import fetch_all, fetch_one
from dbservice.services.groups import EntityRef, GroupKind
from dbservice.services.person import DROPOUT

LATEST = 8  # sessions and exam records that a page shows; lists of their own have them all
PERSON = """
    SELECT s.user_id, s.student_id, s.apaar_id, s.pen_number, s.status, u.phone, u.whatsapp_phone,
           u.email, u.date_of_birth, a.id
    FROM student AS s LEFT JOIN "user" AS u ON u.id = s.user_id
         LEFT JOIN alumni AS a ON a.student_id = s.id
    WHERE s.id = %s
"""
STAYS = """
    SELECT group_type, group_id, academic_year, start_date, end_date, is_current
    FROM enrollment_record WHERE user_id = %s
    ORDER BY start_date NULLS FIRST, id
"""
MEMBERSHIPS = """
    SELECT g.type, g.child_id FROM group_user AS m JOIN "group" AS g ON g.id = m.group_id
    WHERE m.user_id = %s ORDER BY m.id
"""
# What stands in an activity first counts; old rows name only the occurrence.
ATTENDANCES = f"""
    SELECT s.id, coalesce(s.name, s.session_id, 'Session ' || s.id), count(*),
           count(DISTINCT a.session_occurrence_id), max(a.timestamp), count(*) OVER ()
    FROM user_session AS a
         LEFT JOIN session_occurrence AS o ON o.id = a.session_occurrence_id
         JOIN session AS s ON s.id = coalesce(a.session_id, o.session_fk)
    WHERE a.user_id = %s
    GROUP BY s.id ORDER BY max(a.timestamp) DESC NULLS LAST, s.id DESC LIMIT {LATEST}
"""
EXAMS = f"""
    SELECT r.id, e.name, r.date, r.score, r.percentile, r.all_india_rank, r.category_rank,
           count(*) OVER ()
    FROM student_exam_record AS r JOIN exam AS e ON e.id = r.exam_id
    WHERE r.student_id = %s ORDER BY r.date DESC NULLS LAST, r.id DESC LIMIT {LATEST}
"""


class Identity(NamedTuple):
    """Who a student is; `alumni_id` is the row about what became of them, if there is one."""

    user_id: int | None
    student_id: str | None
    apaar_id: str | None
    pen_number: str | None
    status: str | None
    phone: str | None
    whatsapp_phone: str | None
    email: str | None
    date_of_birth: date | None
    alumni_id: int | None


class Stay(NamedTuple):
    """An enrolment record; what it is of has no name if only old data knows the kind."""

    kind: str
    entity: EntityRef | None
    name: str
    academic_year: str | None
    start_date: date | None
    end_date: date | None
    is_current: bool

    @property
    def is_dropout(self) -> bool:
        """Whether it is the record of a dropout."""
        return self.kind == GroupKind.STATUS and self.name == DROPOUT


class Attendance(NamedTuple):
    """What a student did in a session: how often, at how many dates of it, and when last."""

    session_id: int
    name: str
    activities: int
    occurrences: int
    last: datetime | None


class ExamResult(NamedTuple):
    """How an exam went."""

    id: int
    exam: str | None
    day: date | None
    score: float | None
    percentile: float | None
    all_india_rank: int | None
    category_rank: int | None


@dataclass(frozen=True)
class Places:
    """Where a person is and was enrolled.

    Args:
        stays: the enrolment records, those that began first before the others.
        memberships: the groups of now, by name.
    """

    stays: Sequence[Stay]
    memberships: Mapping[EntityRef, str]

    @cached_property
    def current(self) -> Mapping[str, Sequence[Stay]]:
        """Where the person is now by the records, by kind."""
        found: dict[str, list[Stay]] = {}
        for one in self.stays:
            if one.is_current:
                found.setdefault(one.kind, []).append(one)
        return found


@dataclass(frozen=True)
class Biography(Places):
    """Everything that a page about a student tells beside the row itself.

    Args:
        identity: who it is.
        attendances: the latest sessions, of so many.
        sessions: how many there are in all.
        results: the latest exam records, of so many.
        exams: how many there are in all.
    """

    identity: Identity
    attendances: Sequence[Attendance]
    sessions: int
    results: Sequence[ExamResult]
    exams: int

    @property
    def is_dropped_out(self) -> bool:
        """Whether the student has dropped out."""
        return self.identity.status == DROPOUT

    @property
    def dropout(self) -> Stay | None:
        """The record of the dropout that holds now."""
        return next((one for one in self.stays if one.is_current and one.is_dropout), None)


def read(session: Session, student_id: int) -> Biography | None:
    """The biography of the student with this id; six statements."""
    row = fetch_one(session, PERSON, (student_id,), repeated=True)
    if row is None:
        return None
    identity = Identity(*row)
    places = places_of(session, identity.user_id)
    attended = fetch_all(session, ATTENDANCES, (identity.user_id,))
    results = fetch_all(session, EXAMS, (student_id,))
    return Biography(
        stays=places.stays,
        memberships=places.memberships,
        identity=identity,
        attendances=[Attendance(*one[:-1]) for one in attended],
        sessions=attended[0][-1] if attended else 0,
        results=[ExamResult(*one[:-1]) for one in results],
        exams=results[0][-1] if results else 0,
    )


def places_of(session: Session, user_id: int | None) -> Places:
    """Where a user is and was enrolled; three statements."""
    records = fetch_all(session, STAYS, (user_id,))
    groups = fetch_all(session, MEMBERSHIPS, (user_id,))
    refs = {pair: ref for pair in {*(row[:2] for row in records), *groups} if (ref := _ref(*pair))}
    names = entity_names.find(session, {*refs.values()})
    stays = [_stay(row, refs.get(row[:2]), names) for row in records]
    return Places(stays, {refs[pair]: names[refs[pair]] for pair in groups if pair in refs})


def last_places(session: Session, user_id: int) -> dict[GroupKind, int]:
    """Where a user was enrolled last, by kind."""
    return {
        GroupKind(kind): id
        for kind, id, *_ in fetch_all(session, STAYS, (user_id,))
        if kind in set(GroupKind) and id is not None
    }


def _stay(row: tuple[Any, ...], entity: EntityRef | None, names: entity_names.Names) -> Stay:
    kind, id, *rest = row
    name = names[entity] if entity else f"{kind or 'unknown'} {id or ''}".strip()
    return Stay(kind or "", entity, name, *rest)


def _ref(kind: str | None, id: int | None) -> EntityRef | None:
    return EntityRef(GroupKind(kind), id) if kind in set(GroupKind) and id is not None else None
