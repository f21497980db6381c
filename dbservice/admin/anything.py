"""What the search box of every page finds: people, schools, batches and sessions.

Rows that have every word whole come first, then those in which every word begins a word, then
those that have them anywhere. Of a name that tens of thousands share only some hundred rows are
looked at, so that it is found as quickly as a rare one. Codes and numbers few share: they are
looked for once, and of people whose code is the very query other codes are not.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    and_,
    bindparam,
    case,
    func,
    literal_column,
    not_,
    or_,
    select,
    text,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from dbservice.admin import searching
from dbservice.admin.labels import label, value
from dbservice.admin.panel import LabelPart, Panel
from dbservice.admin.paths import near_key, path, target_of
from dbservice.admin.searching import Branch
from dbservice.admin.sought import SOUGHT, Sought
from dbservice.models import Base

SHOWN = 6
ENOUGH = 2 * SHOWN  # to stop at; a row that is found in two ways is there twice
LETTERS_AT_LEAST = 2
LOOKED_AT = 500
FEW_LOOKED_AT = 50  # of those who are few among all those of a name
WAYS = ("whole", "beginning", "inside")
"""How a word is found, the best way first."""
NUMBER = re.compile(r"[0-9]{4}", re.ASCII)  # in a word that is no name
TYPED: ColumnElement[str] = bindparam("query")
KEY = -1  # the rank of a row whose code is the query itself

# Of one word the planner knows about how common it is. Of several it knows so for each, and takes
# names that never go together for names that often do; then only the trigram index is safe to read
# a large table by. Nothing here is worth joining whole tables for, compiling, or sharing out.
SETTINGS = text("""
    SELECT set_config('enable_seqscan', :seqscan, true), set_config('jit', 'off', true),
           set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true),
           set_config('max_parallel_workers_per_gather', '0', true),
           set_config('synchronize_seqscans', 'off', true)
