"""Students, each shown and written together with the user behind them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import marshmallow as ma
from sqlalchemy.orm import Session

from dbservice.blueprints._entity import Body, Entity, Values
from dbservice.blueprints._errors import Refused
from dbservice.blueprints._listing import filter_value, filtered
from dbservice.blueprints._operations import parameter, refusal
from dbservice.blueprints._people import change_person, flat
from dbservice.blueprints._resource import resource
from dbservice.blueprints._writes import Answer, is_blank, read_change, show
from dbservice.blueprints.user import USER
from dbservice.db import transaction
from dbservice.errors import DomainError
from dbservice.models import Student
from dbservice.services import people, student_identity
from dbservice.services.choices import CATEGORIES, STREAMS
from dbservice.services.pages import Selection
from dbservice.services.rules import one_of
from dbservice.services.student_identity import Identity, KnownStudent

STUDENT = Entity(
    Student,
    rules={Student.category: one_of(CATEGORIES), Student.stream: one_of(STREAMS)},
    embeds={Student.user: USER},
    along=(USER,),
    internal=(
        Student.user_id,
        Student.category_certificate,
        Student.family_income,
        Student.g12_graduating_year,
    ),
)
EITHER_NUMBER = "EnableStudents"  # students of this group are known by APAAR ID as well


def by_number(entity: Entity, given: Mapping[str, Any]) -> Selection:
    """With both `id` and `group`, `id` is the number that people know the student by."""
    if "id" not in given or "group" not in given:
        return filtered(entity, given)
    number = filter_value(entity, "student_id", given["id"])
    columns = [Student.student_id]
    if given["group"] == EITHER_NUMBER:
        columns.append(Student.apaar_id)
    condition = " OR ".join(f"{entity.column(column)} = %s" for column in columns)
    return Selection(1, conditions=(f"({condition})",), values=(number,) * len(columns))


@dataclass(frozen=True)
class PutStudent:
    """POST changes the student with one of these numbers, or makes a new one; 200 either way."""

    located: ClassVar[bool] = False
    statuses: ClassVar[tuple[int, ...]] = (200,)
    summary: ClassVar[str] = "Create a {noun}, or change the one with the same number"

    def accepts(self, entity: Entity) -> type[ma.Schema]:
        return entity.new_schema([])

    def refusals(self) -> Mapping[str, Any]:
        return {"400": refusal("No number, or numbers that contradict what is stored.")}

    def __call__(self, entity: Entity, body: Body) -> Answer:
        own, user = read(entity, body)
        with transaction() as session:
            return Answer(put(session, entity, own=own, user=user))


def read(entity: Entity, body: Body) -> list[Values]:
    """The values of a body for the student and for the user; not inside a transaction.

    Raises:
        Refused: it has no number.
        Unacceptable: values of the wrong kind.
    """
    if is_blank(body.get("student_id")) and is_blank(body.get("apaar_id")):
        raise Refused(400, "Student ID or APAAR ID is required")
    return read_change([entity, USER], body, lambda: stored(entity, body))


def put(session: Session, entity: Entity, *, own: Values, user: Values) -> str:
    """Change the student with one of the numbers in `own`, or create one; returns the JSON."""
    identity = Identity(own.get("student_id"), own.get("apaar_id"))
    student_identity.lock_identities(session, [identity])
    known = student_identity.find(session, [identity]).verdict(identity)
    if isinstance(known, DomainError):
        raise Refused(400, known.message)
    given: dict[str, Any] = {"user": user, "own": own, "returning": entity.returning}
    if known is None:
        row: Sequence[Any] | None = people.create(session, Student, **given)
    else:
        row = people.update(session, Student, known.id, **given)
    assert row is not None
    text: str = row[1]
    return text


def change(entity: Entity, id: int, body: Body) -> Answer:
    """Change the student and the user; blank values are left out, so that none is cleared."""
    given = {name: value for name, value in body.items() if not is_blank(value)}

    def refuse_taken(session: Session, own: Mapping[str, Any]) -> None:
        identity = Identity(own.get("student_id"), own.get("apaar_id"))
        if any(identity):
            student_identity.refuse_taken(session, id, identity)

    return change_person(entity, id, given, check=refuse_taken)


def stored(entity: Entity, body: Body) -> Mapping[str, Any]:
    """The student that the body means, as it is shown; nothing if there is none."""
    values, _ = entity.values(body)
    identity = Identity(values.get("student_id"), values.get("apaar_id"))
    with transaction() as session:
        known = student_identity.find(session, [identity]).verdict(identity)
    return flat(show(entity, known.id)) if isinstance(known, KnownStudent) else {}


blueprint = resource(
    STUDENT,
    tag="People",
    listing=by_number,
    parameters=[parameter("group", {"type": "string"}, "With `id`: who `id` is the number of.")],
    create=PutStudent(),
    change=change,
)
