"""Enrolling people: in one group, in a set of groups, and for the first time."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from dbservice.errors import Conflict, Invalid
from dbservice.services.groups import EntityRef, GroupKind
from dbservice.services.person import Person, Record, Term
from dbservice.services.references import Target

# Of these a person has one at a time.
EXCLUSIVE = (GroupKind.SCHOOL, GroupKind.GRADE, GroupKind.AUTH_GROUP)
CORRECTIONS = {
    GroupKind.SCHOOL: "Update Incorrect School to Correct School",
    GroupKind.GRADE: "Update Incorrect Grade to Correct Grade",
    GroupKind.AUTH_GROUP: "Update Incorrect Auth Group to Correct Auth Group",
}


class Enrollment(NamedTuple):
    """A person's place in one entity from a date on."""

    target: Target
    term: Term


def enrollment_in(
    target: Target, *, academic_year: str | None, start_date: date | None
) -> Enrollment:
    """A valid enrolment; an auth group has no academic year, everything else must have one.

    Raises:
        Invalid: ENROLMENT_WRITE_FAILED, naming the value that is missing.
    """
    dated = target.entity.kind is not GroupKind.AUTH_GROUP
    if start_date is None:
        raise _incomplete(target, "start_date")
    if dated and not academic_year:
        raise _incomplete(target, "academic_year")
    return Enrollment(target, Term(academic_year if dated else None, start_date))


def enroll(person: Person, enrollment: Enrollment) -> None:
    """Enrol a person; where they are enrolled already, nothing happens twice.

    A school is enrolled in anew for each academic year; that ends the year before.

    Raises:
        Conflict: ENROLMENT_CONFLICT, in another school, grade or auth group now;
            ALREADY_DROPPED_OUT, to be enrolled again first.
    """
    refuse_dropped_out(person)
    _refuse_second(person, enrollment.target.entity)
    _enroll(person, enrollment)


def enroll_where_needed(
    person: Person, target: Target, academic_year: str | None, start_date: date | None
) -> None:
    """Enrol a person who may be there already, which takes neither year nor day.

    Raises:
        Conflict: as `enroll`; STATUS_NOT_JOINED, a status is none to be enrolled in.
        Invalid: ENROLMENT_WRITE_FAILED, with `member`, whether they are a member already.
    """
    entity = target.entity
    if entity.kind is GroupKind.STATUS:
        raise Conflict("A status is set, not joined", code="STATUS_NOT_JOINED")
    refuse_dropped_out(person)
    _refuse_second(person, entity)
    if _is_there(person, entity, academic_year):
        return
    try:
        enrollment = enrollment_in(target, academic_year=academic_year, start_date=start_date)
    except Invalid as refusal:
        refusal.data["member"] = person.member_of(entity) is not None
        raise
    _enroll(person, enrollment)


def enroll_all(person: Person, enrollments: Sequence[Enrollment]) -> None:
    """Enrol a person in each of a set of groups, of different kinds, or in none.

    Raises:
        Conflict: as `enroll`.
    """
    refuse_dropped_out(person)
    for enrollment in enrollments:
        _refuse_second(person, enrollment.target.entity)
    for enrollment in enrollments:
        _enroll(person, enrollment)


def enroll_first(person: Person, enrollments: Sequence[Enrollment]) -> None:
    """Enrol a person in a set of groups, none of which they may be in now.

    Raises:
        Conflict: ALREADY_MEMBER, naming the kind of group, or as `enroll`.
    """
    refuse_dropped_out(person)
    for enrollment in enrollments:
        entity = enrollment.target.entity
        if person.current_in(entity) or person.member_of(entity):
            raise Conflict(
                f"The student is in this {noun(entity.kind)} already",
                code="ALREADY_MEMBER",
                data={"kind": entity.kind.value, "id": entity.id},
            )
    enroll_all(person, enrollments)


def refuse_dropped_out(person: Person) -> None:
    """Raise Conflict (ALREADY_DROPPED_OUT) for a student who has dropped out."""
    if person.is_dropped_out:
        raise Conflict(
            "The student has dropped out; enrol them again with Student Re-Enrollment After"
            " Dropout first",
            code="ALREADY_DROPPED_OUT",
            data={"status": "dropout"},
        )


def noun(kind: GroupKind) -> str:
    """A kind of group in running text."""
    return kind.value.replace("_", " ")


def _is_there(person: Person, entity: EntityRef, academic_year: str | None) -> bool:
    """Whether nothing is left to be written."""
    record = person.current_in(entity)
    if record is None or person.member_of(entity) is None:
        return False
    return entity.kind is not GroupKind.SCHOOL or not _is_of_another(record, academic_year)


def _is_of_another(record: Record, academic_year: str | None) -> bool:
    """Whether a record is of another academic year; one without a year is of any."""
    return bool(record.academic_year and academic_year and record.academic_year != academic_year)


def _enroll(person: Person, enrollment: Enrollment) -> None:
    entity = enrollment.target.entity
    record = person.current_in(entity)
    if record and entity.kind is GroupKind.SCHOOL:
        year, start_date = enrollment.term
        if _is_of_another(record, year):
            person.close(record, start_date)
            record = None
    if record is None:
        person.open(enrollment.target, enrollment.term)
    if person.member_of(entity) is None:
        person.join(enrollment.target)


def _refuse_second(person: Person, entity: EntityRef) -> None:
    if entity.kind not in EXCLUSIVE:
        return
    if any(record.entity_id != entity.id for record in person.current(entity.kind)):
        raise Conflict(
            f"Enrolled in another {noun(entity.kind)} now; if that is a mistake, correct it with"
            f" {CORRECTIONS[entity.kind]}",
            code="ENROLMENT_CONFLICT",
            data={"kind": entity.kind.value},
        )


def _incomplete(target: Target, missing: str) -> Invalid:
    return Invalid(
        f"{missing} is blank; enrolling in the {noun(target.entity.kind)} needs it",
        field=missing,
        code="ENROLMENT_WRITE_FAILED",
    )
