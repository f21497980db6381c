"""The kinds of values that requests carry, and what is accepted for each."""

import math
import re
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

import marshmallow as ma
from marshmallow import ValidationError, fields

from dbservice.blueprints._patterns import DATE, MOMENT, NUMBER, OFFSET, TIME, WHOLE
from dbservice.errors import Invalid
from dbservice.services.constraints import INVALID
from dbservice.services.rules import Rule

WHOLE_TEXT = re.compile(WHOLE, re.ASCII)
NUMBER_TEXT = re.compile(NUMBER, re.ASCII)
DAY_TEXT = re.compile(rf"{DATE}|{MOMENT}", re.ASCII)
MOMENT_TEXT = re.compile(rf"({DATE}[T ]{TIME})(?:[.,][0-9]+)?({OFFSET}?)", re.ASCII)
TRUTHS = {"true": True, "false": False, "1": True, "0": False}
DIGITS_AT_MOST = 1000
# \s as JSON Schema has it; Python's counts some control characters in and a byte order mark not.
BLANK_TEXT = re.compile(r"(?:[^\S\x1c-\x1f\x85]|\ufeff)*")


def refusal() -> ValidationError:
    return ValidationError(INVALID)


def is_blank(value: Any) -> bool:
    """Whether a value counts as not given."""
    return value is None or (isinstance(value, str) and BLANK_TEXT.fullmatch(value) is not None)


def as_whole(value: Any) -> Any:
    """A number without a fraction as an integer: JSON has but one kind of number."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


class Kind(fields.Field[Any]):
    """A value of a request: blank means null, then it is cast, then a rule may check it.

    `types` are the JSON types that are accepted, the kind's own first; `pattern` says which
    texts are.

    Args:
        rule: what the value must be beyond its kind.
        needed: whether null and blank texts are refused later on, for the API description.
    """

    types: tuple[str, ...]
    pattern: str = ""
    worded: ClassVar[bool] = False
    """Whether a filter of this kind is refused in words of its own."""

    def __init__(self, rule: Rule | None = None, *, needed: bool = False, **options: Any) -> None:
        super().__init__(allow_none=True, **options)
        self.rule = rule
        self.needed = needed

    def cast(self, value: Any) -> Any:
        """The value in the form that is stored; raises ValidationError."""
        raise NotImplementedError

    def accepted(self) -> dict[str, Any]:
        """What a body may hold, as JSON Schema."""
        types, pattern = [*self.types], f"^({self.pattern})$" if self.pattern else ""
        if self.needed and types == ["string"]:
            pattern = pattern or r"\S"
        if not self.needed:
            types = [*dict.fromkeys((*types, "string", "null"))]
            if pattern or "string" not in self.types:
                pattern = rf"^(\s*|{self.pattern})$"
        found = {"type": types[0] if len(types) == 1 else types, **self.limits()}
        if pattern:
            found["pattern"] = pattern
        if self.rule:
            found |= {**self.rule.schema, "description": self.rule.about}
        return found

    def taken(self) -> dict[str, Any]:
        """What `cast` takes, as JSON Schema: where blank texts and null have no meaning."""
        return self._of_types(*self.types)

    def filtered(self) -> dict[str, Any]:
        """What a filter in a query string may be, as JSON Schema."""
        return self._of_types(self.types[0])

    def _of_types(self, *types: str) -> dict[str, Any]:
        found = {"type": types[0] if len(types) == 1 else [*types], **self.limits()}
        if self.pattern and "string" in types:
            found["pattern"] = f"^({self.pattern})$"
        return found | self._choices()

    def _choices(self) -> dict[str, Any]:
        schema = self.rule.schema if self.rule else {}
        return {"enum": schema["enum"]} if "enum" in schema else {}

    def compared(self, value: Any) -> Any:
        """The value that a filter compares a column with; raises ValidationError."""
        value = self.cast(value)
        if value not in self._choices().get("enum", [value]):
            raise refusal()
        return value

    def limits(self) -> dict[str, Any]:
        """Further limits, as JSON Schema."""
        return {}

    def deserialize(self, value: Any, *args: Any, **options: Any) -> Any:
        """What marshmallow's does, less what no kind uses: its validators are the rules here."""
        if value is ma.missing:
            return super().deserialize(value, *args, **options)
        if is_blank(value):
            return None
        return self._deserialize(value)

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> Any:
        value = self.cast(value)
        if self.rule is None:
            return value
        try:
            return self.rule.apply(value)
        except Invalid as error:
            raise ValidationError(error.message) from error


