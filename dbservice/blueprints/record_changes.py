"""Changing the enrolment record of a student that is named by what it is for."""

from collections.abc import Mapping
from typing import Any

import marshmallow as ma
import orjson
from flask import Response
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from dbservice.blueprints import _enrolment_wordings as wordings
from dbservice.blueprints._bodies import Body
from dbservice.blueprints._calls import AsItCame, Calls, Fields, object_of
from dbservice.blueprints._casting import Text, Whole
from dbservice.blueprints._entity import Values
from dbservice.blueprints._errors import Unacceptable
from dbservice.blueprints._operations import ref
from dbservice.blueprints._responses import json_response
from dbservice.blueprints._schemas import schema
from dbservice.blueprints._students import find
from dbservice.blueprints._writes import confirm
from dbservice.blueprints.enrollment_record import ENROLLMENT_RECORD
from dbservice.db import transaction
from dbservice.errors import DomainError
from dbservice.models import EnrollmentRecord
from dbservice.services import crud, records, roll
from dbservice.services.constraints import is_refusal
from dbservice.services.groups import GroupKind
from dbservice.services.known_students import Identity

NAMED = Fields(
    student_id=Text(255, needed=True),
    group_id=Whole(32, needed=True),
    group_type=Text(255, needed=True),
)
KEPT = ("user_id", "group_id", "group_type")  # they say which record, and so do not change it
RECORD_MISSING = "Enrollment record not found for given group_type and group_id"
RECORD_FAILED = "Failed to update enrollment record"
STATUS_MISSING = "Status record not found"
STATUS_FAILED = "Failed to update status record"
DONE = "Enrollment records updated."


def _accepted(name: str) -> type[ma.Schema]:
    changes = {
        name: kind
        for name, kind in ENROLLMENT_RECORD.change_schema().fields.items()
        if name not in KEPT
    }
    return schema(name, {**changes, **NAMED.kinds})


blueprint = Calls("record-changes", tag="Enrolment")


@blueprint.call(
    "PATCH",
    "/update-user-enrollment-records",
    name="changeStudentRecord",
    summary="Change the record of a student in a group; for a batch, that of the status too",
    takes=AsItCame(_accepted),
    answers={
        200: object_of(
            "What became of either record: the record as it is now, or why it stayed as it was.",
            message={"type": "string", "const": DONE},
            updated_record={"anyOf": [ref("EnrollmentRecord"), ref("Refusal")]},
            updated_status_record={
                "anyOf": [ref("EnrollmentRecord"), ref("Refusal"), {"type": "null"}]
            },
        )
    },
    wording=wordings.CHANGING_RECORDS,
)
def change_records(given: Body) -> Response:
    named = NAMED.read(given)
    changes = {name: value for name, value in given.items() if name not in KEPT}
    with transaction() as session:
        user_id = find(session, Identity(named["student_id"], None)).user_id
        roll.hold(session, [user_id])
        id = records.find(session, user_id, named["group_type"], named["group_id"])
        record = _changed(session, id, changes, RECORD_MISSING, RECORD_FAILED)
        status = None
        if named["group_type"] == GroupKind.BATCH:
            status_id = records.find_current_status(session, user_id)
            status = _changed(session, status_id, changes, STATUS_MISSING, STATUS_FAILED)
        return json_response(
            {"message": DONE, "updated_record": record, "updated_status_record": status}
        )


def _changed(
    session: Session, id: int | None, changes: Body, missing: str, failed: str
) -> Mapping[str, Any]:
    """The record after the changes, or why it was not changed."""
    if id is None:
        return {"error": missing}
    try:
        values = ENROLLMENT_RECORD.read(changes)
        with session.begin_nested():
            return _change(session, id, values)
    except (Unacceptable, DomainError):
        return {"error": failed}
    except DBAPIError as error:
        if not is_refusal(error):
            raise
        return {"error": failed}


def _change(session: Session, id: int, values: Values) -> Mapping[str, Any]:
    returning = ENROLLMENT_RECORD.returning
    row = crud.update(session, EnrollmentRecord, id, values, returning=returning)
    assert row is not None
    confirm(ENROLLMENT_RECORD, session, row, values)
    shown: dict[str, Any] = orjson.loads(row[1])
    return shown
