"""What the search box finds, fast among millions of rows.

A table has one text to search, its haystack, of several columns; a trigram index on that very text
finds any part of it. Rows are found by their own haystack or by that of rows they lead to. Each of
these ways is a branch with an index of its own: for a condition about several tables at once the
database would have to read the whole of one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, func, literal_column, or_
from sqlalchemy.dialects.postgresql import JSONB

from dbservice.admin.documents import Names
from dbservice.admin.filters import Condition
from dbservice.admin.panel import Panel
from dbservice.admin.paths import Attribute, Path, column_of, owner_of, path, target_of
from dbservice.admin.registry import panel_of

WORDS_AT_MOST = 6
WORD_AT_MOST = 100
TRIGRAM = 3  # letters; of shorter words only the beginning of a word is looked for
ROW_NUMBER = re.compile(r"#\s*([0-9]{1,18})", re.ASCII)
BLANK: ColumnElement[str] = literal_column("''")
SPACE: ColumnElement[str] = literal_column("' '")


@dataclass(frozen=True, eq=False)
class Branch:
    """A way to be found: by some columns of the row at the end of some relationships."""

    links: tuple[Attribute, ...]
    columns: tuple[Attribute, ...]

    def test(self, query: str) -> Condition:
        """Whether the row at the end has every word of the query."""
        patterns = [pattern(word) for word in words(query)]

        def has_all(row: Any) -> ColumnElement[bool]:
            text = haystack(row, self.columns)
            return and_(*(text.ilike(one) for one in patterns))

        return has_all

    def is_of_keys(self, panel: Panel) -> bool:
        """Whether it looks at nothing but the codes of the rows themselves."""
        return not self.links and set(self.columns) <= set(panel.keys)


def is_key(row: Any, panel: Panel, typed: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether a code of a row is what was typed, as it is or in capitals."""
    keys = (getattr(row, key.key) for key in panel.keys)
    return or_(*(key.in_([typed, func.upper(typed)]) for key in keys))


@cache
def branches(panel: Panel) -> list[Branch]:
    """The ways that a panel's rows are found, by where they lead."""
    found: dict[tuple[Attribute, ...], list[Attribute]] = {}
    for one in _searched(panel, ()):
        found.setdefault(one.links, []).append(one.end)
    return [Branch(links, tuple(columns)) for links, columns in found.items()]


def row_number(query: str) -> int | None:
    """The number of the row that a query such as `#12` means."""
    found = ROW_NUMBER.fullmatch(query.strip())
    return int(found.group(1)) if found else None


def words(query: str) -> list[str]:
    """The words of a query, as far as they are looked for."""
    cleaned = query.replace("\0", " ")
    return [word[:WORD_AT_MOST] for word in cleaned.split()[:WORDS_AT_MOST]]


def pattern(word: str) -> str:
    """The LIKE pattern of texts with a word in it."""
    return f"%{escaped(word)}%" if len(word) >= TRIGRAM else f"% {escaped(word)}%"


def escaped(word: str) -> str:
    """A word as it stands in a LIKE pattern."""
    return re.sub(r"([\\%_])", r"\\\1", word)


@lru_cache(maxsize=256)
def haystack(row: Any, columns: tuple[Attribute, ...]) -> ColumnElement[str]:
    """The text of a row that is searched; the trigram indexes are on exactly this expression."""
    text: ColumnElement[Any] = SPACE
    for place, column in enumerate(columns):
        part = func.coalesce(_searchable(row, column), BLANK)
        text = text.op("||")(part) if not place else text.op("||")(SPACE).op("||")(part)
    return text


def _searchable(row: Any, attribute: Attribute) -> ColumnElement[Any]:
    column: ColumnElement[Any] = getattr(row, attribute.key)
    kind = column_of(attribute).type
    if isinstance(kind, JSONB):
        names = panel_of(owner_of(attribute)).kinds[attribute]
        assert isinstance(names, Names), "of JSON only names are searched"
        listed = func.jsonb_path_query_array(column, literal_column(f"'$[*].{names.member}'"))
        return cast(listed, String)
    return column if isinstance(kind, String) else cast(column, String)


def _searched(panel: Panel, links: tuple[Attribute, ...]) -> Iterator[Path]:
    """The columns that find a panel's rows, those of rows it leads to included."""
    for step in panel.search:
        one = path(step).below(*links)
        if one.is_link:
            yield from _searched(panel_of(target_of(one.end)), (*one.links, one.end))
        else:
            yield one
