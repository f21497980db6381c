"""Registering a student and all their memberships in one call."""

from collections.abc import Iterator, Mapping
from typing import Any

import marshmallow as ma
import orjson
from flask import Response
from sqlalchemy.orm import Session

from dbservice.blueprints import _enrolment_wordings as wordings
from dbservice.blueprints import student
from dbservice.blueprints._bodies import Body
from dbservice.blueprints._calls import AsItCame, Calls, Fields, Values
from dbservice.blueprints._casting import Kind, Text, Whole
from dbservice.blueprints._errors import Refused
from dbservice.blueprints._operations import row_of
from dbservice.blueprints._schemas import schema
from dbservice.blueprints._students import student_response, term
from dbservice.blueprints.student import STUDENT
from dbservice.db import transaction
from dbservice.errors import DomainError
from dbservice.services import references
from dbservice.services.enrollment import enroll_where_needed, enrollment_in
from dbservice.services.groups import GroupKind
from dbservice.services.references import Target
from dbservice.services.roll_writing import changing

# In the order in which a student is enrolled.
PLACES = {
    "auth_group": GroupKind.AUTH_GROUP,
    "school_code": GroupKind.SCHOOL,
    "batch_id": GroupKind.BATCH,
    "grade": GroupKind.GRADE,
}
NOWHERE = "At least one of: auth_group, school_code, batch_id, or grade must be provided"
ENROLLED = Fields(
    auth_group=Text(255),
    school_code=Text(255),
    batch_id=Text(255),
    grade=Whole(32),
    grade_id=Whole(64),
    **term(needed=False),
)


def _accepted(name: str) -> type[ma.Schema]:
    fields: Mapping[str, Any] = STUDENT.change_schema().fields
    needed: Mapping[str, Kind] = Fields(**term()).kinds
    return schema(name, {**fields, **ENROLLED.kinds, **needed})


blueprint = Calls("registration", tag="Enrolment")


@blueprint.call(
    "POST",
    "/student/create-with-enrollments",
    name="registerStudent",
    summary="Create or change a student, and enrol them; all of it or nothing",
    takes=AsItCame(_accepted),
    answers={201: row_of(STUDENT, "The student, also one who was there already.")},
    wording=wordings.REGISTERING,
)
def register(given: Body) -> Response:
    wanted = ENROLLED.read(given)
    _refuse_incomplete(wanted)
    own, user = student.read(STUDENT, given)
    when = {name: wanted[name] for name in ("academic_year", "start_date")}
    with transaction() as session:
        places = list(_places(session, wanted))
        joining = None
        for place in places:
            if place.entity.kind is GroupKind.GRADE:
                own["grade_id"] = place.entity.id
            if place.entity.kind is GroupKind.AUTH_GROUP:
                joining = enrollment_in(place, **when)
        found = orjson.loads(student.put(session, STUDENT, own=own, user=user, joining=joining))
        with changing(session, (found["user"] or {}).get("id")) as person:
            for place in places:
                enroll_where_needed(person, place, **when)
        return student_response(session, found["id"], 201)


def _refuse_incomplete(wanted: Values) -> None:
    missing = [name for name in ("academic_year", "start_date") if wanted[name] is None]
    if not missing and all(wanted[name] is None for name in PLACES):
        missing = [NOWHERE]
    if missing:
        raise Refused(400, "Missing required enrollment fields", missing_fields=missing)


def _places(session: Session, wanted: Values) -> Iterator[Target]:
    """Where the student is to be enrolled."""
    codes = {kind: [str(wanted[name])] for name, kind in PLACES.items() if wanted[name] is not None}
    found = references.resolve(session, codes)
    for kind, [code] in codes.items():
        yield found.target(kind, code)
    if GroupKind.GRADE not in codes and (id := wanted["grade_id"]) is not None:
        grade = references.by_id(session, GroupKind.GRADE, [id])[id]
        if isinstance(grade, DomainError):
            raise grade
        yield grade
