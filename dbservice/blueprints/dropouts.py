"""Leaving and coming back: dropouts, their return, and other statuses of a student."""

from typing import Any

from flask import Response
from sqlalchemy.orm import Session
from werkzeug.exceptions import BadRequest

from dbservice.blueprints import _enrolment_wordings as wordings
from dbservice.blueprints._calls import Calls, Fields, Values, message_of
from dbservice.blueprints._casting import Text, Whole
from dbservice.blueprints._errors import Refused, Unacceptable
from dbservice.blueprints._operations import json_of, ref
from dbservice.blueprints._responses import json_response
from dbservice.blueprints._students import (
    THE_STUDENT,
    find,
    identifiers,
    identity_of,
    known_within,
    student_response,
    term,
)
from dbservice.blueprints.student import AUTH_GROUP
from dbservice.db import transaction
from dbservice.errors import Conflict, DomainError
from dbservice.services import dropout, references, statuses
from dbservice.services.choices import STATUS_TITLES
from dbservice.services.constraints import BLANK
from dbservice.services.dropout import Return
from dbservice.services.groups import GroupKind
from dbservice.services.known_students import Identity
from dbservice.services.person import Person, term_of
from dbservice.services.references import Target
from dbservice.services.roll_writing import changing

UPDATED = "Student status updated successfully"
SAME_STATUS = "Student already has the requested status"
THE_STUDENT_OR_NOTHING_DONE = {
    200: {
        "description": "The student as they are now, or the message that nothing had to be done.",
        "content": json_of({"anyOf": [ref("Student"), message_of(SAME_STATUS)]}),
    }
}


class Title(Text):
    """The title of a status; the route itself refuses what is none."""

    def accepted(self) -> dict[str, Any]:
        return {**super().accepted(), "pattern": rf"^(\s*|{'|'.join(STATUS_TITLES)})$"}


blueprint = Calls("dropouts", tag="Enrolment")


@blueprint.call(
    "PATCH",
    "/dropout",
    name="dropOut",
    summary="Mark a student as dropped out, and end all enrolments",
    takes=Fields(**identifiers(), pen_number=Text(255), **AUTH_GROUP.kinds, **term()),
    answers=THE_STUDENT,
    wording=wordings.DROPPING_OUT,
)
def drop_out(given: Values) -> Response:
    with transaction() as session:
        identity = identity_of(given)
        known = known_within(session, identity, given).agreed(identity)
        with changing(session, known.user_id) as person:
            on = term_of(given["academic_year"], given["start_date"])
            dropout.drop_out(person, on, statuses.load(session))
        return student_response(session, known.id)


@blueprint.call(
    "PATCH",
    "/re-enroll",
    name="reEnroll",
    summary="Bring a student back who has dropped out",
    takes=Fields(
        **identifiers(),
        auth_group=Text(255),
        school_code=Text(255),
        batch_id=Text(255),
        grade_id=Whole(64),
        **term(needed=False),
    ),
    answers=THE_STUDENT,
    wording=wordings.RETURNING,
)
def re_enroll(given: Values) -> Response:
    with transaction() as session:
        known = find(session, identity_of(given))
        with changing(session, known.user_id) as person:
            _bring_back(session, person, given)
        return student_response(session, known.id)


def _bring_back(session: Session, person: Person, given: Values) -> None:
    record = dropout.record_to_revive(person)
    if given["auth_group"] is None:
        raise Conflict("The auth group is not given", code="AUTH_GROUP_UNKNOWN")
    group = _place(session, GroupKind.AUTH_GROUP, given["auth_group"])
    mentioned = {record.entity_id, group.entity.id}
    names = references.codes_of(session, GroupKind.AUTH_GROUP, mentioned)
    dropout.refuse_other_auth_group(record, group, names)
    known = statuses.load(session)
    known.enrolled()
    _refuse_blanks(given, "grade_id", "batch_id", "school_code")
    grade = references.by_id(session, GroupKind.GRADE, [given["grade_id"]])[given["grade_id"]]
    if isinstance(grade, DomainError):
        raise grade
    batch = _place(session, GroupKind.BATCH, given["batch_id"])
    school = _place(session, GroupKind.SCHOOL, given["school_code"])
    when = term_of(given["academic_year"], given["start_date"])
    places = Return(group, school, batch, grade)
    dropout.re_enroll(person, places, when, statuses=known, auth_groups=names)


def _refuse_blanks(given: Values, *names: str) -> None:
    if blank := {name: [BLANK] for name in names if given[name] is None}:
        raise Unacceptable(blank)


def _place(session: Session, kind: GroupKind, code: str) -> Target:
    return references.resolve(session, {kind: [code]}).target(kind, code)


@blueprint.call(
    "PATCH",
    "/student/remove-dropout-status/<number:student_id>",
    name="undoDropout",
    summary="Take back a dropout that was a mistake: what it ended goes on",
    answers={200: {"description": "It is done.", "content": json_of(message_of(UPDATED))}},
    wording=wordings.UNDOING,
)
def undo_dropout(student_id: str) -> Response:
    with transaction() as session:
        known = find(session, Identity(student_id, None))
        with changing(session, known.user_id, whole=True) as person:
            closed = dropout.closed_by(session, [person])
            dropout.undo_dropout(person, statuses.load(session), closed)
        return json_response({"message": UPDATED})


@blueprint.call(
    "POST",
    "/student/<number:student_id>/status",
    name="setStudentStatus",
    summary="Give a student a status; dropout is a dropout",
    takes=Fields(status=Title(255), **term(needed=False)),
    in_query=True,
    answers=THE_STUDENT_OR_NOTHING_DONE,
    wording=wordings.SETTING_STATUS,
)
def set_status(given: Values, student_id: str) -> Response:
    _refuse_incomplete(given)
    with transaction() as session:
        title = given["status"]
        status = _place(session, GroupKind.STATUS, title)
        known = find(session, Identity(student_id, None))
        with changing(session, known.user_id) as person:
            if person.student and person.student.status == title:
                return json_response({"message": SAME_STATUS})
            when = term_of(given["academic_year"], given["start_date"])
            dropout.set_status(person, title, status, when, statuses.load(session))
        return student_response(session, known.id)


def _refuse_incomplete(given: dict[str, Any]) -> None:
    if missing := [name for name, value in given.items() if value is None]:
        raise Refused(422, f"Missing required parameter(s): {', '.join(missing)}", missing=missing)
    if given["status"] not in STATUS_TITLES:
        raise BadRequest(f"status must be one of {', '.join(STATUS_TITLES)}")
