"""Finding schools, batches, grades ... by the codes that people use, many at a time."""

import re
from collections.abc import Collection, Mapping, Sequence
from copy import copy
from typing import NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

from dbservice.errors import DomainError
from dbservice.services import suggestions
from dbservice.services.groups import EntityRef, GroupKind, GroupRowId
from dbservice.services.suggestions import ChangingCodes

# How each kind is found: its table and the column that holds the code.
CODE_COLUMNS = {
    GroupKind.AUTH_GROUP: ("auth_group", "name"),
    GroupKind.SCHOOL: ("school", "code"),
    GroupKind.BATCH: ("batch", "batch_id"),
    GroupKind.GRADE: ("grade", "number"),
    GroupKind.STATUS: ("status", "title"),
}
NOUNS = {
    GroupKind.AUTH_GROUP: "Auth group",
    GroupKind.SCHOOL: "School",
    GroupKind.BATCH: "Batch",
    GroupKind.GRADE: "Grade",
    GroupKind.STATUS: "Status",
}

Codes = Mapping[GroupKind, Collection[str]]


class Target(NamedTuple):
    """An entity to enrol in, and its group row."""

    entity: EntityRef
    group_row_id: GroupRowId


class References:
    """What a set of codes stands for."""

    def __init__(
        self,
        targets: Mapping[tuple[GroupKind, str], Target],
        refusals: Mapping[tuple[GroupKind, str], DomainError],
    ) -> None:
        self._targets = targets
        self._refusals = refusals

    def target(self, kind: GroupKind, code: str) -> Target:
        """The entity with this code.

        Raises:
            DomainError: `<KIND>_NOT_FOUND` with the nearest codes, GROUP_ROW_MISSING or AMBIGUOUS.
        """
        key = (kind, _normal(kind, code))
        if key in self._targets:
            return self._targets[key]
        raise copy(self._refusals[key])  # the caller says which field it is about


def resolve(session: Session, codes: Codes) -> References:
    """Look all these codes up: one statement, and one more a kind that has unknown ones."""
    wanted = {kind: {_normal(kind, code) for code in some} for kind, some in codes.items() if some}
    found: dict[tuple[GroupKind, str], list[Target | None]] = {}
    for kind, code, entity_id, group_row_id in _look_up(session, wanted):
        entity = EntityRef(GroupKind(kind), entity_id)
        target = None if group_row_id is None else Target(entity, GroupRowId(group_row_id))
        found.setdefault((entity.kind, code), []).append(target)
    targets = {key: each[0] for key, each in found.items() if len(each) == 1 and each[0]}
    refusals: dict[tuple[GroupKind, str], DomainError] = {
        key: _refusal(*key, found[key]) for key in found if key not in targets
    }
    for kind, some in wanted.items():
        refusals |= _unknown(session, kind, {code for code in some if (kind, code) not in found})
    return References(targets, refusals)


def codes_of(session: Session, kind: GroupKind, ids: Collection[int]) -> dict[int, str]:
    """The codes of entities, by id."""
    if not ids:
        return {}
    table, column = CODE_COLUMNS[kind]
    query = text(f'SELECT id, {column} AS code FROM "{table}" WHERE id = ANY(:ids)')
    return {row.id: row.code for row in session.execute(query, {"ids": list(ids)})}


def _normal(kind: GroupKind, code: str) -> str:
    """Grades are numbers; of `11th` or ` 11` the leading digits count."""
    if kind is not GroupKind.GRADE:
        return code
    digits = re.match(r"\s*0*(\d{1,9})", code, re.ASCII)
    return digits.group(1) if digits else code


def _look_up(session: Session, wanted: Codes) -> list[tuple[str, str, int, int | None]]:
    if not wanted:
        return []
    parts = " UNION ALL ".join(_part(kind) for kind in wanted)
    query = text(
        f"SELECT e.kind, e.code, e.id, g.id FROM ({parts}) AS e"
        ' LEFT JOIN "group" AS g ON g.type = e.kind AND g.child_id = e.id ORDER BY e.id, g.id'
    )
    rows = session.execute(query, {kind.value: list(codes) for kind, codes in wanted.items()})
    return [(kind, code, entity_id, group_row_id) for kind, code, entity_id, group_row_id in rows]


def _part(kind: GroupKind) -> str:
    table, column = CODE_COLUMNS[kind]
    matches = f"{column} = ANY(CAST(:{kind.value} AS varchar[]))"
    if kind is GroupKind.GRADE:
        matches = (
            f"{column} = ANY(ARRAY(SELECT c::int FROM unnest(CAST(:{kind.value} AS varchar[])) c"
            " WHERE c ~ '^[0-9]{1,9}$'))"
        )
    return (
        f"SELECT '{kind.value}' AS kind, CAST({column} AS varchar) AS code, id"
        f' FROM "{table}" WHERE {matches}'
    )


def _refusal(kind: GroupKind, code: str, found: list[Target | None]) -> DomainError:
    if len(found) > 1:
        return ambiguous(kind, code, len(found))
    return DomainError(
        f"{NOUNS[kind]} {code} is not set up for enrolment: it has no group row",
        code="GROUP_ROW_MISSING",
        data={"kind": kind.value, "code": code},
    )


def changing_codes(session: Session, kind: GroupKind) -> ChangingCodes:
    """The codes of this kind, while rows change them."""
    return ChangingCodes(NOUNS[kind], lambda: _known_codes(session, kind))


def ambiguous(kind: GroupKind, code: str, times: int) -> DomainError:
    """The refusal of a code that several entities share."""
    return suggestions.ambiguous(NOUNS[kind], code, times)


def _unknown(
    session: Session, kind: GroupKind, codes: Collection[str]
) -> dict[tuple[GroupKind, str], DomainError]:
    if not codes:
        return {}
    known = _known_codes(session, kind)
    explained = suggestions.explained(codes)
    return {
        (kind, code): suggestions.not_found(NOUNS[kind], code, known if code in explained else ())
        for code in codes
    }


def _known_codes(session: Session, kind: GroupKind) -> Sequence[str]:
    table, column = CODE_COLUMNS[kind]
    query = f'SELECT CAST({column} AS varchar) FROM "{table}" WHERE {column} IS NOT NULL'
    return session.scalars(text(query)).all()
