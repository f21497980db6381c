"""What PATCH, PUT and DELETE do to a row, unless an entity has its own way."""

from collections.abc import Callable, Collection, Mapping
from typing import Any, NamedTuple

import orjson
from sqlalchemy.orm import Session

from dbservice.blueprints._entity import Body, Entity, Values, read_together
from dbservice.blueprints._errors import Unacceptable
from dbservice.db import fetch_row, transaction
from dbservice.services import crud
from dbservice.services.constraints import BLANK
from dbservice.services.driver import fetch_one


class Answer(NamedTuple):
    """The JSON of a row that was written; `created_id` is the id that Location names."""

    text: str
    status: int = 200
    created_id: int | None = None


def change_row(entity: Entity, id: int, body: Body) -> Answer:
    """Change the columns that the body names.

    Raises:
        NotFound: no row has this id.
        Unacceptable: the row would not be valid.
    """
    [values] = read_change([entity], body, lambda: orjson.loads(show(entity, id)))
    with transaction() as session:
        row = crud.update(session, entity.model, id, values, returning=entity.returning)
        if row is None:
            raise entity.not_found()
        confirm(entity, session, row, values)
    return Answer(row[1])


def remove_row(entity: Entity, id: int) -> None:
    """Delete a row that nothing refers to but its dependents, which go along.

    Raises:
        NotFound: no row has this id.
        Conflict: it is still referred to.
    """
    with transaction() as session:
        if not crud.delete(session, entity.model, id):
            raise entity.not_found()


def show(entity: Entity, id: int) -> str:
    """The JSON of the row with this id; raises NotFound."""
    row = fetch_row(entity.projection.one, (id,), repeated=True)
    if row is None:
        raise entity.not_found()
    text: str = row[0]
    return text


def shown(session: Session, entity: Entity, id: int) -> str:
    """The same in the middle of a transaction, as that sees the row."""
    row = fetch_one(session, entity.projection.one, (id,), repeated=True)
    if row is None:
        raise entity.not_found()
    text: str = row[0]
    return text


def confirm(entity: Entity, session: Session, row: tuple[Any, ...], values: Values) -> None:
    """Refuse a row, just written, that lacks something or breaks a rule about several rows."""
    if row[2]:
        raise Unacceptable({name: [BLANK] for name in row[2]})
    if entity.check:
        entity.check(session, row[0], values)


def read_change(
    entities: Collection[Entity], body: Body, stored: Callable[[], Mapping[str, Any]]
) -> list[Values]:
    """The values that a body changes, for each of several entities that it feeds.

    A value that is sent back as it was shown is no change, so an old one that breaks a rule of
    today is let through. Raises Unacceptable.
    """
    try:
        return read_together(body, entities)
    except Unacceptable as refusal:
        return read_together(without_unchanged(body, stored(), refusal), entities)


def without_unchanged(body: Body, stored: Mapping[str, Any], refusal: Unacceptable) -> Body:
    """The body without those refused values that are stored already; raises what remains."""
    same = {
        name
        for name in refusal.errors
        if stored.get(name) is not None and stored[name] == body.get(name)
    }
    if not same:
        raise refusal
    return {name: value for name, value in body.items() if name not in same}
