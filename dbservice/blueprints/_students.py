"""Students as calls name them, find them and show them."""

from collections.abc import Mapping
from typing import Any

from flask import Response
from sqlalchemy.orm import Session

from dbservice.blueprints._casting import Day, Kind, Text
from dbservice.blueprints._operations import row_of
from dbservice.blueprints._responses import json_text_response
from dbservice.blueprints._writes import shown
from dbservice.blueprints.student import STUDENT, named_auth_group
from dbservice.services import auth_groups, student_identity
from dbservice.services.known_students import Identity, KnownStudent, KnownStudents

THE_STUDENT = {200: row_of(STUDENT, "The student as they are now.")}


def identifiers() -> dict[str, Kind]:
    """The fields that name a student."""
    return {"student_id": Text(255), "apaar_id": Text(255)}


def term(*, needed: bool = True) -> dict[str, Kind]:
    """The fields that say from when on something holds."""
    return {"academic_year": Text(255, needed=needed), "start_date": Day(needed=needed)}


def identity_of(given: dict[str, Any]) -> Identity:
    """The numbers that a body gives."""
    return Identity(given.get("student_id"), given.get("apaar_id"), given.get("pen_number"))


def find(session: Session, identity: Identity) -> KnownStudent:
    """The student with these numbers: by student_id if anybody has it, else by the other."""
    return student_identity.find(session, [identity]).meant(identity)


def known_within(session: Session, identity: Identity, given: Mapping[str, Any]) -> KnownStudents:
    """Whoever has these numbers, inside the auth group that a body names, if it names one."""
    named = named_auth_group(session, given)
    if named is None:
        return student_identity.find(session, [identity])
    return auth_groups.find_within(session, identity, named.entity.id)


def student_response(session: Session, id: int, status: int = 200) -> Response:
    """The student as they are now."""
    return json_text_response(shown(session, STUDENT, id), status)
