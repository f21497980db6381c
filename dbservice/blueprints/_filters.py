"""What a list can be narrowed down by."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from dbservice.blueprints._casting import Kind, Text, Whole
from dbservice.blueprints._documents import Many
from dbservice.blueprints._schemas import Attribute, column_of
from dbservice.services.pages import Condition
from dbservice.services.projection import Expression, quoted

ALL_LANGUAGES = "all"


@dataclass(frozen=True, eq=False)
class Filter:
    """A parameter of a list.

    Args:
        condition: SQL of the rows it leaves, with a place for each of the values.
        kind: what it may be.
        about: what it does, for the API description.
        values: what the places are filled with, given the parameter.
        void: the value that leaves every row.
        shows: values of a response that are others while it is given; each is SQL with one place,
            for the parameter.
    """

    condition: str
    kind: Kind
    about: str
    values: Callable[[Any], tuple[Any, ...]] = lambda value: (value,)
    void: str | None = None
    shows: Mapping[str, Expression] = field(default_factory=dict)

    @property
    def is_list(self) -> bool:
        """Whether it is a list of values."""
        return isinstance(self.kind, Many)

    def of(self, value: Any) -> Condition | None:
        """What a value asks for; None if it leaves every row."""
        return None if value == self.void else Condition(self.condition, self.values(value))


class Word(Kind):
    """One of a few words, anything else being as good as nothing."""

    types = ("string",)

    def taken(self) -> dict[str, Any]:
        return {}

    def cast(self, value: Any) -> str:
        return str(value).lower() if isinstance(value, bool) else str(value)


def choice(about: str, **choices: Callable[[], Condition]) -> Filter:
    """A parameter that may be one of a few words; each makes the condition that it means."""
    return Choice("", Word(), about, choices=choices)


@dataclass(frozen=True, eq=False)
class Choice(Filter):
    """What `choice` declares."""

    choices: Mapping[str, Callable[[], Condition]] = field(default_factory=dict)

    def of(self, value: Any) -> Condition | None:
        """What the word asks for."""
        return self.choices[value]() if value in self.choices else None


def texts(name: Attribute, key: str) -> Filter:
    """Rows with a name of which a text, in whichever language, is exactly as given.

    `key` is the one that the texts have in the entries of such names.
    """
    entry = f"jsonb_build_array(jsonb_build_object('{key}', %s::text))"
    return Filter(f"{_sql(name)} @> {entry}", Text(), "Only rows with this name in any language.")


def language(name: Attribute) -> Filter:
    """Rows with a name in a language, shown in that language only."""
    entry = "jsonb_build_array(jsonb_build_object('lang_code', %s::text))"

    def in_language(row: str) -> str:
        entries = f"jsonb_array_elements({row}.{quoted(column_of(name).name)}) WITH ORDINALITY"
        return (
            f"(SELECT jsonb_agg(n.entry ORDER BY n.place) FROM {entries} AS n(entry, place)"
            " WHERE n.entry ->> 'lang_code' = %s)"
        )

    return Filter(
        f"{_sql(name)} @> {entry}",
        Text(),
        "Only rows that have a name in this language, shown with that name only;"
        f" `{ALL_LANGUAGES}` stands for none.",
        void=ALL_LANGUAGES,
        shows={name.key: in_language},
    )


def any_of(attribute: Attribute, about: str) -> Filter:
    """Rows with one of several values in a column of texts; none if there are none."""
    listed = "ARRAY(SELECT jsonb_array_elements_text(%s::jsonb))"

    def as_one(texts: list[str]) -> tuple[str]:
        return (orjson.dumps(texts).decode(),)

    return Filter(f"{_sql(attribute)} = ANY({listed})", Many(Text()), about, values=as_one)


def linked(to: Attribute, by: Attribute, **more: Any) -> Filter:
    """Rows that a link, which names them in `by`, links to the one that it names in `to`."""
    link = quoted(column_of(to).table.name)
    own = column_of(by)
    [key] = own.foreign_keys
    target = f"{quoted(key.column.table.name)}.{quoted(key.column.name)}"
    condition = (
        f"{target} IN (SELECT l.{quoted(own.name)} FROM {link} AS l"
        f" WHERE l.{quoted(column_of(to).name)} = %s)"
    )
    return Filter(condition, Whole(64), f"Only rows that are linked to this {to.key}.", **more)


def _sql(attribute: Attribute) -> str:
    column = column_of(attribute)
    return f"{quoted(column.table.name)}.{quoted(column.name)}"
