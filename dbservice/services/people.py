"""Rows that give a person a role, such as student or teacher, and the user behind each."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from dbservice.models import Candidate, Student, Teacher, User
from dbservice.services import crud
from dbservice.services.driver import fetch_last

Role = type[Student] | type[Teacher] | type[Candidate]
Values = Mapping[str, Any]

NEW_USER = (("user_id", "currval('user_id_seq')"),)


def create(
    session: Session, role: Role, *, user: Values, own: Values, returning: str = "id"
) -> crud.Answer:
    """Insert a user, then the row that gives it the role."""
    [row] = fetch_last(
        session,
        crud.insertion(User, user),
        crud.insertion(role, own, returning=returning, computed=NEW_USER),
    )
    return row


def update(
    session: Session, role: Role, id: int, *, user: Values, own: Values, returning: str = "id"
) -> crud.Answer | None:
    """Change the user behind the row with this id, then the row itself; None if there is none.

    A row without a user, as old data has them, gets one when there is something to keep in it.
    """
    if not user:
        return crud.update(session, role, id, own, returning=returning)
    table = role.__tablename__
    behind = f'"user".id = (SELECT r.user_id FROM {table} AS r WHERE r.id = %s)'
    told = f"{table}.user_id IS NULL, {returning}"
    rows = fetch_last(
        session,
        crud.change(User, behind, (id,), user),
        crud.change(role, crud.by_id(role), (id,), own, returning=told),
    )
    if not rows:
        return None
    is_alone, *answer = rows[0]
    if not is_alone:
        return (*answer,)
    user_id = crud.create(session, User, user)[0]
    return crud.update(session, role, id, {"user_id": user_id}, returning=returning)
