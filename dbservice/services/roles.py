"""People with a role, many at a time: how they come in, and how what is known of them changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import Table
from sqlalchemy.orm import Session

from dbservice.models import Student, Teacher, User
from dbservice.services import bulk
from dbservice.services.enrollment import Enrollment, enroll_all
from dbservice.services.person import Person, StudentState
from dbservice.services.roll_writing import write

USERS = User.metadata.tables["user"]

Role = type[Student] | type[Teacher]


class RoleKey(NamedTuple):
    """The ids of a student or teacher and of the user behind."""

    id: int
    user_id: int


@dataclass(frozen=True)
class Newcomer:
    """Someone to create: columns of the user, columns of the role, first enrolments."""

    user: Mapping[str, Any]
    own: Mapping[str, Any]
    enrollments: Sequence[Enrollment] = field(default_factory=tuple)


@dataclass(frozen=True)
class RoleChange:
    """What to set in the user and in the role of someone who is there."""

    key: RoleKey
    user: Mapping[str, Any]
    own: Mapping[str, Any]


def create(session: Session, role: Role, newcomers: Sequence[Newcomer]) -> list[RoleKey]:
    """Insert users, their roles and first enrolments; six statements for any number."""
    if not newcomers:
        return []
    table = _table(role)
    user_ids, ids = bulk.allocate_ids(session, [USERS, table], len(newcomers))
    keys = [RoleKey(*pair) for pair in zip(ids, user_ids, strict=True)]
    pairs = list(zip(newcomers, keys, strict=True))
    bulk.insert_rows(session, USERS, [{**new.user, "id": key.user_id} for new, key in pairs])
    bulk.insert_rows(
        session, table, [{**new.own, "id": key.id, "user_id": key.user_id} for new, key in pairs]
    )
    write(session, [_enrolled(role, new, key) for new, key in pairs])
    return keys


def update(session: Session, role: Role, changes: Sequence[RoleChange]) -> set[int]:
    """Change roles and the users behind them, each at most once; two statements for any number.

    Returns the ids of the roles of which something really changed.
    """
    users = [{**one.user, "id": one.key.user_id} for one in changes if one.user]
    own = [{**one.own, "id": one.key.id} for one in changes if one.own]
    changed_users = bulk.update_rows(session, USERS, users)
    changed = bulk.update_rows(session, _table(role), own)
    return changed | {one.key.id for one in changes if one.key.user_id in changed_users}


def _table(role: Role) -> Table:
    return role.metadata.tables[role.__tablename__]


def _enrolled(role: Role, newcomer: Newcomer, key: RoleKey) -> Person:
    state = None
    if role is Student:
        state = StudentState(key.id, newcomer.own.get("status"), newcomer.own.get("grade_id"))
    person = Person(key.user_id, state)
    enroll_all(person, newcomer.enrollments)
    return person
