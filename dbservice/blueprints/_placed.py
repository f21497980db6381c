"""Chapters and topics, which have places in curricula: one is shown among their own columns."""

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar

import marshmallow as ma
from marshmallow import fields
from sqlalchemy.orm import Session

from dbservice.blueprints._calls import Fields
from dbservice.blueprints._casting import Kind, Whole, is_blank, refusal
from dbservice.blueprints._creating import Upsert
from dbservice.blueprints._derived import ASIDE, Aside, Derived
from dbservice.blueprints._documents import Many
from dbservice.blueprints._entity import Body, Entity, Values, read_together
from dbservice.blueprints._errors import Unacceptable
from dbservice.blueprints._filters import Filter, linked
from dbservice.blueprints._schemas import (
    Attribute,
    accepted_field,
    column_of,
    name_of,
    schema,
    shown_field,
)
from dbservice.blueprints._writes import Answer, change_row, confirm, shown
from dbservice.db import joint, transaction
from dbservice.services import crud, links
from dbservice.services.driver import fetch_one
from dbservice.services.projection import Expression, listed, quoted

CURRICULUM = "curriculum_id"
CURRICULA = "curriculum_ids"
PLACES = "curriculums"
PLACES_AT_MOST = 100


@dataclass(frozen=True, eq=False)
class Places:
    """The places that the rows of a table have in curricula.

    Args:
        entity: the table of the places.
        of: its column that names the row that has the place.
        columns: what of a place is shown, the curriculum included.
        by_id: whether a body may also list nothing but the ids of the curricula.
    """

    entity: Entity
    of: Attribute
    columns: Collection[Attribute]
    by_id: bool = False

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

    @cached_property
    def lists(self) -> Fields:
        """What a body may list the places by; places that it does not list stay as they are."""
        ids = {CURRICULA: Many(Whole(64))} if self.by_id else {}
        return Fields(**{PLACES: PlaceList(self)}, **ids)

    def values(self, given: Body) -> Values:
        """The values of a place, by physical column; what is left out is null.

        Raises:
            Unacceptable: values of the wrong kind, or no curriculum.
        """
        names = [name_of(one) for one in self.columns]
        return read_together({name: given.get(name) for name in names}, [self.entity])[0]

    def put(self, session: Session, id: int, place: Values) -> None:
        """Give a row a place, or change the one that it has in the curriculum."""
        key = {column_of(self.of).name: id, CURRICULUM: place[CURRICULUM]}
        crud.upsert(session, self.entity.model, key, {**place, **key}, check_new=lambda _: None)

    def put_listed(self, session: Session, id: int, given: Values) -> bool:
        """The same for what a body lists; tells whether it lists anything."""
        places, ids = given[PLACES] or (), given.get(CURRICULA) or ()
        for place in places:
            self.put(session, id, place)
        pair = (column_of(self.of).name, CURRICULUM)
        links.add_missing(session, self.entity.model, pair, [(id, one) for one in ids])
        return bool(places or ids)

    def _source(self, row: str) -> str:
        of = quoted(column_of(self.of).name)
        return (
            f"FROM {self.entity.projection.name} AS l"
            f" WHERE l.{of} = {row}.id AND l.{CURRICULUM} IS NOT NULL"
        )


class PlaceList(Kind):
    """A list of places in curricula."""

    types = ("array",)

    def __init__(self, places: Places) -> None:
        super().__init__()
        self.places = places

    def limits(self) -> dict[str, Any]:
        kinds = self.places.entity.kinds
        members = {name: kinds[name].accepted() for name in map(name_of, self.places.columns)}
        item = {"type": "object", "required": [CURRICULUM], "properties": members}
        return {"items": item, "maxItems": PLACES_AT_MOST}

    def cast(self, value: Any) -> list[Values]:
        if not isinstance(value, list) or len(value) > PLACES_AT_MOST:
            raise refusal()
        return [self._place(one) for one in value]

    def _place(self, entry: Any) -> Values:
        if not isinstance(entry, dict):
            raise refusal()
        try:
            return self.places.values(entry)
        except Unacceptable as error:
            raise refusal() from error


@dataclass(frozen=True)
class PutPlaced(Upsert):
    """POST also puts the row into curricula, if the body names any.

    Args:
        places: where it may be put. What the body leaves out of a place becomes null.
    """

    places: Places = field(kw_only=True)
    summary: ClassVar[str] = (
        "Create a {noun}, or change the one with the same key, and give it a place in a curriculum"
    )

    def accepts(self, entity: Entity) -> type[ma.Schema]:
        further = {name_of(one): accepted_field(one) for one in self.places.columns}
        return entity.new_schema([name_of(one) for one in self.key], **further)

    def __call__(self, entity: Entity, body: Body) -> Answer:
        values = self.read(entity, body)
        place = self._place(body)
        further = self.places.lists.read(body)
        with transaction() as session:
            row, created = self.put(session, entity, values)
            confirm(entity, session, row, values)
            text: str = row[1]
            if self.places.put_listed(session, row[0], further):
                text = shown(session, entity, row[0])
            if place:
                text = self._put_place(session, entity, row[0], place)
        return Answer(text, 201, row[0]) if created else Answer(text)

    def _place(self, body: Body) -> Values:
        """The place that the body names among the row's own columns; the rest must make sense."""
        if not is_blank(body.get(CURRICULUM)):
            return self.places.values(body)
        own = {name: body[name] for name in map(name_of, self.places.columns) if name in body}
        if faults := self.places.entity.values(own)[1]:
            raise Unacceptable(faults)
        return {}

    def _put_place(self, session: Session, entity: Entity, id: int, place: Values) -> str:
        self.places.put(session, id, place)
        projection = entity.projection.showing({ASIDE: self.places.asked_for})
        row = fetch_one(session, projection.one, (place[CURRICULUM], id), repeated=True)
        assert row is not None
        text: str = row[0]
        return text


@dataclass(frozen=True)
class ChangePlaced:
    """What PATCH and PUT do: they change the row, and of its places those that the body lists.

    Args:
        key: the column that POST knows a row by; no row takes over what another has in it.
        places: where the row may be put.
    """

    key: Attribute
    places: Places

    def __call__(self, entity: Entity, id: int, body: Body) -> Answer:
        further = self.places.lists.read(body)
        column = column_of(self.key).name
        value = entity.values(body)[0].get(column)
        with joint() as session:
            if value is not None:
                crud.refuse_taken(session, entity.model, id, {column: value})
            answer = change_row(entity, id, body)
            if not self.places.put_listed(session, id, further):
                return answer
            return Answer(shown(session, entity, id))
