"""Resources: which one is meant, and the codes of problems."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from dbservice.models import Resource
from dbservice.services import bulk, crud
from dbservice.services.driver import fetch_one

PROBLEM, TEST, VIDEO = "problem", "test", "video"
SOURCE_LINK = "src_link"

Values = Mapping[str, Any]


class Known(NamedTuple):
    """A resource that is there already."""

    id: int
    tag_ids: Sequence[int]


def find(session: Session, values: Values) -> Known | None:
    """The resource that these values mean, the oldest if there are several; None if it is new.

    A test is known by its code, a video by its link, a problem never, and every other resource by
    its type and all its parameters. Callers that mean the same wait for each other.
    """
    sought = _sought(values)
    if sought is None:
        return None
    match, key = sought
    crud.hold_key(session, Resource, {match: key})
    statement = (
        f"SELECT id, tag_ids FROM resource WHERE {match} ORDER BY id LIMIT 1 FOR NO KEY UPDATE"
    )
    row = fetch_one(session, statement, key)
    return Known(row[0], row[1] or ()) if row else None


def _sought(values: Values) -> tuple[str, tuple[Any, ...]] | None:
    """SQL of the resources that are meant, and what fills its places."""
    kind, params = values["type"], values.get("type_params") or {}
    if kind == PROBLEM:
        return None
    if kind == TEST:
        return "code = %s", (values["code"],)
    if kind == VIDEO:
        link = params.get(SOURCE_LINK)
        if link is None:
            return None
        text = link if isinstance(link, str) else crud.json_text(link)
        return f"type = %s AND type_params ->> '{SOURCE_LINK}' = %s", (kind, text)
    return "type = %s AND type_params = %s::jsonb", (kind, crud.json_text(params))


def create(session: Session, values: Values) -> int:
    """Insert a resource; a problem gets its code from its id. Returns the id."""
    if values["type"] != PROBLEM:
        id: int = crud.create(session, Resource, values)[0]
        return id
    [[id]] = bulk.allocate_ids(session, [Resource.metadata.tables["resource"]], 1)
    crud.create(session, Resource, {**values, "id": id, "code": problem_code(id)})
    return id


def problem_code(id: int) -> str:
    """What people know the problem with this id by: P and at least seven digits."""
    return f"P{id:07}"