class Text(Kind):
    """A text of limited length."""

    types = ("string",)

    def __init__(self, length: int | None = None, **options: Any) -> None:
        super().__init__(**options)
        self.length = length

    def accepted(self) -> dict[str, Any]:
        limit = {"maxLength": self.length} if self.length else {}
        return {**super().accepted(), **limit}

    def cast(self, value: Any) -> str:
        if not isinstance(value, str) or "\0" in value:
            raise refusal()
        return value

    def _deserialize(self, value: Any, *args: Any, **options: Any) -> Any:
        value = super()._deserialize(value, *args, **options)
        if self.length and len(value) > self.length:
            raise ValidationError(f"should be at most {self.length} character(s)")
        return value


class Whole(Kind):
    """A whole number of so many bits, also as digits in a text."""

    types = ("integer", "string")
    pattern = WHOLE

    def __init__(self, bits: int, **options: Any) -> None:
        super().__init__(**options)
        self.limit = 2 ** (bits - 1)

    def limits(self) -> dict[str, Any]:
        return {"minimum": -self.limit, "maximum": self.limit - 1}

    def cast(self, value: Any) -> int:
        if isinstance(value, str) and WHOLE_TEXT.fullmatch(value):
            value = int(value)
        if type(value) is not int or not -self.limit <= value < self.limit:
            raise refusal()
        return value

    def compared(self, value: Any) -> Any:
        return super().compared(as_whole(value))


class Fraction(Kind):
    """A number, also as a text."""

    types = ("number", "string")
    pattern = NUMBER

    def cast(self, value: Any) -> Any:
        if isinstance(value, str) and NUMBER_TEXT.fullmatch(value):
            value = float(value)
        if type(value) is int and abs(value) < 2**1000:
            value = float(value)
        if type(value) is not float or not math.isfinite(value):
            raise refusal()
        return value


class Exact(Fraction):
    """A decimal that fits the column, as a number or a text."""

    def __init__(self, precision: int | None, scale: int | None, **options: Any) -> None:
        super().__init__(**options)
        self.precision = precision
        self.scale = scale or 0

    def limits(self) -> dict[str, Any]:
        if self.precision is None:
            return {}
        beyond = float(10 ** (self.precision - self.scale) - Decimal("0.5").scaleb(-self.scale))
        return {"exclusiveMinimum": -beyond, "exclusiveMaximum": beyond}

    def cast(self, value: Any) -> Any:
        if type(value) in (int, float):
            value = repr(value)
        if not isinstance(value, str) or not NUMBER_TEXT.fullmatch(value):
            raise refusal()
        return self._fitted(Decimal(value))

    def _fitted(self, value: Decimal) -> Decimal:
        if abs(value.adjusted()) > DIGITS_AT_MOST:
            raise refusal()
        if self.precision is None:
            return value
        value = self._rounded(value)
        if value and value.adjusted() >= self.precision - self.scale:
            raise refusal()
        return value

    def _rounded(self, value: Decimal) -> Decimal:
        try:
            return value.quantize(Decimal(1).scaleb(-self.scale))
        except InvalidOperation as error:
            raise refusal() from error


class Truth(Kind):
    """True or false, also as the words or as 1 and 0 in a text."""

    types = ("boolean", "string")
    pattern = "true|false|1|0"

    def cast(self, value: Any) -> bool:
        if isinstance(value, bool):
            return value
        if not isinstance(value, str) or value not in TRUTHS:
            raise refusal()
        return TRUTHS[value]


class Dated(Kind):
    """A kind with a calendar, which a format tells better than a pattern."""

    types = ("string",)
    pattern = MOMENT
    form: str

    def accepted(self) -> dict[str, Any]:
        about = {"description": self.rule.about} if self.rule else {}
        if self.needed:
            return {**self.taken(), **about}
        return {"anyOf": [*self._forms(rf"\s*|{MOMENT}"), {"type": "null"}], **about}

    def taken(self) -> dict[str, Any]:
        return {"anyOf": self._forms(MOMENT)}

    def _forms(self, pattern: str) -> list[dict[str, Any]]:
        return [
            {"type": "string", "format": self.form},
            {"type": "string", "pattern": f"^({pattern})$"},
        ]

    def filtered(self) -> dict[str, Any]:
        return {"type": "string", "format": self.form}


class Day(Dated):
    """A date; of a date with a time the date counts."""

    form = "date"

    def cast(self, value: Any) -> date:
        if not isinstance(value, str) or not DAY_TEXT.fullmatch(value):
            raise refusal()
        try:
            return date.fromisoformat(value[:10])
        except ValueError as error:
            raise refusal() from error


class Moment(Dated):
    """A date with a time, in UTC unless it names an offset; kept in UTC, in whole seconds."""

    form = "date-time"

    def cast(self, value: Any) -> datetime:
        found = MOMENT_TEXT.fullmatch(value) if isinstance(value, str) else None
        if not found:
            raise refusal()
        try:
            moment = datetime.fromisoformat(found.group(1) + (found.group(2) or "Z"))
            return moment.astimezone(UTC).replace(tzinfo=None)
        except (ValueError, OverflowError) as error:
            raise refusal() from error
