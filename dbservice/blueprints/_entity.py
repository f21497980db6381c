"""The declaration of an entity: a table as the API shows it and takes it."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import marshmallow as ma
from marshmallow import fields
from sqlalchemy import inspect
from sqlalchemy.orm import Session

from dbservice.blueprints._casting import Kind
from dbservice.blueprints._derived import ASIDE, Aside, Derived
from dbservice.blueprints._errors import Refused, Unacceptable
from dbservice.blueprints._filters import Filter
from dbservice.blueprints._schemas import (
    Attribute,
    accepted_field,
    column_of,
    name_of,
    schema,
    shown_field,
)
from dbservice.errors import NotFound
from dbservice.models import Base
from dbservice.services.bulk import STAMPS
from dbservice.services.constraints import BLANK
from dbservice.services.projection import (
    Projection,
    embedded,
    quoted,
    shown_column,
)
from dbservice.services.rules import Rule

Body = Mapping[str, Any]
Values = dict[str, Any]
NEVER_WRITTEN = ("id", *STAMPS)


@dataclass(frozen=True, eq=False)
class Entity:
    """What of a table is shown, what may be written, and what a row must have.

    Args:
        model: the table.
        called: its name in the API description, if that is not the model's.
        required: columns that no row may lack.
        rules: what columns must hold beyond their kind.
        embeds: relationships whose rows are shown inside, with the entity that says how.
        internal: columns that are neither shown nor written; they can be filtered by.
        unshown: columns that are written and not shown.
        unwritten: columns that are shown and not written.
        derived: what is shown beside the columns, or in place of one.
        aside: a row of another table that is shown among the columns.
        unfiltered: columns that no list is filtered or sorted by.
        shows: makes, for the caller of a request, what gives the JSON of rows the form that the
            caller may see.
        stores: gives the values of a body the form in which they are stored.
        along: entities whose rows the same flat body sets as well.
        further: what a body may hold beside columns; what is made of it is not decided here.
        filters: what lists can be narrowed down by beside the columns.
        stamped: whether the timestamps are shown.
        missing: the answer about an id that no row has, where it is not the general one.
        check: looks at a row just written, by its id and the values that were set, and raises
            what it must not be.
    """

    model: type[Base]
    called: str = ""
    required: Collection[Attribute] = ()
    rules: Mapping[Attribute, Rule] = field(default_factory=dict)
    embeds: "Mapping[Attribute, Entity]" = field(default_factory=dict)
    internal: Collection[Attribute] = ()
    unshown: Collection[Attribute] = ()
    unwritten: Collection[Attribute] = ()
    derived: Mapping[str, Derived] = field(default_factory=dict)
    aside: Aside | None = None
    unfiltered: Collection[Attribute] = ()
    shows: Callable[[], Callable[[str], str]] | None = None
    stores: Callable[[Values], Values] | None = None
    along: "Collection[Entity]" = ()
    further: Mapping[str, Kind] = field(default_factory=dict)
    filters: Mapping[str, Filter] = field(default_factory=dict)
    stamped: bool = False
    missing: str = ""
    check: Callable[[Session, int, Values], None] | None = None

    @property
    def name(self) -> str:
        """The name of the component in the API description."""
        return self.called or self.model.__name__

    @cached_property
    def noun(self) -> str:
        """The entity in running text."""
        return re.sub(r"(?<!^)(?=[A-Z])", " ", self.name).lower()

    @cached_property
    def stored(self) -> dict[str, Attribute]:
        """Every column of the table, by its name in the API."""
        attributes = [a.class_attribute for a in inspect(self.model).column_attrs]
        return {name_of(attribute): attribute for attribute in attributes}

    @cached_property
    def shown(self) -> dict[str, Attribute]:
        """The columns of a response."""
        concealed = {name_of(one) for one in (*self.internal, *self.unshown)}
        concealed |= set() if self.stamped else set(STAMPS)
        return {name: one for name, one in self.stored.items() if name not in concealed}

    @cached_property
    def written(self) -> dict[str, Attribute]:
        """The columns that a body may set."""
        kept = {name_of(one) for one in (*self.internal, *self.unwritten)} | set(NEVER_WRITTEN)
        return {name: one for name, one in self.stored.items() if name not in kept}

    @cached_property
    def filterable(self) -> dict[str, Attribute]:
        """The columns that a list can be filtered by."""
        kept = {name_of(one) for one in self.unfiltered}
        return {name: one for name, one in self.stored.items() if name not in kept}

    @cached_property
    def kinds(self) -> dict[str, Kind]:
        """What is accepted for each column, be it in a body or as a filter."""
        return {name: self._kind(name) for name in self.stored}

    @cached_property
    def parameters(self) -> dict[str, Filter]:
        """Every parameter that narrows a list down."""
        equal = {
            name: Filter(
                f"{self.column(one)} = %s", self.kinds[name], f"Only rows with this {name}."
            )
            for name, one in self.filterable.items()
        }
        return equal | dict(self.filters)

    def _kind(self, name: str, *, required: bool = False) -> Kind:
        attribute = self.stored[name]
        needed = required or name in self._required_columns
        rule = self.rules.get(attribute)
        return accepted_field(attribute, rule=rule, needed=needed, required=required)

    def not_found(self) -> Exception:
        """The answer about an id that no row has."""
        return Refused(404, self.missing) if self.missing else NotFound("Not Found")

    def column(self, attribute: Attribute) -> str:
        """SQL of a column of the table."""
        return f"{self.projection.name}.{quoted(column_of(attribute).name)}"

    @cached_property
    def projection(self) -> Projection:
        """The SQL of the response."""
        values = {name: shown_column(column_of(one)) for name, one in self.shown.items()}
        for relation, child in self.embeds.items():
            values[relation.key] = embedded(relation, child.projection)
        values |= {name: one.value for name, one in self.derived.items()}
        table = column_of(self.stored["id"]).table
        if self.aside is None:
            return Projection(table, values)
        values[ASIDE] = self.aside.value
        return Projection(table, values, (ASIDE, [name_of(one) for one in self.aside.columns]))

    @cached_property
    def response_schema(self) -> type[ma.Schema]:
        """What a response holds; it proves in tests what the projection shows."""
        found = {name: shown_field(one) for name, one in self.shown.items()}
        for relation, child in self.embeds.items():
            found[relation.key] = _nested(relation, child)
        found |= {name: one.shown for name, one in self.derived.items()}
        for attribute in self.aside.columns if self.aside else ():
            found[name_of(attribute)] = shown_field(attribute, required=False)
        return schema(self.name, found)

    @cached_property
    def change_schema(self) -> type[ma.Schema]:
        """What a body that changes a row may hold."""
        return schema(f"{self.name}Change", self._fields(()))

    def new_schema(self, required: Collection[str], **more: Kind) -> type[ma.Schema]:
        """What the body of a POST may hold, and what it must."""
        return schema(f"{self.name}New", {**self._fields(required), **more})

    def _fields(self, required: Collection[str]) -> dict[str, fields.Field[Any]]:
        found: dict[str, fields.Field[Any]] = {}
        for other in self.along:
            found |= other._fields(())
        found |= {name: self._kind(name, required=name in required) for name in self.written}
        return found | dict(self.further)

    @cached_property
    def _taken(self) -> dict[str, tuple[str, Kind]]:
        return {name: (column_of(one).name, self.kinds[name]) for name, one in self.written.items()}

    @cached_property
    def _required_columns(self) -> dict[str, str]:
        return {name_of(one): column_of(one).name for one in self.required}

    @cached_property
    def returning(self) -> str:
        """What a write answers: the id, the response, and the required columns that are blank."""
        table = self.projection.name
        lacking = ", ".join(
            f"CASE WHEN coalesce({table}.{quoted(column)}::text, '') !~ '\\S' THEN '{name}' END"
            for name, column in self._required_columns.items()
        )
        names = f"array_remove(ARRAY[{lacking}]::text[], NULL)" if lacking else "NULL"
        return f"{table}.id, {self.projection.text}, {names}"

    @cached_property
    def held(self) -> tuple[str, int]:
        """SQL that shows a row and keeps others from changing it, and how often it takes the id.

        Neither can others change the rows behind it that its body sets; these are held first, as
        a change of them comes first. What it shows is what was committed when it had got hold.
        """
        name = self.projection.name
        held = []
        for relation, child in self.embeds.items():
            if child in self.along:
                [(near, far)] = relation.property.local_remote_pairs
                behind = f"SELECT {quoted(near.name)} FROM {name} WHERE id = %s"
                held.append(f"SELECT FROM {child.projection.name} WHERE {far.name} = ({behind})")
        held.append(f"SELECT FROM {name} WHERE id = %s")
        locking = "".join(f"{one} FOR NO KEY UPDATE; " for one in held)
        return f"{locking}{self.projection.one}", len(held) + 1

    def for_caller(self) -> Callable[[str], str]:
        """Gives the JSON of rows the form that the caller of this request may see."""
        return self.shows() if self.shows else str

    def shown_as(self, text: str) -> str:
        """The JSON of rows in that form."""
        return self.for_caller()(text)

    def refuse_incomplete(self, values: Mapping[str, Any]) -> None:
        """Raise Unacceptable unless these values have everything that a new row must have."""
        if lacking := self.blanks(values, whole=True):
            raise Unacceptable(lacking)

    def values(self, body: Body) -> tuple[Values, dict[str, list[str]]]:
        """The values of a body, by physical column, and what is wrong with the others.

        Does what loading the schema does, but only looks at what was sent.
        """
        values: Values = {}
        errors: dict[str, list[str]] = {}
        for name, (column, kind) in self._taken.items():
            if name in body:
                try:
                    values[column] = kind.deserialize(body[name])
                except ma.ValidationError as error:
                    errors[name] = [str(message) for message in error.messages]
        return self.stores(values) if self.stores else values, errors

    def blanks(self, values: Mapping[str, Any], *, whole: bool) -> dict[str, list[str]]:
        """The required columns that these values leave or make blank."""
        return {
            name: [BLANK]
            for name, column in self._required_columns.items()
            if values.get(column) is None and (whole or column in values)
        }

    def read(self, body: Body, *, whole: bool = False) -> Values:
        """The values of a body, by physical column; `whole` if they make a new row.

        Raises:
            Unacceptable: values of the wrong kind, or none for a required column.
        """
        return read_together(body, [self], whole=whole)[0]


def _nested(relation: Attribute, child: Entity) -> fields.Field[Any]:
    many = relation.property.uselist
    return fields.Nested(child.response_schema, many=many, allow_none=not many, required=True)


def read_together(body: Body, entities: Collection[Entity], *, whole: bool = False) -> list[Values]:
    """The values that one body has for each of several entities; their errors come together.

    `whole` says that the values make new rows, which must lack nothing.
    """
    errors: dict[str, list[str]] = {}
    read: list[Values] = []
    for entity in entities:
        values, faults = entity.values(body)
        errors |= entity.blanks(values, whole=whole) | faults
        read.append(values)
    if errors:
        raise Unacceptable(errors)
    return read
