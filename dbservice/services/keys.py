"""What people know rows by, codes and names, and finding the rows that have them."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Table, text
from sqlalchemy.orm import Session

from dbservice.errors import DomainError, NotFound
from dbservice.models import (
    Alumni,
    AuthGroup,
    Base,
    Batch,
    Branch,
    Chapter,
    College,
    Curriculum,
    Grade,
    Product,
    Program,
    Purpose,
    Resource,
    School,
    Status,
    Subject,
    Topic,
)
from dbservice.services.bulk import text_array
from dbservice.services.suggestions import ambiguous, explained, not_found

Code = tuple[str, ...]
"""The parts of a key as people give them."""


def leading_digits(code: str) -> str:
    """Of `11th` or ` 11` the number; other text as it is."""
    digits = re.match(r"\s*0*(\d{1,9})", code, re.ASCII)
    return digits.group(1) if digits else code


@dataclass(frozen=True, eq=False)
class Key:
    """How people tell the rows of a table apart.

    Args:
        noun: what such a row is called.
        model: the table.
        parts: SQL over the row `t`: the text of each part of the key.
        any_case: whether the case of letters makes no difference.
        normal: gives what people write the form that is stored.
        joined: SQL that joins `t` with other tables that the parts come from.
        also: SQL of one more value that a row is wanted for.
        oldest: whether of several rows with one key the oldest counts, those that have the value
            before others; else they are AMBIGUOUS.
        unknown: the code of the error that an unknown key is; by default `<NOUN>_NOT_FOUND`.
    """

    noun: str
    model: type[Base]
    parts: tuple[str, ...]
    any_case: bool = False
    normal: Callable[[str], str] = str
    joined: str = ""
    also: str = "NULL"
    oldest: bool = False
    unknown: str = ""

    @property
    def table(self) -> Table:
        """Where the rows are."""
        return self.model.metadata.tables[self.model.__tablename__]

    @property
    def rows(self) -> str:
        """SQL of the rows `t`, for a FROM."""
        return f'"{self.table.name}" AS t {self.joined}'

    def same(self, code: Code) -> Code:
        """A form of the code that is equal exactly for codes that mean the same row."""
        if self.normal is not str:
            code = tuple(self.normal(part) for part in code)
        return tuple(part.casefold() for part in code) if self.any_case else code


ENGLISH_SUBJECT = (
    """jsonb_path_query_first(t.name, '$[*] ? (@.lang_code == "en").subject') #>> '{}'"""
)

# Whoever has an alumni row is known by the number of the student.
ALUMNUS = Key(
    "Alumnus", Alumni, ("s.student_id",), joined="JOIN student AS s ON s.id = t.student_id"
)
AUTH_GROUP = Key("Auth group", AuthGroup, ("t.name",))
BATCH = Key("Batch", Batch, ("t.batch_id",))
BRANCH = Key("Branch", Branch, ("t.branch_id",), unknown="INVALID_FIELDS")
CHAPTER = Key("Chapter", Chapter, ("t.code",))
COLLEGE = Key("College", College, ("t.college_id",), unknown="INVALID_FIELDS")
CURRICULUM = Key("Curriculum", Curriculum, ("t.name",))
GRADE = Key("Grade", Grade, ("CAST(t.number AS text)",), normal=leading_digits)
PRODUCT = Key("Product", Product, ("t.code",))
PRODUCT_BY_NAME_AND_CODE = Key("Product", Product, ("t.name", "t.code"))
PROGRAM = Key("Program", Program, ("t.name",))
PURPOSE = Key("Purpose", Purpose, ("t.name",))
RESOURCE = Key("Resource", Resource, ("t.code",))
SCHOOL = Key("School", School, ("t.code",))
STATUS = Key("Status", Status, ("t.title",), oldest=True)
SUBJECT = Key("Subject", Subject, (ENGLISH_SUBJECT,), any_case=True)
TOPIC = Key("Topic", Topic, ("t.code",))


class Hit(NamedTuple):
    """A row that has a code."""

    id: int
    also: Any


class Found:
    """The rows that a set of codes stands for."""

    def __init__(self, answers: Mapping[Key, Mapping[str, Hit | DomainError]]) -> None:
        self._answers = answers

    def id(self, key: Key, code: str) -> int:
        """The id of the row with this code; raises what `hit` raises."""
        return self.hit(key, code).id

    def hit(self, key: Key, code: str) -> Hit:
        """The row with this code.

        Raises:
            DomainError: `<NOUN>_NOT_FOUND` with the nearest codes, or AMBIGUOUS.
        """
        answer = self._answers[key][code]
        if isinstance(answer, DomainError):
            raise copy(answer)  # the caller says which field it is about
        return answer


