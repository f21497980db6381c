"""Sheets whose rows are put: each names a row by its key; a new one comes in, a stored one changes.

An import type declares what is special about it; the order of things stands here. The rows are
taken in waves: one that repeats a key, or refers to a row of the sheet, comes after the rows
before it that it depends on. So the end is the same as if they were taken one by one.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import cached_property
from typing import Any

from sqlalchemy.orm import Session

from dbservice.errors import DomainError, Invalid
from dbservice.imports.rows import Outcome, Row
from dbservice.models import Base
from dbservice.services import keys, links, puts
from dbservice.services.keys import Code, Found, Key
from dbservice.services.puts import Effect


class Needed(Enum):
    """Whether an unknown name is an error; where it is not, it is left out, with a remark."""

    ALWAYS = auto()
    BY_NEW = auto()
    NEVER = auto()

    def by(self, draft: "Draft") -> bool:
        """Whether this row needs the name to be known."""
        return self is Needed.ALWAYS or (self is Needed.BY_NEW and draft.is_new)


@dataclass(frozen=True)
class Reference:
    """A field whose cells name rows of another table: one each, or a list.

    Args:
        field: the field of the sheet.
        key: how the rows are named.
        column: the column that takes the id, or for lists the ids; without one they are only found.
        needed: which rows must name one that is known.
    """

    field: str
    key: Key
    column: str = ""
    needed: Needed = Needed.ALWAYS

    def codes(self, row: Row) -> list[str]:
        """What the row names; nothing if the cell is blank."""
        value = row.values.get(self.field, [])
        return value if isinstance(value, list) else [value]


OUTCOMES = {effect: Outcome(effect) for effect in Effect}


@dataclass(slots=True)
class Draft:
    """A row on its way into the table.

    `code` is the key by which it names the stored row, None if it names none. `found` holds the ids
    that its references stand for, by field; `values` the columns to set. `id` is None until a new
    row is written, `effect` until any is. Hooks that change other tables for it say so by
    `touched`.
    """

    row: Row
    code: Code | None = None
    id: int | None = None
    found: dict[str, list[int]] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[DomainError] = field(default_factory=list)
    effect: Effect | None = None
    touched: bool = False

    @property
    def is_new(self) -> bool:
        """Whether no stored row has the key."""
        return self.id is None

    @property
    def outcome(self) -> Outcome:
        """What became of it, once it is written."""
        assert self.effect is not None
        updated = self.touched and self.effect is Effect.UNCHANGED
        return Outcome.UPDATED if updated else OUTCOMES[self.effect]


Hook = Callable[[Session, Sequence[Draft]], None]


def no_hook(_session: Session, _drafts: Sequence[Draft]) -> None:
    """Nothing else happens."""


def needed_by_new(*fields: str) -> Hook:
    """A hook for the fields that may be blank only where the row is stored already."""

    def refuse_blanks(_session: Session, drafts: Sequence[Draft]) -> None:
        for draft in drafts:
            draft.problems += [
                Invalid("blank, though a new one needs it", field=name, code="VALUE_REQUIRED")
                for name in fields
                if draft.is_new and name not in draft.row.values
            ]

    return refuse_blanks


@dataclass(frozen=True)
class PutRows:
    """The `apply` of an import type whose rows are put.

    Args:
        key: how the stored rows are named.
        named_by: the fields of the sheet with the parts of the key; where one is blank, the row is
            always a new one.
        values: the columns that a row sets, save those of the references.
        references: the fields that name rows of other tables, or of the same one.
        unique: other fields that no two stored rows may share, so that of the rows of a sheet the
            first gets the value.
        merged: columns with a JSON object that is added to the stored one, member by member.
        before: what happens before the rows are written. It may complete the values, and add
            problems to drafts that are then not written; it writes nothing for those.
        after: what happens once they are written and have their ids.
    """

    key: Key
    named_by: tuple[str, ...]
    values: Callable[[Row], dict[str, Any]]
    references: tuple[Reference, ...] = ()
    unique: tuple[str, ...] = ()
    merged: tuple[str, ...] = ()
    before: Hook = no_hook
    after: Hook = no_hook

    def __call__(self, session: Session, rows: Sequence[Row]) -> None:
        """Put these rows, and give each its outcome."""
        puts.hold(session, self.key.table)
        drafts = [Draft(row, self._code(row)) for row in rows]
        for wave in self._waves(drafts):
            self._put(session, wave)

    def _put(self, session: Session, drafts: Sequence[Draft]) -> None:
        self._look_up(session, drafts)
        drafts = _accepted(drafts)
        self.before(session, drafts)
        drafts = _accepted(drafts)
        wanted = [(draft.id, draft.values) for draft in drafts]
        written = puts.write(session, self.key.model, wanted, merged=self.merged)
        for draft, put in zip(drafts, written, strict=True):
            draft.id, draft.effect = put
        self.after(session, drafts)
        for draft in drafts:
            draft.row.finish(draft.outcome, draft.id)

    def _look_up(self, session: Session, drafts: Sequence[Draft]) -> None:
        """Find the stored rows that they name and refer to, and what to set in them."""
        found = keys.resolve(session, self._codes(drafts))
        self._find_and_lock(session, drafts)
        for draft in drafts:
            if not draft.problems:
                draft.values = self.values(draft.row)
                for reference in self.references:
                    _refer(draft, reference, found)

    def _find_and_lock(self, session: Session, drafts: Sequence[Draft]) -> None:
        named = [(draft, draft.code) for draft in drafts if draft.code]
        stored = keys.find_and_lock(session, self.key, [code for _, code in named])
        for (draft, _), id in zip(named, stored, strict=True):
            if isinstance(id, DomainError):
                id.field = self.named_by[0]
                draft.problems.append(id)
            else:
                draft.id = id

    def _codes(self, drafts: Sequence[Draft]) -> dict[Key, set[str]]:
        codes: dict[Key, set[str]] = {}
        for reference in self.references:
            named = codes.setdefault(reference.key, set())
            named.update(code for draft in drafts for code in reference.codes(draft.row))
        return codes

    def _code(self, row: Row) -> Code | None:
        try:
            return tuple([row.values[name] for name in self.named_by])
        except KeyError:  # blank
            return None

    @cached_property
    def _own_references(self) -> tuple[Reference, ...]:
        """Those to rows of the same table."""
        return tuple(reference for reference in self.references if reference.key == self.key)

    def _waves(self, drafts: Sequence[Draft]) -> Sequence[Sequence[Draft]]:
        own = [code for draft in drafts for code in self._own(draft)]
        met = len(set(own)) < len(own) or any(self._referred(draft) for draft in drafts)
        return self._dependent_waves(drafts) if met else [drafts]

    def _dependent_waves(self, drafts: Sequence[Draft]) -> list[list[Draft]]:
        waves: list[list[Draft]] = []
        written: dict[Code, int] = {}  # the last wave that puts a key
        read: dict[Code, int] = {}  # the last wave that refers to it, before it puts anything
        tied = 0  # the last wave with a row that refers to another; such rows keep their order
        for draft in drafts:
            own, others = self._own(draft), self._referred(draft)
            after = [written[code] + 1 for code in (*own, *others) if code in written]
            after += [read[code] for code in own if code in read]
            at = max([tied, *after] if others else after, default=0)
            tied = at if others else tied
            written |= dict.fromkeys(own, at)
            read |= {code: max(at, read.get(code, 0)) for code in others}
            waves += [[] for _ in range(len(waves), at + 1)]
            waves[at].append(draft)
        return waves

    def _own(self, draft: Draft) -> list[Code]:
        named = [self.key.same(draft.code)] if draft.code else []
        return [*named, *draft.row.filled(*self.unique).items()] if self.unique else named

    def _referred(self, draft: Draft) -> list[Code]:
        """The rows of the same table that it refers to."""
        own = self._own_references
        return [self.key.same((code,)) for one in own for code in one.codes(draft.row)]


def link(
    session: Session, drafts: Sequence[Draft], model: type[Base], own: str, **other: str
) -> None:
    """Add the links that are missing between written rows and what they refer to.

    `model` is the table of the links, `own` its column with the ids of the rows; `other` its other
    column, with the field whose references are meant.
    """
    [(column, name)] = other.items()
    pairs = {draft.row.number: _pairs(draft, name) for draft in drafts}
    wanted = {pair for some in pairs.values() for pair in some}
    added = links.add_missing(session, model, (own, column), wanted)
    for draft in drafts:
        draft.touched |= not added.isdisjoint(pairs[draft.row.number])


def _pairs(draft: Draft, name: str) -> list[links.Pair]:
    assert draft.id is not None
    return [(draft.id, other) for other in draft.found.get(name, [])]


def _refer(draft: Draft, reference: Reference, found: Found) -> None:
    ids: dict[int, None] = {}
    for code in reference.codes(draft.row):
        try:
            ids[found.id(reference.key, code)] = None
        except DomainError as problem:
            problem.field = reference.field
            problem.data = {**problem.data, "value": code}
            if reference.needed.by(draft) or problem.code == "AMBIGUOUS":
                draft.problems.append(problem)
            else:
                problem.message += "; left out"
                draft.row.remark(problem)
    if not ids:
        return
    draft.found[reference.field] = list(ids)
    if reference.column:
        many = isinstance(draft.row.values[reference.field], list)
        draft.values[reference.column] = list(ids) if many else next(iter(ids))


def _accepted(drafts: Iterable[Draft]) -> list[Draft]:
    """Those without problems; the rows of the others are rejected."""
    accepted = []
    for draft in drafts:
        if draft.problems:
            draft.row.reject(*draft.problems)
        else:
            accepted.append(draft)
    return accepted
