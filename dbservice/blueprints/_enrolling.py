"""POST of a membership: it enrols the user in the group."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import marshmallow as ma

from dbservice.blueprints import _enrolment_wordings as wordings
from dbservice.blueprints._calls import Fields
from dbservice.blueprints._casting import Day, Kind, Text, Whole
from dbservice.blueprints._entity import Body, Entity
from dbservice.blueprints._writes import Answer
from dbservice.db import transaction
from dbservice.services import references, roll
from dbservice.services.driver import Statement
from dbservice.services.enrollment import enroll_where_needed
from dbservice.services.roll_writing import present, write


def new_membership(**identifier: Kind) -> Fields:
    """The fields of an enrolment; `identifier` says what in."""
    return Fields(
        user_id=Whole(64, needed=True),
        **identifier,
        academic_year=Text(255),
        start_date=Day(),
    )


WISH = new_membership(group_id=Whole(64, needed=True))


@dataclass(frozen=True)
class Enroll:
    """POST enrols the user in the group, and answers 201 also if they are there already."""

    located: ClassVar[bool] = True
    statuses: ClassVar[tuple[int, ...]] = (201,)
    summary: ClassVar[str] = "Enrol a user in a group: a {noun}, and the enrolment record with it"

    def accepts(self, entity: Entity) -> type[ma.Schema]:
        return WISH.schema(f"{entity.name}New")

    def refusals(self) -> Mapping[str, Any]:
        return {"404": "NotFound"}

    def __call__(self, entity: Entity, body: Body) -> Answer:
        with wordings.ENROLLING.applied():
            given = WISH.read(body)
            with transaction() as session:
                who = (given["user_id"], given["group_id"])
                people, row = roll.call_for_group(session, *who)
                target = references.behind(given["group_id"], row)
                person = present(people, given["user_id"])
                term = (given["academic_year"], given["start_date"])
                enroll_where_needed(person, target, *term)
                statement = (
                    f"SELECT id, {entity.projection.text} FROM group_user"
                    " WHERE user_id = %s AND group_id = %s ORDER BY id LIMIT 1"
                )
                [(id_, text)] = write(session, [person], Statement(statement, who, repeated=True))
        return Answer(text, 201, id_)
