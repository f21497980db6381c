"""What POST does: it makes a new row, or changes the one that has the same key."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

import marshmallow as ma
import orjson
from sqlalchemy.orm import Session

from dbservice.blueprints._casting import is_blank
from dbservice.blueprints._entity import Body, Entity, Values
from dbservice.blueprints._errors import Refused, Unacceptable
from dbservice.blueprints._operations import refusal
from dbservice.blueprints._schemas import Attribute, column_of, name_of
from dbservice.blueprints._writes import Answer, confirm, without_unchanged
from dbservice.db import fetch_row, transaction
from dbservice.models import Base
from dbservice.services import crud, groups
from dbservice.services.constraints import BLANK

UNPROCESSABLE = 422


class Create(Protocol):
    """What POST does, and how the API description tells it."""

    @property
    def located(self) -> bool:
        """Whether the response names the new row's address."""

    @property
    def statuses(self) -> tuple[int, ...]:
        """The statuses of success."""

    @property
    def summary(self) -> str:
        """What it does, with a place for the entity's noun."""

    def __call__(self, entity: Entity, body: Body) -> Answer:
        """Write what the body says."""

    def accepts(self, entity: Entity) -> type[ma.Schema]:
        """What the body may hold."""

    def refusals(self) -> Mapping[str, Any]:
        """Responses of its own."""


Effect = Callable[[Session, type[Base], int], None]


@dataclass(frozen=True)
class Insert:
    """POST always makes a new row.

    Args:
        located: whether the response names the new row's address.
    """

    located: bool = True
    statuses: ClassVar[tuple[int, ...]] = (201,)
    summary: ClassVar[str] = "Create a {noun}"

    def accepts(self, entity: Entity) -> type[ma.Schema]:
        return entity.new_schema([name_of(one) for one in entity.required])

    def refusals(self) -> Mapping[str, Any]:
        return {}

    def __call__(self, entity: Entity, body: Body) -> Answer:
        values = entity.read(body, whole=True)
        with transaction() as session:
            row = crud.create(session, entity.model, values, returning=entity.returning)
            confirm(entity, session, row, values)
        return Answer(row[1], 201, row[0] if self.located else None)


@dataclass(frozen=True)
class Upsert:
    """POST changes the row that has the same key, or makes a new one.

    Args:
        key: the columns that tell rows apart.
        absent: status and text of the answer when the key is not given; unless said, it
            "can't be blank".
        existing: what else happens when a row was there already.
        located: whether the response names a new row's address.
    """

    key: tuple[Attribute, ...]
    absent: tuple[int, str] | None = None
    existing: Effect | None = None
    located: bool = True
    statuses: ClassVar[tuple[int, ...]] = (200, 201)
    summary: ClassVar[str] = "Create a {noun}, or change the one with the same key"

    def accepts(self, entity: Entity) -> type[ma.Schema]:
        return entity.new_schema([name_of(one) for one in self.key])

    def refusals(self) -> Mapping[str, Any]:
        if self.absent is None or self.absent[0] == UNPROCESSABLE:
            return {}
        status, text = self.absent
        return {str(status): refusal(text)}

    def __call__(self, entity: Entity, body: Body) -> Answer:
        values = self.read(entity, body)
        with transaction() as session:
            row, created = self.put(session, entity, values)
            confirm(entity, session, row, values)
            if self.existing and not created:
                self.existing(session, entity.model, row[0])
        if not created:
            return Answer(row[1])
        return Answer(row[1], 201, row[0] if self.located else None)

    def put(self, session: Session, entity: Entity, values: Values) -> tuple[crud.Answer, bool]:
        """Write the row; returns what `entity.returning` asks for, and whether it is new."""
        return crud.upsert(
            session,
            entity.model,
            {column_of(one).name: values[column_of(one).name] for one in self.key},
            values,
            returning=entity.returning,
            check_new=entity.refuse_incomplete,
        )

    def read(self, entity: Entity, body: Body) -> Values:
        """The values of the body; raises Unacceptable, or Refused without a key."""
        self.refuse_absent(body)
        try:
            return entity.read(body)
        except Unacceptable as refusal:
            stored = self._stored(entity, body)
            kept = without_unchanged(body, stored, refusal) if stored else body
            return entity.read(kept, whole=not stored)

    def refuse_absent(self, body: Body) -> None:
        names = [name_of(one) for one in self.key]
        missing = {name: [BLANK] for name in names if is_blank(body.get(name))}
        if missing and self.absent:
            raise Refused(*self.absent)
        if missing:
            raise Unacceptable(missing)

    def _stored(self, entity: Entity, body: Body) -> Mapping[str, Any]:
        """The row with the key, as it is shown; nothing if there is none, or the key is unfit."""
        values, _ = entity.values(body)
        names = [column_of(one).name for one in self.key]
        if not all(name in values for name in names):
            return {}
        match = crud.oldest(entity.projection.table, tuple(names))
        statement = f"SELECT {entity.projection.text} FROM {entity.projection.name} WHERE {match}"
        row = fetch_row(statement, [values[name] for name in names])
        return orjson.loads(row[0]) if row else {}


INSERT = Insert()


def touch_members(session: Session, model: type[Base], id: int) -> None:
    """Mark the members of a school, batch ... as changed, so that systems that copy us notice."""
    groups.touch_members(session, groups.GROUP_TYPES[model], [id])
