"""What a cell may hold: each kind turns the text of a filled cell into a value, or refuses it."""

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache, partial
from typing import Any

from dbservice.errors import Invalid
from dbservice.services.choices import CATEGORIES, GENDERS, STREAMS, canonical
from dbservice.services.clock import indian_today

TEXT_LIMIT = 255
INTEGER_LIMIT = 2**31
BOOLEANS = {
    **dict.fromkeys(("TRUE", "Yes", "true", "1"), True),
    **dict.fromkeys(("FALSE", "No", "false", "0"), False),
}
ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ].+)?", re.ASCII)
INTEGER = re.compile(r"[+-]?\d{1,20}", re.ASCII)
DIGITS = re.compile(r"\d*", re.ASCII)


@dataclass(frozen=True)
class Kind:
    """A kind of cell: its name, how it is read, and what to tell the person who fills it in."""

    name: str
    parse: Callable[[str], Any]
    about: str


def read_text(cell: str) -> str:
    """Text as typed."""
    if len(cell) > TEXT_LIMIT:
        raise Invalid(f"{cell[:20]}... has {len(cell)} characters; at most {TEXT_LIMIT} fit")
    return cell


def read_code(cell: str) -> str:
    """A code or number that identifies something; surrounding white space is not part of it."""
    return read_text(cell.strip())


@lru_cache(maxsize=4096)
def read_date(cell: str) -> date:
    """YYYY-MM-DD, or an ISO date-time whose date counts. The days in a sheet are few."""
    text = read_code(cell)
    if ISO_DATE.fullmatch(text):
        with suppress(ValueError):
            return datetime.fromisoformat(text).date()
    raise Invalid(f"{text!r} is not a date like 2026-04-30")


def read_past_date(cell: str) -> date:
    """A date that is not after today in India."""
    value = read_date(cell)
    if value > indian_today():
        raise Invalid(f"{value} cannot be later than today")
    return value


def read_boolean(cell: str) -> bool:
    """TRUE, Yes, true, 1 or FALSE, No, false, 0."""
    text = read_code(cell)
    if text not in BOOLEANS:
        raise Invalid(f"{text!r} is neither Yes nor No (nor TRUE, FALSE, 1, 0)")
    return BOOLEANS[text]


def read_integer(cell: str) -> int:
    """An optional sign and digits, as far as the column reaches."""
    text = read_code(cell)
    if not INTEGER.fullmatch(text) or not -INTEGER_LIMIT <= int(text) < INTEGER_LIMIT:
        raise Invalid(f"{text!r} is not a whole number")
    return int(text)


def read_amount(cell: str) -> int:
    """A whole number, written with decimals or without."""
    whole, _, decimals = read_code(cell).partition(".")
    if decimals.strip("0"):
        raise Invalid(f"{cell!r} is not a whole number")
    return read_integer(whole)


def read_digits(cell: str) -> str:
    """A phone number: digits only."""
    text = read_code(cell)
    if not DIGITS.fullmatch(text):
        raise Invalid(f"{text!r} has invalid format: digits only")
    return text


def read_list(cell: str) -> list[str]:
    """Names with commas between them; each counts once."""
    names = [name.strip() for name in cell.split(",")]
    if not any(names):
        raise Invalid(f"{cell!r} names nothing")
    return list(dict.fromkeys(name for name in names if name))


def read_choice(choices: tuple[str, ...], field: str, cell: str) -> str:
    """One of a few values, in any case."""
    return canonical(read_code(cell), choices, field=field)


def choice(field: str, choices: tuple[str, ...]) -> Kind:
    """The kind of a column that takes one of these values."""
    return Kind("choice", partial(read_choice, choices, field), f"one of {', '.join(choices)}")


TEXT = Kind("text", read_text, f"at most {TEXT_LIMIT} characters")
LONG_TEXT = Kind("long text", str, "any length")
NAME = Kind("text", read_code, f"at most {TEXT_LIMIT} characters")
LONG_NAME = Kind("long text", str.strip, "any length")
NAMES = Kind("list", read_list, "with commas between")
CODE = Kind("code", read_code, "exactly as it is set up")
DATE = Kind("date", read_date, "YYYY-MM-DD")
PAST_DATE = Kind("date", read_past_date, "YYYY-MM-DD, not after today")
BOOLEAN = Kind("yes/no", read_boolean, "Yes or No")
INTEGER_NUMBER = Kind("whole number", read_integer, "digits only")
AMOUNT = Kind("whole number", read_amount, "digits only; decimals must be zero")
PHONE = Kind("phone", read_digits, "digits only")
GENDER = choice("gender", GENDERS)
CATEGORY = choice("category", CATEGORIES)
STREAM = choice("stream", STREAMS)
UNREAD = Kind("not read", str, "the column must be there; its cells are not read")
