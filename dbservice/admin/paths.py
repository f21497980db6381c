"""Columns of a row, and of the rows that it leads to."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Column, ColumnElement, inspect
from sqlalchemy.orm import InstrumentedAttribute, RelationshipProperty

from dbservice.models import Base

Attribute = InstrumentedAttribute[Any]

# Words of column names that people write otherwise.
WORDS = {
    "id": "ID",
    "fk": "",
    "ids": "IDs",
    "udise": "UDISE",
    "apaar": "APAAR",
    "pen": "PEN",
    "g10": "Grade 10",
    "g12": "Grade 12",
    "af": "AF",
    "ug": "UG",
    "pg": "PG",
    "ctc": "CTC",
    "cgpa": "CGPA",
    "cms": "CMS",
    "nirf": "NIRF",
    "ews": "EWS",
    "pm": "PM",
    "whatsapp": "WhatsApp",
    "linkedin": "LinkedIn",
    "email": "e-mail",
    "code": "code",
    "atleast": "at least",
}
NAMES = {"inserted_at": "Created", "updated_at": "Last changed", "metadata_": "Details"}


@dataclass(frozen=True, eq=False)
class Path:
    """A column, or a row behind a foreign key, that some foreign keys lead to.

    Args:
        links: the relationships to follow, none for a column of the row itself.
        end: the column; or a relationship, which stands for the row behind it.
        sql: what is shown instead of the column: SQL, given the alias that the row goes by.
    """

    links: tuple[Attribute, ...]
    end: Attribute
    sql: Callable[[Any], ColumnElement[Any]] | None = None

    @cached_property
    def key(self) -> str:
        """The name of the path in addresses and forms, such as `user.phone`."""
        return ".".join(step.key.rstrip("_") for step in (*self.links, self.end))

    @property
    def is_link(self) -> bool:
        """Whether the path ends at a row rather than at a column."""
        return isinstance(self.end.property, RelationshipProperty)

    @property
    def column(self) -> "Column[Any]":
        """The column at the end; of a row, the foreign key that leads there."""
        return column_of(near_key(self.end) if self.is_link else self.end)

    @property
    def heading(self) -> str:
        """What people call it."""
        return humanised(self.end.key)

    def below(self, *links: Attribute) -> "Path":
        """The same from further away."""
        return Path((*links, *self.links), self.end)


Step = Attribute | Path


def of(*steps: Attribute) -> Path:
    """The path along some relationships to what the last step names."""
    return Path(steps[:-1], steps[-1])


def told(attribute: Attribute, sql: Callable[[Any], ColumnElement[Any]]) -> Path:
    """A column in whose place something is shown that people understand."""
    return Path((), attribute, sql)


def path(step: Step) -> Path:
    """The path that an attribute of the row itself stands for."""
    return step if isinstance(step, Path) else Path((), step)


def column_of(attribute: Attribute) -> "Column[Any]":
    """The column behind an attribute."""
    column = attribute.property.columns[0]
    assert isinstance(column, Column)
    return column


def target_of(link: Attribute) -> type[Base]:
    """The table that a relationship leads to."""
    model: type[Base] = link.property.mapper.class_
    return model


def owner_of(attribute: Attribute) -> type[Base]:
    """The table of an attribute."""
    model: type[Base] = attribute.property.parent.class_
    return model


def near_key(link: Attribute) -> Attribute:
    """The foreign key that a relationship follows."""
    [column] = link.property.local_columns
    attribute: Attribute = inspect(link.class_).get_property_by_column(column).class_attribute
    return attribute


def links_of(model: type[Base]) -> Iterator[Attribute]:
    """The relationships that follow a foreign key of the table."""
    for relationship in inspect(model).relationships:
        if not relationship.uselist:
            yield relationship.class_attribute


def link_of(attribute: Attribute) -> Attribute | None:
    """The relationship that follows this foreign key, if it is one."""
    column = column_of(attribute)
    found = (
        link for link in links_of(owner_of(attribute)) if column in link.property.local_columns
    )
    return next(found, None)


def columns_of(model: type[Base]) -> list[Attribute]:
    """Every column of the table, as an attribute."""
    return [one.class_attribute for one in inspect(model).column_attrs]


def humanised(name: str) -> str:
    """A column's name in plain words."""
    if name in NAMES:
        return NAMES[name]
    words = name.strip("_").split("_")
    if len(words) > 1 and words[-1] == "fk":
        words.pop()
    text = " ".join(WORDS.get(word, word) for word in words).strip()
    return text[:1].upper() + text[1:]
