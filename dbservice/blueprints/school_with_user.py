"""A school together with the user that it logs in as."""

import marshmallow as ma
from flask import Response

from dbservice.blueprints._bodies import Body
from dbservice.blueprints._calls import AsItCame, Calls
from dbservice.blueprints._casting import is_blank
from dbservice.blueprints._creating import touch_members
from dbservice.blueprints._entity import Values
from dbservice.blueprints._errors import Refused
from dbservice.blueprints._operations import refusal, row_of
from dbservice.blueprints._people import flat
from dbservice.blueprints._responses import json_text_response
from dbservice.blueprints._schemas import schema
from dbservice.blueprints._writes import confirm, read_change, show
from dbservice.blueprints.school import SCHOOL
from dbservice.blueprints.user import USER
from dbservice.db import transaction
from dbservice.models import School
from dbservice.services import crud, school_users

KEPT = "user_id"  # it is the school's own user who is written


def _accepted(name: str) -> type[ma.Schema]:
    of_school = SCHOOL.new_schema(["code"])().fields
    kinds = {**USER.change_schema().fields, **of_school}
    return schema(name, {name: kind for name, kind in kinds.items() if name != KEPT})


blueprint = Calls("school-with-user", tag="Schools and batches")


@blueprint.call(
    "POST",
    "/school-with-user",
    name="putSchoolWithUser",
    summary="Create a school with its user, or change the one with the same code",
    takes=AsItCame(_accepted),
    answers={
        200: row_of(SCHOOL, "The school that was there already, as it is now."),
        201: row_of(SCHOOL, "The new school."),
    },
    further={400: refusal("The code is not given.")},
)
def put_school(given: Body) -> Response:
    if is_blank(given.get("code")):
        raise Refused(400, "School code is required")
    body = {name: value for name, value in given.items() if name != KEPT}
    own, user = read_change([SCHOOL, USER], body, lambda: _stored(body))
    with transaction() as session:
        id = crud.hold(session, School, {"code": own["code"]})
        if id is None:
            SCHOOL.refuse_incomplete(own)
            row = school_users.create_school(session, own, user, returning=SCHOOL.returning)
        else:
            row = school_users.change_school(session, id, own, user, returning=SCHOOL.returning)
            touch_members(session, School, id)
        confirm(SCHOOL, session, row, own)
    return json_text_response(row[1], 201 if id is None else 200)


def _stored(body: Body) -> Values:
    """The school with the code, as it is shown with its user; nothing if there is none."""
    code = SCHOOL.values(body)[0].get("code")
    with transaction() as session:
        id = crud.hold(session, School, {"code": code})
    return {} if id is None else {**flat(show(SCHOOL, id))}
