"""Kinds of values: how people read them in lists, and how they write them in forms."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from werkzeug.datastructures import MultiDict

from dbservice.errors import Invalid
from dbservice.layout import indian_time
from dbservice.services.choices import canonical
from dbservice.services.constraints import INVALID
from dbservice.services.rules import Rule

Form = MultiDict[str, str]
NARROW_SPACE = "\u00a0"
WHOLE = re.compile(r"[+-]?[0-9]{1,30}", re.ASCII)
DIGITS_AT_MOST = 1000
YES_OR_NO = {"true": True, "false": False}


@dataclass(frozen=True)
class Kind:
    """A value of one kind: text in forms and cells, something else in the database.

    Args:
        rule: what a value must hold beyond its kind.
    """

    rule: Rule | None = None
    widget: ClassVar[str] = "text"
    numeric: ClassVar[bool] = False

    def shown(self, value: Any) -> str:
        """The value as a cell shows it; there is one."""
        return str(value)

    def full(self, value: Any) -> str:
        """The value as the row's own page shows it; there is one."""
        return self.shown(value)

    def exported(self, value: Any) -> str | float:
        """The value in a sheet; there is one."""
        return self.text(value)

    def text(self, value: Any) -> str:
        """The value as a form holds it."""
        return "" if value is None else str(value)

    def cast(self, text: str) -> Any:
        """The value that a text which is not blank stands for; raises Invalid."""
        return text

    def read(self, text: str) -> Any:
        """The value that a text stands for, None if it is blank; raises Invalid."""
        if "\0" in text:
            raise Invalid("cannot hold the NUL character")
        stripped = text.strip()
        if not stripped:
            return None
        value = self.cast(stripped)
        return value if self.rule is None else self.rule.apply(value)

    def take(self, form: Form, name: str) -> str | None:
        """What a form says, as text; None if it says nothing."""
        text = form.get(name)
        return None if text is None else text.replace("\r\n", "\n")


@dataclass(frozen=True)
class Text(Kind):
    """A text of limited length."""

    length: int | None = None

    def cast(self, text: str) -> str:
        if self.length and len(text) > self.length:
            raise Invalid(f"should be at most {self.length} characters")
        return text


@dataclass(frozen=True)
class LongText(Text):
    """A text of several lines."""

    widget: ClassVar[str] = "lines"


@dataclass(frozen=True)
class Whole(Kind):
    """A whole number of so many bits."""

    bits: int = 64
    widget: ClassVar[str] = "whole"
    numeric: ClassVar[bool] = True

    def exported(self, value: Any) -> str | float:
        return int(value)

    def cast(self, text: str) -> int:
        if not WHOLE.fullmatch(text):
            raise Invalid("must be a whole number")
        value = int(text)
        limit = 2 ** (self.bits - 1)
        if not -limit <= value < limit:
            raise Invalid("is too large")
        return value


@dataclass(frozen=True)
class Fraction(Kind):
    """A number."""

    widget: ClassVar[str] = "number"
    numeric: ClassVar[bool] = True

    def exported(self, value: Any) -> str | float:
        return float(value)

    def cast(self, text: str) -> Any:
        try:
            value = float(text)
        except ValueError:
            raise Invalid("must be a number") from None
        if not math.isfinite(value):
            raise Invalid("must be a number")
        return value


@dataclass(frozen=True)
class Exact(Fraction):
    """A decimal with so many digits, of which so many follow the point."""

    precision: int | None = None
    scale: int | None = None

    def cast(self, text: str) -> Decimal:
        try:
            value = Decimal(text)
        except InvalidOperation:
            raise Invalid("must be a number") from None
        if not value.is_finite() or abs(value.adjusted()) > DIGITS_AT_MOST:
            raise Invalid("must be a number")
        if self.precision is None:
            return value
        limit = Decimal(10) ** (self.precision - (self.scale or 0))
        if abs(value) >= limit or abs(value := round(value, self.scale or 0)) >= limit:
            raise Invalid(f"must be less than {limit}")
        return value


@dataclass(frozen=True)
class Truth(Kind):
    """Yes, no, or not known."""

    widget: ClassVar[str] = "choice"
    options: ClassVar[Mapping[str, str]] = {"true": "Yes", "false": "No"}

    def shown(self, value: Any) -> str:
        return "Yes" if value else "No"

    def exported(self, value: Any) -> str | float:
        return self.shown(value)

    def text(self, value: Any) -> str:
        return "" if value is None else str(value).lower()

    def cast(self, text: str) -> bool:
        if text.lower() not in YES_OR_NO:
            raise Invalid(INVALID)
        return YES_OR_NO[text.lower()]


@dataclass(frozen=True)
class Day(Kind):
    """A date."""

    widget: ClassVar[str] = "date"

    def shown(self, value: date) -> str:
        return f"{value.day} {value:%b} {value.year}".replace(" ", NARROW_SPACE)

    def text(self, value: date | None) -> str:
        return "" if value is None else value.isoformat()

    def cast(self, text: str) -> date:
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise Invalid("must be a date, as in 2026-03-31") from None


@dataclass(frozen=True)
class WallClock(Kind):
    """A moment as a clock in India shows it, with no zone."""

    widget: ClassVar[str] = "moment"

    def shown(self, value: datetime) -> str:
        return f"{value.day} {value:%b %Y, %H:%M}"

    def exported(self, value: datetime) -> str | float:
        return f"{value:%Y-%m-%d %H:%M}"

    def text(self, value: datetime | None) -> str:
        if value is None:
            return ""
        return value.isoformat(timespec="seconds" if value.second else "minutes")

    def cast(self, text: str) -> datetime:
        try:
            value = datetime.fromisoformat(text)
        except ValueError:
            raise Invalid("must be a date and a time, as in 2026-03-31 09:30") from None
        return value.replace(tzinfo=None, microsecond=0)


@dataclass(frozen=True)
class Moment(WallClock):
    """A moment that the database keeps as UTC; nobody writes one by hand."""

    def shown(self, value: datetime) -> str:
        return indian_time(value)

    def exported(self, value: datetime) -> str | float:
        return indian_time(value)


@dataclass(frozen=True)
class Choice(Kind):
    """One of a few words."""

    choices: tuple[str, ...] = ()
    name: str = "choice"
    widget: ClassVar[str] = "choice"

    @property
    def options(self) -> Mapping[str, str]:
        """What can be chosen."""
        return {choice: choice for choice in self.choices}

    def cast(self, text: str) -> str:
        return canonical(text, self.choices, field=self.name)


@dataclass(frozen=True)
class Reference(Whole):
    """The id of a row of another table."""

    widget: ClassVar[str] = "reference"
    numeric: ClassVar[bool] = False


@dataclass(frozen=True)
class Many(Kind):
    """A list of values of one kind, one on each line or with commas between them."""

    member: Kind = Kind()
    widget: ClassVar[str] = "lines"

    def shown(self, value: Any) -> str:
        return ", ".join(map(self.member.shown, value))

    def text(self, value: Any) -> str:
        return "" if value is None else "\n".join(map(self.member.text, value))

    def exported(self, value: Any) -> str | float:
        return ", ".join(map(self.member.text, value))

    def cast(self, text: str) -> list[Any]:
        separator = "\n" if "\n" in text else ","
        return [self.member.cast(one.strip()) for one in text.split(separator) if one.strip()]
