"""Going to another batch: students, with a grade, and teachers."""

from flask import Response, current_app
from sqlalchemy.orm import Session

from dbservice.blueprints import _enrolment_wordings as wordings
from dbservice.blueprints._calls import Calls, Fields, Values
from dbservice.blueprints._casting import Text, Whole
from dbservice.blueprints._operations import row_of
from dbservice.blueprints._responses import json_text_response
from dbservice.blueprints._students import (
    THE_STUDENT,
    known_within,
    student_response,
    term,
)
from dbservice.blueprints._writes import shown
from dbservice.blueprints.student import AUTH_GROUP
from dbservice.blueprints.teacher import TEACHER
from dbservice.db import transaction
from dbservice.services import movement, references, statuses, teachers
from dbservice.services.groups import GroupKind
from dbservice.services.known_students import Identity
from dbservice.services.movement import Batches, MoveScope
from dbservice.services.person import Person
from dbservice.services.references import Target
from dbservice.services.roll_writing import changing

blueprint = Calls("movements", tag="Enrolment")


@blueprint.call(
    "PATCH",
    "/enrolled",
    name="moveStudent",
    summary="Move a student into a batch, and into a grade if one is given",
    takes=Fields(
        student_id=Text(255, needed=True),
        batch_id=Text(255, needed=True),
        grade=Whole(32),
        **AUTH_GROUP.kinds,
        **term(needed=False),
    ),
    answers=THE_STUDENT,
    wording=wordings.MOVING,
)
def move_student(given: Values) -> Response:
    with transaction() as session:
        identity = Identity(given["student_id"], None)
        known = known_within(session, identity, given).meant(identity)
        batch, grade = _destination(session, given["batch_id"], given["grade"])
        with changing(session, known.user_id) as person:
            movement.place_student(
                person,
                batch,
                (given["academic_year"], given["start_date"]),
                statuses=statuses.load(session),
                batches=_batches(session, person, batch),
                grade=grade,
            )
        return student_response(session, known.id)


@blueprint.call(
    "PATCH",
    "/teacher/batch/assign",
    name="assignTeacher",
    summary="Make a batch the only current one of a teacher",
    takes=Fields(
        teacher_id=Text(255, needed=True), batch_id=Text(255, needed=True), **term(needed=False)
    ),
    answers={200: row_of(TEACHER, "The teacher.")},
    wording=wordings.ASSIGNING,
)
def assign_teacher(given: Values) -> Response:
    with transaction() as session:
        number = given["teacher_id"]
        known = teachers.find(session, [number]).get(number)
        if known is None:
            raise teachers.not_found(number)
        batch, _ = _destination(session, given["batch_id"])
        with changing(session, known.user_id) as person:
            when = (given["academic_year"], given["start_date"])
            movement.place_teacher(person, batch, when, _batches(session, person, batch))
        return json_text_response(shown(session, TEACHER, known.id))


def _destination(
    session: Session, batch_id: str, grade: int | None = None
) -> tuple[Target, Target | None]:
    """A batch, and a grade by number."""
    number = [] if grade is None else [str(grade)]
    found = references.resolve(session, {GroupKind.BATCH: [batch_id], GroupKind.GRADE: number})
    return (
        found.target(GroupKind.BATCH, batch_id),
        found.target(GroupKind.GRADE, number[0]) if number else None,
    )


def _batches(session: Session, person: Person, batch: Target) -> Batches:
    scope = MoveScope(current_app.config["SETTINGS"].batch_move_scope)
    return movement.batches(session, scope, [person], [batch])
