"""Students, each shown and written together with the user behind them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import marshmallow as ma
import orjson
from sqlalchemy.orm import Session

from dbservice.blueprints import _enrolment_wordings as wordings
from dbservice.blueprints._calls import Fields
from dbservice.blueprints._casting import Kind, Text, Whole, is_blank
from dbservice.blueprints._entity import Body, Entity, Values
from dbservice.blueprints._errors import Refused
from dbservice.blueprints._filters import Filter
from dbservice.blueprints._listing import filter_value, filtered
from dbservice.blueprints._operations import parameter, refusal
from dbservice.blueprints._people import change_person, flat
from dbservice.blueprints._resource import resource
from dbservice.blueprints._writes import Answer, read_change, show
from dbservice.blueprints.user import USER
from dbservice.db import transaction
from dbservice.errors import DomainError
from dbservice.models import Student
from dbservice.services import auth_groups, people, references, student_identity
from dbservice.services.choices import CATEGORIES, STREAMS
from dbservice.services.clock import indian_today
from dbservice.services.driver import fetch_one
from dbservice.services.enrollment import Enrollment
from dbservice.services.groups import GroupKind
from dbservice.services.known_students import Identity, KnownStudent
from dbservice.services.pages import Selection
from dbservice.services.person import Term
from dbservice.services.references import Target
from dbservice.services.roll_writing import changing
from dbservice.services.rules import ELEVEN_DIGITS, one_of


def in_auth_group(told_by: str, kind: Kind, about: str) -> Filter:
    """Students who are enrolled in an auth group now."""
    condition = f"""EXISTS (
        SELECT FROM enrollment_record AS e JOIN auth_group AS a ON a.id = e.group_id
        WHERE e.user_id = student.user_id AND e.group_type = 'auth_group' AND e.is_current
          AND {told_by} = %s)"""
    return Filter(condition, kind, about)


STUDENT = Entity(
    Student,
    rules={
        Student.category: one_of(CATEGORIES),
        Student.stream: one_of(STREAMS),
        Student.pen_number: ELEVEN_DIGITS,
    },
    embeds={Student.user: USER},
    along=(USER,),
    filters={
        "auth_group": in_auth_group(
            "a.name", Text(), "Only students who are in the auth group of this name now."
        ),
        "auth_group_id": in_auth_group(
            "a.id", Whole(64), "Only students who are in this auth group now."
        ),
    },
    internal=(Student.user_id, Student.category_certificate),
)
AUTH_GROUP = Fields(auth_group=Text(255), auth_group_id=Whole(64))
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
    within = filtered(entity, {name: given[name] for name in entity.filters if name in given})
    return Selection(
        1,
        conditions=(f"({condition})", *within.conditions),
        values=(*(number,) * len(columns), *within.values),
    )


@dataclass(frozen=True)
class PutStudent:
    """POST changes the student with one of these numbers, or makes a new one; 200 either way."""

    located: ClassVar[bool] = False
    statuses: ClassVar[tuple[int, ...]] = (200,)
    summary: ClassVar[str] = "Create a {noun}, or change the one with the same number"

    def accepts(self, entity: Entity) -> type[ma.Schema]:
        return entity.new_schema([], **AUTH_GROUP.kinds)

    def refusals(self) -> Mapping[str, Any]:
        return {"400": refusal("No number, or numbers that contradict what is stored.")}

    def __call__(self, entity: Entity, body: Body) -> Answer:
        named = AUTH_GROUP.read(body)
        own, user = read(entity, body)
        with wordings.JOINING.applied(), transaction() as session:
            joining = None
            if auth_group := named_auth_group(session, named):
                joining = Enrollment(auth_group, Term(None, indian_today()))
            return Answer(put(session, entity, own=own, user=user, joining=joining))


def named_auth_group(session: Session, named: Mapping[str, Any]) -> Target | None:
    """The auth group that a body names, if it names one."""
    name, id = named["auth_group"], named["auth_group_id"]
    if name is not None:
        found = references.resolve(session, {GroupKind.AUTH_GROUP: [name]})
        return found.target(GroupKind.AUTH_GROUP, name)
    if id is None:
        return None
    target = references.by_id(session, GroupKind.AUTH_GROUP, [id])[id]
    if isinstance(target, DomainError):
        raise target
    return target


def read(entity: Entity, body: Body) -> list[Values]:
    """The values of a body for the student and for the user; not inside a transaction.

    Raises:
        Refused: it has no number.
        Unacceptable: values of the wrong kind.
    """
    if is_blank(body.get("student_id")) and is_blank(body.get("apaar_id")):
        raise Refused(400, "Student ID or APAAR ID is required")
    return read_change([entity, USER], body, lambda: stored(entity, body))


def put(
    session: Session,
    entity: Entity,
    *,
    own: Values,
    user: Values,
    joining: Enrollment | None = None,
) -> str:
    """Change the student with one of the numbers in `own`, or create one; returns the JSON.

    If they are `joining` an auth group, their student_id means whoever has it in there.
    """
    identity = Identity(own.get("student_id"), own.get("apaar_id"))
    if joining:
        student_identity.lock_identities(session, [identity])
        stored = auth_groups.find_within(session, identity, joining.target.entity.id)
    else:
        stored = student_identity.find_held(session, [identity])
    known = stored.verdict(identity)
    if isinstance(known, DomainError):
        raise Refused(400, known.message)
    given: dict[str, Any] = {"user": user, "own": own, "returning": entity.returning}
    if known is None:
        row: Sequence[Any] | None = people.create(session, Student, **given)
    else:
        row = people.update(session, Student, known.id, **given)
    assert row is not None
    text: str = row[1]
    return join(session, entity, text, joining) if joining else text


def join(session: Session, entity: Entity, text: str, joining: Enrollment) -> str:
    """Have a student, just written, enter an auth group; returns the JSON as it is then."""
    student = orjson.loads(text)
    with changing(session, (student["user"] or {}).get("id")) as person:
        auth_groups.enter(person, joining.target, joining.term.start_date)
    row = fetch_one(session, entity.projection.one, (student["id"],))
    assert row is not None
    shown: str = row[0]
    return shown


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