""")


class Hit(NamedTuple):
    """A row that was found; `beside` tells it from others of the same name."""

    id: int
    title: str
    beside: Sequence[str]


class Hits(NamedTuple):
    """What was found of one kind, the best first; whether there is more."""

    panel: Panel
    rows: Sequence[Hit]
    has_more: bool


def find(session: Session, query: str, allowed: Callable[[Panel], bool]) -> list[Hits]:
    """The best rows of each kind that one may read; two statements a kind, and two more.

    The session should be for this alone: it is told how to read large tables.
    """
    number, words = searching.row_number(query), searching.words(query)
    if number is None and sum(map(len, words)) < LETTERS_AT_LEAST:
        return []
    read = [one for one in SOUGHT if allowed(one.panel)]
    found: dict[type[Base], Sequence[int]] = {}
    for is_large in (False, True):
        session.execute(SETTINGS, {"seqscan": "off" if is_large and len(words) > 1 else "on"})
        for one in read:
            if one.panel.large == is_large:
                found[one.model] = [number] if number is not None else _ids(session, one, words)
    hits = (_hits(session, one, found[one.model]) for one in read if found[one.model])
    return [one for one in hits if one.rows]


def _ids(session: Session, sought: Sought, words: Sequence[str]) -> list[int]:
    values: dict[str, Any] = {"query": " ".join(words)}
    for place, word in enumerate(words):
        escaped = searching.escaped(word)
        values |= {
            f"whole{place}": f"% {escaped} %",
            f"beginning{place}": f"% {escaped}%",
            f"inside{place}": searching.pattern(word),
        }
    ranks: dict[int, int] = {}
    are_numbers = any(NUMBER.search(word) for word in words)
    for id_, rank in session.execute(_finder(sought, len(words), are_numbers=are_numbers), values):
        ranks[id_] = min(rank, ranks.get(id_, rank))
    return sorted(ranks, key=ranks.__getitem__)


def _hits(session: Session, sought: Sought, ids: Sequence[int]) -> Hits:
    row, query = _described(sought)
    described = {
        id_: Hit(id_, title, [text for text in beside if text])
        for id_, title, *beside in session.execute(query.where(row.id.in_(ids[:SHOWN])))
    }
    rows = [described[id_] for id_ in ids[:SHOWN] if id_ in described]
    return Hits(sought.panel, rows, has_more=len(ids) > SHOWN)


@cache
def _described(sought: Sought) -> tuple[Any, Select[Any]]:
    """The alias of the rows, and the SELECT of what is told of them."""
    row: Any = aliased(sought.model)
    called = label(row, sought.panel)
    if sought.title is not None:
        called = func.coalesce(func.nullif(_told(row, sought.title), ""), called)
    return row, select(row.id, called, *(_told(row, one) for one in sought.beside))


def _told(row: Any, part: LabelPart) -> ColumnElement[Any]:
    return part(row) if callable(part) else value(row, path(part))


@cache
def _finder(sought: Sought, count: int, *, are_numbers: bool) -> Select[Any]:
    """The SELECT of ids with their ranks, for so many words, some of which may be numbers."""
    is_alone = not any(branch.links for branch in searching.branches(sought.panel))
    if is_alone and not sought.panel.large:
        return _at_once(sought, count)
    row: Any = aliased(sought.model)
    keyed = select(row.id, literal_column(str(KEY)).label("rank")).where(
        searching.is_key(row, sought.panel, TYPED)
    )
    if are_numbers and not is_alone:
        return _first_of([keyed, *_by_numbers(sought, count, unless=keyed.exists())])
    branches = searching.branches(sought.panel)
    ways = [way(sought, one, count) for way in (_by_whole_words, _by_parts) for one in branches]
    return _first_of([keyed, *ways])


def _first_of(ways: Sequence[Select[Any]]) -> Select[Any]:
    """The database comes to the next way only if those before have not found enough."""
    found = union_all(*(select(way.limit(ENOUGH).subquery()) for way in ways)).subquery()
    return select(found.c.id, found.c.rank).limit(ENOUGH)


def _by_numbers(sought: Sought, count: int, unless: ColumnElement[bool]) -> Iterator[Select[Any]]:
    """Rows that each branch finds, the best first; by columns of their own `unless` that holds."""
    for branch in searching.branches(sought.panel):
        end, haystack = _end(sought, branch)
        whole, beginning, inside = (_has_all(haystack, way, count) for way in WAYS)
        rank: ColumnElement[int] = case((whole, 0), (beginning, 1), else_=2)
        fits = inside if branch.links else and_(not_(unless), inside)
        some = _some(sought, branch, end, fits, rank)
        yield select(some.c.id, some.c.rank).order_by(some.c.rank)


def _by_whole_words(sought: Sought, branch: Branch, count: int) -> Select[Any]:
    """Rows that a branch finds by all words as they are."""
    end, haystack = _end(sought, branch)
    some = _some(sought, branch, end, _has_all(haystack, "whole", count), literal_column("0"))
    return select(some.c.id, some.c.rank)


def _by_parts(sought: Sought, branch: Branch, count: int) -> Select[Any]:
    """Other rows that a branch finds, those first in which every word begins a word."""
    end, haystack = _end(sought, branch)
    whole, beginning, inside = (_has_all(haystack, way, count) for way in WAYS)
    rank: ColumnElement[int] = case((beginning, literal_column("1")), else_=literal_column("2"))
    some = _some(sought, branch, end, and_(inside, not_(whole)), rank)
    return select(some.c.id, some.c.rank).order_by(some.c.rank)


def _end(sought: Sought, branch: Branch) -> tuple[Any, ColumnElement[str]]:
    """The alias of the rows whose text is searched, and that text."""
    end: Any = aliased(target_of(branch.links[-1]) if branch.links else sought.model)
    return end, searching.haystack(end, branch.columns)


def _some(
    sought: Sought,
    branch: Branch,
    end: Any,
    fits: ColumnElement[bool],
    rank: ColumnElement[int],
) -> Subquery:
    """Some of the rows that fit, with their rank."""
    ranked: ColumnElement[int] = rank.label("rank")
    if not branch.links:
        return select(end.id, ranked).where(fits).limit(LOOKED_AT).subquery()
    [link] = branch.links
    row: Any = aliased(sought.model)
    near = getattr(row, near_key(link).key)
    if not sought.panel.large:
        found = select(row.id, ranked).join(end, near == end.id).where(fits)
        return found.limit(FEW_LOOKED_AT).subquery()
    ends = select(end.id, ranked).where(fits).limit(LOOKED_AT).subquery()
    return select(row.id, ends.c.rank).join(ends, near == ends.c.id).subquery()


def _at_once(sought: Sought, count: int) -> Select[Any]:
    """To look through a small table again for each way would take longer."""
    row: Any = aliased(sought.model)
    branches = searching.branches(sought.panel)
    haystacks = [searching.haystack(row, branch.columns) for branch in branches]
    ways = [or_(*(_has_all(one, way, count) for one in haystacks)) for way in WAYS]
    ranked: ColumnElement[int] = case(
        (searching.is_key(row, sought.panel, TYPED), KEY),
        *((condition, rank) for rank, condition in enumerate(ways[:-1])),
        else_=len(ways) - 1,
    ).label("rank")
    found = select(row.id, ranked).where(ways[-1])
    return found.order_by(ranked, row.id.desc()).limit(ENOUGH)


def _has_all(haystack: ColumnElement[str], way: str, count: int) -> ColumnElement[bool]:
    return and_(*(haystack.ilike(bindparam(f"{way}{place}")) for place in range(count)))
