"""Group rows: the handle that each of seven kinds of entity gets when it is created."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Any, NamedTuple, NewType

from sqlalchemy import text
from sqlalchemy.orm import Session

from dbservice.errors import Invalid
from dbservice.models import AuthGroup, Base, Batch, Grade, Product, Program, School, Status
from dbservice.services.bulk import array
from dbservice.services.constraints import TAKEN, still_referred_to_by

GroupRowId = NewType("GroupRowId", int)


class GroupKind(StrEnum):
    """A kind of entity that people can be members of; the value is `group.type`."""

    PRODUCT = "product"
    PROGRAM = "program"
    AUTH_GROUP = "auth_group"
    SCHOOL = "school"
    BATCH = "batch"
    GRADE = "grade"
    STATUS = "status"


class EntityRef(NamedTuple):
    """A school, batch, grade ... itself; not to be mixed up with the id of its group row."""

    kind: GroupKind
    id: int


class GroupRow(NamedTuple):
    """What the row of a group says."""

    kind: str
    entity_id: int | None


GROUP_TYPES: dict[type[Base], GroupKind] = {
    Product: GroupKind.PRODUCT,
    Program: GroupKind.PROGRAM,
    AuthGroup: GroupKind.AUTH_GROUP,
    School: GroupKind.SCHOOL,
    Batch: GroupKind.BATCH,
    Grade: GroupKind.GRADE,
    Status: GroupKind.STATUS,
}
MODELS: dict[GroupKind, type[Base]] = {kind: model for model, kind in GROUP_TYPES.items()}

ADD_ROWS = text("""
    INSERT INTO "group" (type, child_id, inserted_at, updated_at)
    SELECT :kind, e.id, date_trunc('second', now() AT TIME ZONE 'UTC'),
           date_trunc('second', now() AT TIME ZONE 'UTC')
    FROM unnest(CAST(:ids AS int[])) AS e(id)
    WHERE NOT EXISTS (SELECT FROM "group" AS g WHERE g.type = :kind AND g.child_id = e.id)
""")


def add_rows(session: Session, kind: GroupKind, entity_ids: Collection[int]) -> None:
    """Give each of these entities its group row, unless it has one."""
    if entity_ids:
        session.execute(ADD_ROWS, {"kind": kind.value, "ids": array(entity_ids)})


REMOVE_ROWS = text("""
    DELETE FROM "group" AS g
    WHERE g.type = :kind AND g.child_id = ANY(CAST(:ids AS bigint[]))
""")
ENROLLED_IN = text("""
    SELECT EXISTS (
        SELECT FROM enrollment_record AS e
        WHERE e.group_type = :kind AND e.group_id = ANY(CAST(:ids AS bigint[]))
    )
""")
TOUCH_MEMBERS = text("""
    UPDATE "user" AS u SET updated_at = date_trunc('second', now() AT TIME ZONE 'UTC')
    FROM "group" AS g JOIN group_user AS m ON m.group_id = g.id
    WHERE g.type = :kind AND g.child_id = ANY(CAST(:ids AS int[])) AND u.id = m.user_id
""")


def remove_rows(session: Session, kind: GroupKind, entity_ids: Collection[int]) -> None:
    """Take the group rows of entities away that are about to be deleted.

    Raises:
        Conflict: someone is or was enrolled there. Memberships are kept by foreign keys.
    """
    these = {"kind": kind.value, "ids": list(entity_ids)}
    if session.scalar(ENROLLED_IN, these):
        raise still_referred_to_by("enrollment_record")
    session.execute(REMOVE_ROWS, these)


HAS_TWIN = text("""
    SELECT EXISTS (
        SELECT FROM "group" AS g JOIN "group" AS other USING (type, child_id)
        WHERE g.id = :id AND other.id <> g.id
    )
""")


def refuse_twin(session: Session, id: int, written: Mapping[str, Any]) -> None:
    """Refuse a group row, just written, whose entity has another one.

    Does what the unique index does, for a database where that had to be left out.
    """
    if written.keys() & {"type", "child_id"} and session.scalar(HAS_TWIN, {"id": id}):
        raise Invalid(TAKEN, field="type")


def touch_members(session: Session, kind: GroupKind, entity_ids: Collection[int]) -> None:
    """Mark every member as changed now, so that systems which copy our data notice."""
    if entity_ids:
        session.execute(TOUCH_MEMBERS, {"kind": kind.value, "ids": list(entity_ids)})
