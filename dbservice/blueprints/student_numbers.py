"""Numbers of students: one for someone new, and whether someone is who they say they are."""

from collections.abc import Callable, Mapping
from typing import Any

import orjson
from flask import Response, g
from marshmallow import ValidationError
from sqlalchemy.orm import Session
from werkzeug.exceptions import BadRequest, TooManyRequests

from dbservice.blueprints import _enrolment_wordings as wordings
from dbservice.blueprints._bodies import Body
from dbservice.blueprints._calls import AsItCame, Calls, Fields, Values, object_of
from dbservice.blueprints._casting import Day, Text, Whole
from dbservice.blueprints._documents import JsonObject
from dbservice.blueprints._errors import Unacceptable
from dbservice.blueprints._operations import json_of
from dbservice.blueprints._responses import json_response
from dbservice.blueprints._students import find
from dbservice.blueprints._writes import shown
from dbservice.blueprints.student import STUDENT
from dbservice.blueprints.user import USER
from dbservice.db import transaction
from dbservice.security import throttle
from dbservice.services import student_numbers
from dbservice.services.constraints import BLANK
from dbservice.services.driver import fetch_one
from dbservice.services.known_students import Identity
from dbservice.services.student_numbers import Applicant

MEMBER = """
    SELECT EXISTS (
        SELECT FROM group_user AS m JOIN "group" AS g ON g.id = m.group_id
        WHERE m.user_id = %s AND g.type = 'auth_group' AND g.child_id = %s)
"""
CLAIMS = Fields(
    student_id=Text(255, needed=True),
    verification_params=JsonObject(needed=True),
)
GUESS = "verification"
WAIT = "Too many failed verifications of this student; try again in a few minutes"

blueprint = Calls("student-numbers", tag="People")


@blueprint.call(
    "POST",
    "/student/generate-id",
    name="findStudentNumber",
    summary="Find the number of a student who is registered already, or one that is free",
    takes=Fields(
        first_name=Text(255, needed=True),
        date_of_birth=Day(needed=True),
        gender=Text(255, needed=True),
        category=Text(255, needed=True),
        grade=Whole(32, needed=True),
        school_name=Text(255),
        region=Text(255),
    ),
    answers={201: object_of("The number; it is not reserved.", student_id={"type": "string"})},
    wording=wordings.NUMBERING,
    scope="read",
)
def find_number(given: Values) -> Response:
    with transaction() as session:
        number = student_numbers.find_or_make(session, Applicant(**given))
    return json_response({"student_id": number}, 201)


@blueprint.call(
    "POST",
    "/student/verify-student",
    name="verifyStudent",
    summary="Tell whether everything that is claimed about a student holds",
    takes=AsItCame(CLAIMS.schema),
    answers={200: object_of("Whether all of it holds.", is_verified={"type": "boolean"})},
    wording=wordings.VERIFYING,
    further={429: {"description": WAIT, "content": json_of("Error")}},
    scope="read",
)
def verify(given: Body) -> Response:
    number, claims = _claimed(given)
    if seconds := throttle.seconds_to_wait(number, g.actor, what=GUESS):
        raise TooManyRequests(WAIT, retry_after=seconds)
    with transaction() as session:
        known = find(session, Identity(number, None))
        student = orjson.loads(shown(session, STUDENT, known.id))
        held = all(_holds(session, student, name, value) for name, value in claims.items())
    if not held:
        throttle.note_failure(number, g.actor, what=GUESS)
    return json_response({"is_verified": held})


def _claimed(given: Body) -> tuple[str, Mapping[str, Any]]:
    """Who is meant, and what is claimed about them."""
    number, claims = given.get("student_id"), given.get("verification_params")
    if not isinstance(number, str) or not number.strip():
        raise BadRequest("student_id must be given, as a text")
    if not isinstance(claims, dict):
        raise BadRequest("verification_params must be given, as an object")
    if not claims:
        raise Unacceptable({"verification_params": [BLANK]})
    return number, CLAIMS.read(given)["verification_params"]


def _holds(session: Session, student: Mapping[str, Any], name: str, value: Any) -> bool:
    if name in SPECIAL:
        return SPECIAL[name](session, student, value)
    user = student["user"] or {}
    if name in STUDENT.shown:
        return _same(student[name], value)
    return name in USER.shown and name in user and _same(user[name], value)


def _same(stored: Any, value: Any) -> bool:
    """Whether two JSON values are equal, in kind as well."""
    return orjson.dumps(stored, option=orjson.OPT_SORT_KEYS) == orjson.dumps(
        value, option=orjson.OPT_SORT_KEYS
    )


def _born_on(_: Session, student: Mapping[str, Any], value: Any) -> bool:
    born = (student["user"] or {}).get("date_of_birth")
    try:
        return born is not None and Day().cast(value).isoformat() == born
    except ValidationError:
        return False


def _in_auth_group(session: Session, student: Mapping[str, Any], value: Any) -> bool:
    try:
        id = Whole(64).cast(value)
    except ValidationError:
        return False
    row = fetch_one(session, MEMBER, ((student["user"] or {}).get("id"), id))
    return bool(row and row[0])


SPECIAL: Mapping[str, Callable[[Session, Mapping[str, Any], Any], bool]] = {
    "auth_group_id": _in_auth_group,
    "date_of_birth": _born_on,
}
