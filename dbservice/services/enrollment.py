"""Enrolment: the record of it over time, and the membership as it stands now."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import orjson
from sqlalchemy import text
from sqlalchemy.orm import Session

from dbservice.errors import Invalid
from dbservice.services import bulk
from dbservice.services.bulk import NOW
from dbservice.services.groups import GroupKind
from dbservice.services.references import Target


class Enrollment(NamedTuple):
    """A person's place in one entity from a date on."""

    target: Target
    academic_year: str | None
    start_date: date


# People and places travel apart: a chunk has thousands of pairs, but only a few places.
PAIRS = """
    unnest(CAST(:user_ids AS int[]), CAST(:places AS int[])) AS p(user_id, place)
    JOIN json_to_recordset(CAST(:known AS json)) AS e(
        place int, kind varchar, entity_id int, group_row_id bigint, academic_year varchar,
        start_date date) USING (place)
"""
OPEN_RECORDS = text(f"""
    INSERT INTO enrollment_record (user_id, group_type, group_id, academic_year, start_date,
                                   is_current, inserted_at, updated_at)
    SELECT p.user_id, e.kind, e.entity_id, e.academic_year, e.start_date, true, {NOW}, {NOW}
    FROM {PAIRS}
""")
OPEN_MEMBERSHIPS = text(f"""
    INSERT INTO group_user (user_id, group_id, inserted_at, updated_at)
    SELECT p.user_id, e.group_row_id, {NOW}, {NOW} FROM {PAIRS}
""")


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
    return Enrollment(target, academic_year if dated else None, start_date)


def admit(session: Session, enrollments: Sequence[tuple[int, Enrollment]]) -> None:
    """Enrol people, given by user id, who have no enrolment yet: nothing can clash."""
    if not enrollments:
        return
    known = {one: place for place, one in enumerate({one for _, one in enrollments})}
    parameters = {
        "user_ids": bulk.array([user_id for user_id, _ in enrollments]),
        "places": bulk.array([known[one] for _, one in enrollments]),
        "known": orjson.dumps([_facts(one, place) for one, place in known.items()]).decode(),
    }
    session.execute(OPEN_RECORDS, parameters)
    session.execute(OPEN_MEMBERSHIPS, parameters)


def _facts(enrollment: Enrollment, place: int) -> dict[str, object]:
    return {
        "place": place,
        "kind": enrollment.target.entity.kind,
        "entity_id": enrollment.target.entity.id,
        "group_row_id": enrollment.target.group_row_id,
        "academic_year": enrollment.academic_year,
        "start_date": enrollment.start_date,
    }


def _incomplete(target: Target, missing: str) -> Invalid:
    kind = target.entity.kind.value.replace("_", " ")
    return Invalid(
        f"{missing} is blank; enrolling in the {kind} needs it",
        field=missing,
        code="ENROLMENT_WRITE_FAILED",
    )
