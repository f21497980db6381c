"""The user that a school logs in as."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from dbservice.models import User
from dbservice.services import bulk, puts
from dbservice.services.puts import Put

USERS_OF = text("""
    SELECT id, user_id FROM school
    WHERE id = ANY(CAST(:ids AS bigint[])) AND user_id IS NOT NULL
""")


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
