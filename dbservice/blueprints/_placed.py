"""Chapters and topics, which have places in curricula: one is shown among their own columns."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import ClassVar

import marshmallow as ma
from marshmallow import fields
from sqlalchemy.orm import Session

from dbservice.blueprints._creating import Upsert
from dbservice.blueprints._entity import ASIDE, Aside, Body, Derived, Entity, Values, read_together
from dbservice.blueprints._filters import Filter, linked
from dbservice.blueprints._schemas import Attribute, column_of, name_of, schema, shown_field
from dbservice.blueprints._writes import Answer, confirm, is_blank
from dbservice.db import transaction
from dbservice.services import crud
from dbservice.services.driver import fetch_one
from dbservice.services.projection import Expression, listed, quoted

CURRICULUM = "curriculum_id"


@dataclass(frozen=True, eq=False)
class Places:
    """The places that the rows of a table have in curricula.

    Args:
        entity: the table of the places.
        of: its column that names the row that has the place.
        columns: what of a place is shown, the curriculum included.
    """

    entity: Entity
    of: Attribute
    columns: Collection[Attribute]

    @property
    def aside(self) -> Aside:
        """The oldest place."""
        return Aside(self._one("l.id"), self.columns)

    @property
    def asked_for(self) -> Expression:
        """The place in the curriculum that fills the place in this SQL, or else the oldest."""
        return self._one(f"l.{CURRICULUM} = %s DESC, l.id")

    def filter(self, **shows: Expression) -> Filter:
        """The parameter that leaves the rows with a place in a curriculum, and shows that.

        `shows` are further values that are others while it is given.
        """
        curriculum = self.entity.stored[CURRICULUM]
        return linked(curriculum, self.of, shows={ASIDE: self.asked_for, **shows})

    def _one(self, order: str) -> Expression:
        return lambda row: f"(SELECT l {self._source(row)} ORDER BY {order} LIMIT 1)"

    def every(self) -> Derived:
        """All of them, oldest first."""
        names = ", ".join(f"l.{quoted(column_of(one).name)}" for one in self.columns)
        shown = schema(
            f"{self.entity.name}Place", {name_of(one): shown_field(one) for one in self.columns}
        )
        return Derived(
            lambda row: listed(f"SELECT {names} {self._source(row)} ORDER BY l.id"),
            fields.List(fields.Nested(shown), required=True),
        )

    def curricula(self) -> Derived:
        """The ids of their curricula."""
        listed_ids = f"coalesce(json_agg(l.{CURRICULUM} ORDER BY l.id), '[]')"
        return Derived(
            lambda row: f"(SELECT {listed_ids} {self._source(row)})",
            fields.List(fields.Integer(), required=True),
        )

    def _source(self, row: str) -> str:
        of = quoted(column_of(self.of).name)
        return (
            f"FROM {self.entity.projection.name} AS l"
            f" WHERE l.{of} = {row}.id AND l.{CURRICULUM} IS NOT NULL"
        )


@dataclass(frozen=True)
class PutPlaced(Upsert):
    """POST also puts the row into a curriculum, if the body names one.

    Args:
        places: where it may be put. What the body leaves out of a place becomes null.
    """

    places: Places = field(kw_only=True)
    summary: ClassVar[str] = (
        "Create a {noun}, or change the one with the same key, and give it a place in a curriculum"
    )

    def accepts(self, entity: Entity) -> type[ma.Schema]:
        further = {
            name_of(one): self.places.entity.kinds[name_of(one)] for one in self.places.columns
        }
        return entity.new_schema([name_of(one) for one in self.key], **further)

    def __call__(self, entity: Entity, body: Body) -> Answer:
        values = self.read(entity, body)
        place = self._place(body)
        with transaction() as session:
            row, created = self.put(session, entity, values)
            confirm(entity, session, row, values)
            text = self._put_place(session, entity, row[0], place) if place else row[1]
        return Answer(text, 201, row[0]) if created else Answer(text)

    def _place(self, body: Body) -> Values:
        """The values of the place that the body tells; none without a curriculum."""
        if is_blank(body.get(CURRICULUM)):
            return {}
        names = [column_of(one).name for one in self.places.columns]
        given = {name: body.get(name) for name in names}
        return read_together(given, [self.places.entity])[0]

    def _put_place(self, session: Session, entity: Entity, id: int, place: Values) -> str:
        key = {column_of(self.places.of).name: id, CURRICULUM: place[CURRICULUM]}
        values = {**place, **key}
        crud.upsert(session, self.places.entity.model, key, values, check_new=lambda _: None)
        projection = entity.projection.showing({ASIDE: self.places.asked_for})
        row = fetch_one(session, projection.one, (place[CURRICULUM], id), repeated=True)
        assert row is not None
        text: str = row[0]
        return text
