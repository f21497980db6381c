"""People: the contact and identity data that every role shares."""

from dataclasses import dataclass
from typing import ClassVar

import marshmallow as ma
from werkzeug.exceptions import BadRequest

from dbservice.blueprints._casting import is_blank
from dbservice.blueprints._creating import Insert
from dbservice.blueprints._entity import Body, Entity
from dbservice.blueprints._ids import ID, Id
from dbservice.blueprints._resource import resource
from dbservice.blueprints._writes import Answer, change_row
from dbservice.errors import NotFound
from dbservice.models import User
from dbservice.services.choices import GENDERS
from dbservice.services.rules import DIGITS, NOT_IN_FUTURE, one_of

USER = Entity(
    User,
    rules={
        User.phone: DIGITS,
        User.gender: one_of(GENDERS),
        User.date_of_birth: NOT_IN_FUTURE,
    },
)


@dataclass(frozen=True)
class PutUser(Insert):
    """POST changes the user whose id is sent as `user_id`; without one it makes a new user."""

    statuses: ClassVar[tuple[int, ...]] = (200, 201)
    summary: ClassVar[str] = "Create a {noun}, or change the one whose id is user_id"

    def accepts(self, entity: Entity) -> type[ma.Schema]:
        return entity.new_schema([], user_id=Id())

    def __call__(self, entity: Entity, body: Body) -> Answer:
        user_id = body.get("user_id")
        if is_blank(user_id):
            return super().__call__(entity, body)
        try:
            return change_row(entity, ID.cast(user_id), body)
        except ma.ValidationError as error:
            raise BadRequest("user_id must be a whole number") from error
        except NotFound:
            return super().__call__(entity, body)


blueprint = resource(USER, tag="People", create=PutUser())
