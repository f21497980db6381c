"""The user that a school logs in as."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from dbservice.models import School, User
from dbservice.services import bulk, crud, puts
from dbservice.services.puts import Put

Values = Mapping[str, Any]

USERS_OF = text("""
    SELECT id, user_id FROM school
    WHERE id = ANY(CAST(:ids AS bigint[])) AND user_id IS NOT NULL
""")


def create_school(
    session: Session, own: Values, user: Values, *, returning: str = "id"
) -> crud.Answer:
    """Insert a user, then the school that logs in as that user."""
    user_id = crud.create(session, User, user)[0]
    return crud.create(session, School, {**own, "user_id": user_id}, returning=returning)


def change_school(
    session: Session, id: int, own: Values, user: Values, *, returning: str = "id"
) -> crud.Answer:
    """Change a school that is there and its user, who is made if it has none."""
    user_id = dict(map(tuple, session.execute(USERS_OF, {"ids": bulk.array([id])}))).get(id)
    if user_id is None:
        user_id = crud.create(session, User, user)[0]
    else:
        crud.update(session, User, user_id, user)
    row = crud.update(session, School, id, {**own, "user_id": user_id}, returning=returning)
    assert row is not None
    return row


def put(session: Session, wanted: Sequence[tuple[int | None, Mapping[str, Any]]]) -> list[Put]:
    """Change the users of these schools, and make one for each that has none.

    A school that is yet to be written has the id None. Four statements at most. Where old data has
    schools that share a user, the last one says where it is.
    """
    ids = [id_ for id_, _ in wanted if id_ is not None]
    stored = session.execute(USERS_OF, {"ids": bulk.array(ids)}).all()
    user_of: dict[int | None, int] = dict(stored)
    together: dict[int, dict[str, Any]] = {}
    for id_, values in wanted:
        if id_ in user_of:
            together.setdefault(user_of[id_], {}).update(values)
    new = [values for id_, values in wanted if id_ not in user_of]
    rows = [*together.items(), *((None, values) for values in new)]
    written = puts.write(session, User, rows)
    changed = {put_.id: put_ for put_ in written[: len(together)]}
    made = iter(written[len(together) :])
    return [changed[user_of[id_]] if id_ in user_of else next(made) for id_, _ in wanted]
