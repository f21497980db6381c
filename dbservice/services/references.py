"""Finding what people can be enrolled in by the codes that people use, many at a time."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

from dbservice.errors import Conflict, DomainError, NotFound
from dbservice.services import bulk, keys, suggestions
from dbservice.services.driver import fetch_one
from dbservice.services.groups import EntityRef, GroupKind, GroupRow, GroupRowId
from dbservice.services.keys import Found, Key
from dbservice.services.suggestions import ChangingCodes

KEYS = {
    GroupKind.AUTH_GROUP: keys.AUTH_GROUP,
    GroupKind.SCHOOL: keys.SCHOOL,
    GroupKind.BATCH: keys.BATCH,
    GroupKind.GRADE: keys.GRADE,
    GroupKind.STATUS: keys.STATUS,
}

GROUP_ROW = 'SELECT type, child_id FROM "group" WHERE id = %s'

Codes = Mapping[GroupKind, Collection[str]]


def _with_group_row(kind: GroupKind, key: Key) -> Key:
    group = f"""LEFT JOIN "group" AS g ON g.type = '{kind}' AND g.child_id = t.id"""
    return replace(key, joined=group, also="g.id")


WITH_GROUP_ROW = {kind: _with_group_row(kind, key) for kind, key in KEYS.items()}


class Target(NamedTuple):
    """An entity to enrol in, and its group row."""

    entity: EntityRef
    group_row_id: GroupRowId


class References:
    """What a set of codes stands for."""

    def __init__(self, found: Found) -> None:
        self._found = found

    def target(self, kind: GroupKind, code: str) -> Target:
        """The entity with this code.

        Raises:
            DomainError: `<KIND>_NOT_FOUND` with the nearest codes, GROUP_ROW_MISSING or AMBIGUOUS.
        """
        id_, group_row_id = self._found.hit(WITH_GROUP_ROW[kind], code)
        if group_row_id is None:
            raise _without_group_row(kind, code)
        return Target(EntityRef(kind, id_), GroupRowId(group_row_id))


def resolve(session: Session, codes: Codes) -> References:
    """Look all these codes up: one statement, and one more a kind that has unknown ones."""
    wanted = {WITH_GROUP_ROW[kind]: some for kind, some in codes.items()}
    return References(keys.resolve(session, wanted))


def by_id(
    session: Session, kind: GroupKind, ids: Collection[int]
) -> dict[int, Target | DomainError]:
    """The entities with these ids, each to be enrolled in or why not; one statement.

    Errors: `<KIND>_NOT_FOUND`, GROUP_ROW_MISSING.
    """
    key = WITH_GROUP_ROW[kind]
    query = text(f"SELECT t.id, g.id FROM {key.rows} WHERE t.id = ANY(CAST(:ids AS bigint[]))")
    rows = dict(map(tuple, session.execute(query, {"ids": bulk.array(ids)}))) if ids else {}
    found: dict[int, Target | DomainError] = {}
    for id_ in ids:
        if id_ not in rows:
            missing = suggestions.not_found(key.noun, str(id_))
            missing.data["by"] = "id"
            found[id_] = missing
        elif rows[id_] is None:
            found[id_] = _without_group_row(kind, str(id_))
        else:
            found[id_] = Target(EntityRef(kind, id_), GroupRowId(rows[id_]))
    return found


def of_group_row(session: Session, group_row_id: int, kind: str | None = None) -> Target:
    """What a group row is of; of this kind, if one is given.

    Raises:
        NotFound: GROUP_NOT_FOUND.
        Conflict: NOTHING_BEHIND_GROUP, it is of none of the kinds that people are enrolled in.
    """
    row = fetch_one(session, GROUP_ROW, (group_row_id,), repeated=True)
    return behind(group_row_id, GroupRow(*row) if row else None, kind)


def behind(group_row_id: int, row: GroupRow | None, kind: str | None = None) -> Target:
    """The same for what has been read of the row.

    Raises:
        NotFound: as `of_group_row`.
        Conflict: as `of_group_row`.
    """
    if row is None or kind not in (None, row.kind):
        raise NotFound(f"There is no such group: {group_row_id}", code="GROUP_NOT_FOUND")
    if row.kind not in set(GroupKind) or row.entity_id is None:
        raise Conflict("Nobody can be enrolled in this group", code="NOTHING_BEHIND_GROUP")
    return Target(EntityRef(GroupKind(row.kind), row.entity_id), GroupRowId(group_row_id))


def codes_of(session: Session, kind: GroupKind, ids: Collection[int]) -> dict[int, str]:
    """The codes of entities, by id."""
    if not ids:
        return {}
    key = KEYS[kind]
    query = text(f"SELECT t.id, {key.parts[0]} AS code FROM {key.rows} WHERE t.id = ANY(:ids)")
    return {row.id: row.code for row in session.execute(query, {"ids": list(ids)})}


def changing_codes(session: Session, kind: GroupKind) -> ChangingCodes:
    """The codes of this kind, while rows change them."""
    key = KEYS[kind]
    return ChangingCodes(key.noun, lambda: keys.known_codes(session, key))


def ambiguous(kind: GroupKind, code: str, times: int) -> DomainError:
    """The refusal of a code that several entities share."""
    return suggestions.ambiguous(KEYS[kind].noun, code, times)


def _without_group_row(kind: GroupKind, code: str) -> DomainError:
    return DomainError(
        f"{KEYS[kind].noun} {code} is not set up for enrolment: it has no group row",
        code="GROUP_ROW_MISSING",
        data={"kind": kind.value, "code": code},
    )
