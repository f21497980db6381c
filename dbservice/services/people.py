"""Rows that give a person a role, such as student or teacher, and the user behind each."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from dbservice.models import Candidate, Student, Teacher, User
from dbservice.services import crud

Role = type[Student] | type[Teacher] | type[Candidate]
Values = Mapping[str, Any]


def create(
    session: Session, role: Role, *, user: Values, own: Values, returning: str = "id"
) -> crud.Answer:
    """Insert a user, then the row that gives it the role."""
    user_id = crud.create(session, User, user)[0]
    return crud.create(session, role, {**own, "user_id": user_id}, returning=returning)


def update(
    session: Session, role: Role, id: int, *, user: Values, own: Values, returning: str = "id"
) -> crud.Answer | None:
    """Change the user behind the row with this id, then the row itself; None if there is none.

    A row without a user, as old data has them, gets one when there is something to keep in it.
    """
    if user:
        behind = f'"user".id = (SELECT r.user_id FROM {role.__tablename__} AS r WHERE r.id = %s)'
        if crud.update_where(session, User, behind, (id,), user) is None:
            if crud.update(session, role, id, {}) is None:
                return None
            own = {**own, "user_id": crud.create(session, User, user)[0]}
    return crud.update(session, role, id, own, returning=returning)
