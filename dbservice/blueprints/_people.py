"""What POST and PATCH do to a person: one flat body sets the role and the user behind it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import marshmallow as ma
import orjson
from sqlalchemy.orm import Session

from dbservice.blueprints._casting import is_blank
from dbservice.blueprints._entity import Body, Entity
from dbservice.blueprints._errors import Unacceptable
from dbservice.blueprints._schemas import Attribute, column_of, name_of
from dbservice.blueprints._writes import Answer, confirm, read_change, show
from dbservice.blueprints.user import USER
from dbservice.db import transaction
from dbservice.services import crud, people
from dbservice.services.constraints import BLANK


@dataclass(frozen=True)
class PutPerson:
    """POST changes the person who has the key, or makes a new one with a user.

    Args:
        role: the table of the role.
        key: the column with the number that people know such a person by.
    """

    role: people.Role
    key: Attribute
    located: ClassVar[bool] = False
    statuses: ClassVar[tuple[int, ...]] = (200, 201)
    summary: ClassVar[str] = "Create a {noun} with a user, or change the one with the same number"

    def accepts(self, entity: Entity) -> type[ma.Schema]:
        return entity.new_schema([name_of(self.key)])

    def refusals(self) -> Mapping[str, Any]:
        return {}

    def __call__(self, entity: Entity, body: Body) -> Answer:
        name = name_of(self.key)
        if is_blank(body.get(name)):
            raise Unacceptable({name: [BLANK]})
        own, user = read_change([entity, USER], body, lambda: self._stored(entity, body))
        key = {column_of(self.key).name: own[name]}
        given: dict[str, Any] = {"user": user, "own": own, "returning": entity.returning}
        with transaction() as session:
            id = crud.hold(session, self.role, key)
            if id is None:
                row = people.create(session, self.role, **given)
            else:
                found = people.update(session, self.role, id, **given)
                assert found is not None
                row = found
            confirm(entity, session, row, own)
        return Answer(row[1], 201 if id is None else 200)

    def _stored(self, entity: Entity, body: Body) -> Mapping[str, Any]:
        values, _ = entity.values(body)
        key = {column_of(self.key).name: values.get(name_of(self.key))}
        with transaction() as session:
            id = crud.hold(session, self.role, key)
        return {} if id is None else flat(show(entity, id))


Check = Callable[[Session, Mapping[str, Any]], None]


def change_person(entity: Entity, id: int, body: Body, check: Check | None = None) -> Answer:
    """Change the role with this id and the user behind it; nulls clear.

    `check` may refuse the values of the role before they are written.

    Raises:
        NotFound: no row has this id.
        Unacceptable: the rows would not be valid.
    """
    own, user = read_change([entity, USER], body, lambda: flat(show(entity, id)))
    role: Any = entity.model
    with transaction() as session:
        if check:
            check(session, own)
        row = people.update(session, role, id, user=user, own=own, returning=entity.returning)
        if row is None:
            raise entity.not_found()
        confirm(entity, session, row, own)
    return Answer(row[1])


def flat(text: str) -> Mapping[str, Any]:
    """A person as they are shown, with the values of the user beside those of the role."""
    shown: dict[str, Any] = orjson.loads(text)
    return {**(shown["user"] or {}), **shown}
