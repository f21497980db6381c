"""Movement: to another batch, to another grade, to another school."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy.orm import Session

from dbservice.services.driver import fetch_all
from dbservice.services.enrollment import refuse_dropped_out
from dbservice.services.groups import GroupKind
from dbservice.services.person import Person, Term, term_of
from dbservice.services.references import Target
from dbservice.services.statuses import ENROLLED, Statuses

GivenTerm = tuple[str | None, date | None]
"""The academic year and the first day of a term as somebody gave them."""
PROGRAMS = "SELECT id, program_id FROM batch WHERE id = ANY(%s)"


class MoveScope(StrEnum):
    """Which batches a movement ends: all, or only those of the target's program."""

    ALL = "all"
    PROGRAM = "program"


@dataclass(frozen=True)
class Batches:
    """Which batches exclude one another; without `programs`, all do."""

    programs: Mapping[int, int | None] | None = None

    def exclude(self, one: int, other: int) -> bool:
        """Whether nobody can be moved into one of them and stay in the other.

        Batches without a program exclude each other.
        """
        return self.programs is None or self.programs.get(one) == self.programs.get(other)


def batches(
    session: Session, scope: MoveScope, people: Iterable[Person], targets: Iterable[Target]
) -> Batches:
    """The batches of these people and targets, as far as a movement has to tell them apart."""
    if scope is MoveScope.ALL:
        return Batches()
    ids = {target.entity.id for target in targets}
    for person in people:
        ids |= {record.entity_id for record in person.current(GroupKind.BATCH)}
        ids |= {one.entity_id for one in person.memberships if one.kind == GroupKind.BATCH}
    return Batches(dict(fetch_all(session, PROGRAMS, (sorted(ids),))))


def assign_batch(person: Person, target: Target, term: Term, batches: Batches) -> None:
    """Make a batch the only current one of a person, as a teacher is assigned to one."""
    batch_id = target.entity.id
    for record in person.current(GroupKind.BATCH):
        if record.entity_id != batch_id and batches.exclude(batch_id, record.entity_id):
            person.close(record, term.start_date)
    if person.current_in(target.entity) is None:
        person.open(target, term)
    person.settle_in(target, _rivals(target, batches))


def move_student(
    person: Person,
    target: Target,
    term: Term,
    *,
    statuses: Statuses,
    batches: Batches,
    grade: Target | None = None,
) -> None:
    """Move a student to a batch, and to a grade if one is given.

    A student who comes to the batch becomes enrolled by record; one who is there already stays
    as they are.

    Raises:
        Conflict: ALREADY_DROPPED_OUT.
        DomainError: STATUS_ROW_MISSING.
    """
    refuse_dropped_out(person)
    if person.current_in(target.entity) is None:
        enrolled = statuses.enrolled()
        person.close_all(GroupKind.STATUS, term.start_date)
        person.open(enrolled, term)
    assign_batch(person, target, term, batches)
    if grade and person.current_in(grade.entity) is None:
        _begin_grade(person, grade, term)


def place_student(
    person: Person,
    target: Target,
    term: GivenTerm,
    *,
    statuses: Statuses,
    batches: Batches,
    grade: Target | None = None,
) -> None:
    """Move a student as `move_student` does, and mark them as enrolled.

    Of one who is where they are to be already, only memberships and the mark are seen to; that
    takes no term.

    Raises:
        Conflict: as `move_student`.
        Invalid: INVALID_FIELDS, there is something to record and the term is not whole.
    """
    refuse_dropped_out(person)
    in_grade = grade is None or person.current_in(grade.entity) is not None
    if not (in_grade and is_assigned(person, target, batches)):
        whole = term_of(*term)
        move_student(person, target, whole, statuses=statuses, batches=batches, grade=grade)
    for place in filter(None, (target, grade)):
        person.settle_in(place, _rivals(place, batches))
    person.set_status(ENROLLED)


def place_teacher(person: Person, target: Target, term: GivenTerm, batches: Batches) -> None:
    """Assign a person to a batch as `assign_batch` does; it takes no term if they are there.

    Raises:
        Invalid: INVALID_FIELDS, there is something to record and the term is not whole.
    """
    if not is_assigned(person, target, batches):
        assign_batch(person, target, term_of(*term), batches)
    person.settle_in(target, _rivals(target, batches))


def move_grade(person: Person, target: Target, term: Term) -> None:
    """Move a student to a grade alone; of one who is there only the membership is seen to.

    Raises:
        Conflict: ALREADY_DROPPED_OUT.
    """
    refuse_dropped_out(person)
    if person.current_in(target.entity) is None:
        _begin_grade(person, target, term)
    person.settle_in(target)


def _begin_grade(person: Person, grade: Target, term: Term) -> None:
    person.close_all(GroupKind.GRADE, term.start_date)
    person.open(grade, term)
    person.settle_in(grade)


def is_assigned(person: Person, target: Target, batches: Batches) -> bool:
    """Whether a batch is by record a current one of a person, and none that it excludes is."""
    current = {record.entity_id for record in person.current(GroupKind.BATCH)}
    others = current - {target.entity.id}
    rival = any(batches.exclude(target.entity.id, other) for other in others)
    return target.entity.id in current and not rival


def _rivals(target: Target, batches: Batches) -> Callable[[int], bool] | None:
    """Which memberships of the kind a person cannot have beside one of the target; None: all."""
    if target.entity.kind is not GroupKind.BATCH:
        return None
    return lambda other: batches.exclude(target.entity.id, other)


def move_school(person: Person, target: Target, *, academic_year: str, on: date) -> None:
    """Move a person to a school for an academic year; the old school stays in the history.

    A record of that school and year that is over is opened again. Who is there for that year
    already stays untouched, so that a sheet can be repeated on a later day.

    Raises:
        Conflict: ALREADY_DROPPED_OUT.
    """
    refuse_dropped_out(person)
    here = person.current_in(target.entity)
    if here is None or here.academic_year != academic_year:
        person.close_all(GroupKind.SCHOOL, on)
        earlier = [
            record
            for record in person.records
            if record.kind == GroupKind.SCHOOL
            and record.entity_id == target.entity.id
            and record.academic_year == academic_year
        ]
        if earlier:
            person.reopen(earlier[-1], start_date=on)
        else:
            person.open(target, Term(academic_year, on))
    person.settle_in(target)
