"""Many students in one call, each with the user behind."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import orjson
from flask import Response
from marshmallow import ValidationError
from sqlalchemy.orm import Session

from dbservice.blueprints._batches import Items, batch_answer, batch_response
from dbservice.blueprints._bodies import Body
from dbservice.blueprints._calls import Calls, Values
from dbservice.blueprints._casting import Whole
from dbservice.blueprints._entity import read_together
from dbservice.blueprints._errors import Unacceptable
from dbservice.blueprints._operations import ref
from dbservice.blueprints._writes import without_unchanged
from dbservice.blueprints.student import STUDENT
from dbservice.blueprints.user import USER
from dbservice.db import transaction
from dbservice.errors import DomainError
from dbservice.services import keys, student_batches, student_identity
from dbservice.services.constraints import BLANK, INVALID, MISSING
from dbservice.services.driver import fetch_all
from dbservice.services.known_students import Identity
from dbservice.services.student_batches import Wanted

GRADE = Whole(32)
FAILED = "Failed to {} student with user. Some problem with changeset"
SHOWN = (
    f"SELECT student.id, {STUDENT.projection.text} FROM student"
    " WHERE student.id = ANY(CAST(%s AS bigint[]))"
)
ITEM = {name: STUDENT.kinds[name] for name in STUDENT.written}
ITEM |= {name: USER.kinds[name] for name in USER.written} | {"grade": GRADE}
DETAILS = {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}}

blueprint = Calls("student-batches", tag="People")


class Refusal(NamedTuple):
    """Why an item is not done, by field."""

    errors: Mapping[str, Sequence[str]]


@blueprint.call(
    "POST",
    "/student/batch-process",
    name="putStudents",
    summary="Create many students, or change those with the same student_id",
    takes=Items(ITEM),
    answers=batch_answer(
        student=ref("Student"),
        errors={
            "type": "object",
            "properties": {"message": {"type": "string"}, "details": DETAILS, "student_id": {}},
        },
    ),
)
def put_students(items: Sequence[Body]) -> Response:
    with transaction() as session:
        stored = Stored(session, items)
        read = [stored.read(item) for item in items]
        done = iter(_put(session, [one for one in read if isinstance(one, Wanted)]))
        outcomes = [one if isinstance(one, Refusal) else next(done) for one in read]
    known = set(stored.students)
    return batch_response(
        [_result(item, one, known) for item, one in zip(items, outcomes, strict=True)]
    )


def _put(session: Session, wanted: Sequence[Wanted]) -> list[Values | Refusal]:
    """What became of them: each as they were shown after their turn, or why not."""
    outcomes: list[Values | Refusal] = []
    for wave in student_batches.waves(wanted):
        done = student_batches.put(session, wanted[wave.start : wave.stop])
        shown = _shown(session, [one for one in done if isinstance(one, int)])
        outcomes += [_refusal(one) if isinstance(one, DomainError) else shown[one] for one in done]
    return outcomes


def _shown(session: Session, ids: Sequence[int]) -> dict[int, Values]:
    """Students as responses show them, by id."""
    return {id: orjson.loads(text) for id, text in fetch_all(session, SHOWN, (list(ids),))}


def _refusal(error: DomainError) -> Refusal:
    return Refusal({error.field or "student": [error.message]})


def _result(item: Body, outcome: Values | Refusal, known: set[Any]) -> Mapping[str, Any]:
    """The result of an item; `known` are the numbers of students who were there before it."""
    number = item.get("student_id")
    if not isinstance(outcome, Refusal):
        known.add(number)
        return {"status": "ok", "student": outcome}
    is_known = isinstance(number, str) and number in known
    errors = {
        "student_id": number,
        "message": FAILED.format("update" if is_known else "create"),
        "details": outcome.errors,
    }
    return {"status": "error", "errors": errors}


class Stored:
    """The students and grades that items name; three statements for any number of items."""

    def __init__(self, session: Session, items: Sequence[Body]) -> None:
        identities = [Identity(number, None) for one in items if (number := _number(one))]
        found = student_identity.find(session, identities)
        ids = {
            one.student_id: known[0].id
            for one in identities
            if (known := found.named("student_id", one.student_id))
        }
        shown = _shown(session, sorted(ids.values()))
        self.students = {number: shown[id] for number, id in ids.items()}
        codes = {str(grade) for one in items if (grade := _grade(one)) is not None}
        self._grades = keys.resolve(session, {keys.GRADE: codes})

    def read(self, item: Body) -> Wanted | Refusal:
        """What an item wants a student to be, or why that cannot be.

        A value that is sent back as it was shown is no change, and so no fault.
        """
        try:
            return self._read(item)
        except Unacceptable as faults:
            refusal = faults
        stored = self.students.get(_number(item) or "", {})
        shown = {**(stored.get("user") or {}), **stored}
        try:
            return self._read(without_unchanged(item, shown, refusal))
        except Unacceptable as faults:
            return Refusal(faults.errors)

    def _read(self, item: Mapping[str, Any]) -> Wanted:
        if item.get("grade") is not None:
            item = {**item, "grade_id": self._grade_id(item)}
        own, user = read_together(item, [STUDENT, USER])
        if own.get("student_id") is None:
            raise Unacceptable({"student_id": [BLANK]})
        return Wanted(own, user)

    def _grade_id(self, item: Mapping[str, Any]) -> int:
        number = _grade(item)
        try:
            return self._grades.id(keys.GRADE, str(number))
        except (DomainError, KeyError) as error:
            raise Unacceptable({"grade": [INVALID if number is None else MISSING]}) from error


def _number(item: Body) -> str | None:
    """The student_id, if it is one."""
    try:
        number: str | None = STUDENT.kinds["student_id"].deserialize(item.get("student_id"))
    except ValidationError:
        return None
    return number


def _grade(item: Mapping[str, Any]) -> int | None:
    """The number of the grade, if it is one."""
    try:
        number: int | None = GRADE.deserialize(item.get("grade"))
    except ValidationError:
        return None
    return number