def resolve(session: Session, codes: Mapping[Key, Collection[str]]) -> Found:
    """Look all these codes up: one statement, and one more a key that has unknown ones.

    For keys of one part; of several spellings of the same code one is enough.
    """
    wanted = {
        key: {key.same((code,)): (key.normal(code),) for code in some}
        for key, some in codes.items()
        if some
    }
    answers: dict[Key, Mapping[str, Hit | DomainError]] = {}
    for key, found in _look_up(session, wanted).items():
        verdicts = _verdicts(session, key, wanted[key], found)
        answers[key] = {code: verdicts[key.same((code,))] for code in codes[key]}
    return Found(answers)


def _verdicts(
    session: Session, key: Key, wanted: Mapping[Code, Code], found: Mapping[Code, list[Hit]]
) -> dict[Code, Hit | DomainError]:
    """For each code, in the form that is the same for all spellings, the row or the refusal."""
    unknown = {code[0]: same for same, code in wanted.items() if same not in found}
    verdicts: dict[Code, Hit | DomainError] = {
        same: _one_of(key, wanted[same], hits) for same, hits in found.items()
    }
    for code, refusal in _not_found(session, key, unknown).items():
        verdicts[unknown[code]] = refusal
    return verdicts


def _one_of(key: Key, code: Code, hits: Sequence[Hit]) -> Hit | DomainError:
    if key.oldest:
        return min(hits, key=lambda hit: (hit.also is None, hit.id))
    return hits[0] if len(hits) == 1 else ambiguous(key.noun, code[0], len(hits))


def find_and_lock(
    session: Session, key: Key, codes: Sequence[Code]
) -> list[int | DomainError | None]:
    """The id of the row with each of these codes, locked for a change; None where there is none.

    Where several rows share a code it is AMBIGUOUS instead. One statement.
    """
    if not codes:
        return []
    query = text(f"{_matches(key, 0)} ORDER BY t.id FOR NO KEY UPDATE OF t")
    found: list[list[int]] = [[] for _ in codes]
    for _, place, id, _ in session.execute(query, _parameters(key, 0, codes)):
        found[place - 1].append(id)
    return [_only(key, code, ids) for code, ids in zip(codes, found, strict=True)]


def _only(key: Key, code: Code, ids: list[int]) -> int | DomainError | None:
    if len(ids) > 1:
        return ambiguous(key.noun, " ".join(code), len(ids))
    return ids[0] if ids else None


def _look_up(
    session: Session, wanted: Mapping[Key, Mapping[Code, Code]]
) -> dict[Key, dict[Code, list[Hit]]]:
    found: dict[Key, dict[Code, list[Hit]]] = {key: {} for key in wanted}
    if not wanted:
        return found
    keys = list(wanted)
    places = [list(wanted[key]) for key in keys]
    query = text(" UNION ALL ".join(_matches(key, at) for at, key in enumerate(keys)))
    values: dict[str, str] = {}
    for at, key in enumerate(keys):
        values |= _parameters(key, at, [*wanted[key].values()])
    for at, place, *hit in session.execute(query, values):
        found[keys[at]].setdefault(places[at][place - 1], []).append(Hit(*hit))
    return found


def _matches(key: Key, at: int) -> str:
    """Rows `t` with one of the codes: the number `at`, the code's place from 1, then the hit."""
    given = ", ".join(f"CAST(:key{at}_{n} AS text[])" for n in range(len(key.parts)))
    names = ", ".join(f"p{n}" for n in range(len(key.parts)))
    fold = "lower({})" if key.any_case else "{}"
    equal = " AND ".join(
        f"{fold.format(part)} = {fold.format(f'k.p{n}')}" for n, part in enumerate(key.parts)
    )
    return (
        f"SELECT {at}, k.place, t.id, {key.also}"
        f" FROM unnest({given}) WITH ORDINALITY AS k({names}, place), {key.rows} WHERE {equal}"
    )


def _parameters(key: Key, at: int, codes: Sequence[Code]) -> dict[str, str]:
    return {
        f"key{at}_{n}": text_array([key.normal(code[n]) for code in codes])
        for n in range(len(key.parts))
    }


def known_codes(session: Session, key: Key) -> list[str]:
    """Every code there is, in order; for keys of one part."""
    [part] = key.parts
    query = f"SELECT DISTINCT {part} FROM {key.rows} WHERE {part} IS NOT NULL"
    return sorted(session.scalars(text(query)))


def _not_found(session: Session, key: Key, codes: Collection[str]) -> dict[str, NotFound]:
    if not codes:
        return {}
    known, looked_for = known_codes(session, key), explained(codes)
    refusals = {
        code: not_found(key.noun, code, known if code in looked_for else ()) for code in codes
    }
    for refusal in refusals.values():
        refusal.code = key.unknown or refusal.code
    return refusals
