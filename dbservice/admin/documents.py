"""JSON documents in forms: objects as text that is checked, names with an entry per language."""

import json
import math
import re
from dataclasses import dataclass
from typing import Any, ClassVar

from dbservice.admin.kinds import DIGITS_AT_MOST, Form, Kind
from dbservice.errors import Invalid
from dbservice.services.crud import json_text

CELL_LENGTH = 80
SURROGATE = re.compile("[\ud800-\udfff]")


class Unfit(Exception):
    """What the parser takes and the database would not keep as it is."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise Unfit(f"has the key {key!r} twice in one object")
        found[key] = value
    return found


def _refuse_constant(name: str) -> Any:
    raise Unfit(f"has {name}, which is no JSON value")


def _finite(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise Unfit(f"has the number {digits[:20]}, which is too large")
    return value


def _whole(digits: str) -> int:
    if len(digits) > DIGITS_AT_MOST:
        raise Unfit(f"has a number of {len(digits):,} digits")
    return int(digits)


def parsed(text: str) -> Any:
    """The document that a text holds; raises Invalid, which names line and column."""
    try:
        value = json.loads(
            text,
            object_pairs_hook=_once,
            parse_constant=_refuse_constant,
            parse_float=_finite,
            parse_int=_whole,
        )
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise Invalid(f"is not JSON: {error.msg} ({place})") from None
    except RecursionError:
        raise Invalid("is nested too deeply") from None
    except Unfit as error:
        raise Invalid(str(error)) from None
    if "\0" in text or "\\u0000" in text:
        raise Invalid("cannot hold the NUL character")
    if "\\u" in text and SURROGATE.search(json_text(value)):
        raise Invalid("has one half of a character, such as \\ud83d")
    return value


def written(value: Any) -> str:
    """A document as people read and edit it."""
    return json.dumps(value, ensure_ascii=False, indent=2)


def summary(value: Any) -> str:
    """A document in the space of a cell."""
    if isinstance(value, dict):
        parts = [f"{key}: {_brief(one)}" for key, one in value.items()]
        text = ", ".join(parts)
    else:
        text = _brief(value)
    return text if len(text) <= CELL_LENGTH else f"{text[: CELL_LENGTH - 1]}…"


def _brief(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return f"{len(value)} entries" if len(value) != 1 else "1 entry"
    return json_text(value)


@dataclass(frozen=True)
class Document(Kind):
    """A JSON object of no fixed shape."""

    widget: ClassVar[str] = "document"

    def shown(self, value: Any) -> str:
        return summary(value)

    def full(self, value: Any) -> str:
        return written(value)

    def exported(self, value: Any) -> str | float:
        return json_text(value)

    def text(self, value: Any) -> str:
        return "" if value is None else written(value)

    def cast(self, text: str) -> Any:
        value = parsed(text)
        if not isinstance(value, dict):
            raise Invalid("must be a JSON object, with { and } around it")
        return value


@dataclass(frozen=True)
class AnyDocument(Document):
    """A JSON document of whatever shape."""

    def cast(self, text: str) -> Any:
        return parsed(text)


@dataclass(frozen=True)
class Names(Kind):
    """A name in several languages: a list with an object for each.

    Between form and database it is the text of the list, so that it compares like other values.

    Args:
        member: where an entry keeps the name.
        language: where it keeps the code of the language.
    """

    member: str = "value"
    language: str = "lang_code"
    widget: ClassVar[str] = "names"

    def entries(self, value: Any) -> list[dict[str, Any]]:
        """The entries of a stored value; old rows hold a single object, language to name."""
        if isinstance(value, dict):
            names = {code: name for code, name in value.items() if isinstance(name, str)}
            return [{self.language: code, self.member: name} for code, name in names.items()]
        if not isinstance(value, list):
            return []
        return [one for one in value if isinstance(one, dict)]

    def rows(self, text: str) -> list[tuple[str, str, str]]:
        """Language, name and the whole of each entry as JSON, for the form."""
        entries = self.entries(json.loads(text)) if text.strip() else []
        return [
            (
                str(one.get(self.language) or ""),
                str(one.get(self.member) or ""),
                json_text(one),
            )
            for one in entries
        ]

    def shown(self, value: Any) -> str:
        names = {one.get(self.language): one.get(self.member) for one in self.entries(value)}
        ordered = sorted(names, key=lambda code: code != "en")
        return " · ".join(str(names[code]) for code in ordered if names[code])

    def full(self, value: Any) -> str:
        entries = self.entries(value)
        return "\n".join(f"{one.get(self.language)}: {one.get(self.member)}" for one in entries)

    def exported(self, value: Any) -> str | float:
        return self.shown(value)

    def text(self, value: Any) -> str:
        return "" if not self.entries(value) else json_text(self.entries(value))

    def take(self, form: Form, name: str) -> str | None:
        """What the form says; each entry keeps what the form does not show of it."""
        if f"{name}.language" not in form:
            return None
        languages = form.getlist(f"{name}.language")
        names = form.getlist(f"{name}.name")
        rests = form.getlist(f"{name}.rest")
        entries = []
        for code, text, rest in zip(languages, names, rests, strict=False):
            if text.strip() or code.strip():
                entry = self._rest(rest)
                for key, typed in ((self.language, code.strip()), (self.member, text.strip())):
                    if str(entry.get(key) or "") != typed or key not in entry:
                        entry[key] = typed
                entries.append(entry)
        return json_text(entries) if entries else ""

    def _rest(self, text: str) -> dict[str, Any]:
        try:
            value = parsed(text) if text.strip() else {}
        except Invalid:
            return {}
        return value if isinstance(value, dict) else {}

    def cast(self, text: str) -> Any:
        entries = self.entries(parsed(text))
        codes = [one.get(self.language) for one in entries]
        if not all(codes):
            raise Invalid("needs a language for each name")
        if not all(one.get(self.member) for one in entries):
            raise Invalid("needs a name for each language")
        for code in codes:
            if codes.count(code) > 1:
                raise Invalid(f"has two names in the language {code!r}")
        return entries
