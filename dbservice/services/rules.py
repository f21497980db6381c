"""What a value must be beyond its kind: rules that fields of several tables share."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from dbservice.errors import Invalid
from dbservice.services.clock import indian_now, indian_today


@dataclass(frozen=True)
class Rule:
    """Checks a value and gives it the form that is stored.

    Args:
        apply: takes a value that is not null; raises Invalid.
        about: the rule in words, for people who read the API description.
        schema: the rule as JSON Schema, as far as that can say it.
    """

    apply: Callable[[Any], Any]
    about: str
    schema: Mapping[str, Any] = field(default_factory=dict)


def one_of(choices: tuple[str, ...]) -> Rule:
    """One of a few words; any case comes in, one spelling is stored."""
    spellings = {choice.casefold(): choice for choice in choices}

    def apply(value: str) -> str:
        if value.casefold() not in spellings:
            raise Invalid("is invalid")
        return spellings[value.casefold()]

    any_case = "|".join(_any_case(choice) for choice in choices)
    return Rule(
        apply,
        f"One of {', '.join(choices)}, in any case.",
        {"pattern": rf"^(\s*|{any_case})$"},
    )


def listed(choices: tuple[str, ...]) -> Rule:
    """One of a few words, written exactly so."""

    def apply(value: str) -> str:
        if value not in choices:
            raise Invalid("is invalid")
        return value

    return Rule(apply, f"One of {', '.join(choices)}.", {"enum": list(choices)})


def _positive(value: int) -> int:
    if value <= 0:
        raise Invalid("must be greater than 0")
    return value


def _any_case(word: str) -> str:
    return "".join(
        f"[{letter.upper()}{letter.lower()}]" if letter.isalpha() else re.escape(letter)
        for letter in word
    )


def _digits(value: str) -> str:
    if not re.fullmatch("[0-9]*", value):
        raise Invalid("has invalid format")
    return value


def _not_in_future(value: date) -> date:
    if value > indian_today():
        raise Invalid("cannot be later than today")
    return value


def _not_after_now(value: datetime) -> datetime:
    if value > indian_now():
        raise Invalid("cannot be later than today")
    return value


DIGITS = Rule(_digits, "Digits only.", {"pattern": r"^(\s*|[0-9]*)$"})


def _eleven_digits(value: str) -> str:
    if not re.fullmatch("[0-9]{11}", value):
        raise Invalid("has invalid format")
    return value


ELEVEN_DIGITS = Rule(_eleven_digits, "Eleven digits.", {"pattern": r"^(\s*|[0-9]{11})$"})
POSITIVE = Rule(_positive, "Greater than 0.", {"exclusiveMinimum": 0})
NOT_IN_FUTURE = Rule(_not_in_future, "Not later than today in India.")
NOT_AFTER_NOW = Rule(_not_after_now, "Not later than now on an Indian clock.")
