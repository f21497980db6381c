"""What people call schools, batches, grades and whatever else one can be enrolled in."""

from collections.abc import Collection, Mapping

from sqlalchemy.orm import Session

from dbservice.services.bulk import array
from dbservice.services.driver import fetch_all
from dbservice.services.groups import EntityRef, GroupKind

CODE_AND_NAME = "concat_ws(' \u2013 ', NULLIF({code}, ''), NULLIF(name, ''))"
NAMES = {
    GroupKind.SCHOOL: CODE_AND_NAME.format(code="code"),
    GroupKind.BATCH: CODE_AND_NAME.format(code="batch_id"),
    GroupKind.GRADE: "'Grade ' || number",
    GroupKind.AUTH_GROUP: "name",
    GroupKind.STATUS: "title",
    GroupKind.PROGRAM: "name",
    GroupKind.PRODUCT: "name",
}
FIND = " UNION ALL ".join(
    f"SELECT '{kind}', id, NULLIF({name}, '') FROM {kind}"
    f" WHERE id = ANY(CAST(%({kind})s AS bigint[]))"
    for kind, name in NAMES.items()
)


def find(session: Session, entities: Collection[EntityRef]) -> dict[EntityRef, str]:
    """The names of entities, of those without one the kind and the number; one statement.

    Entities that do not exist, as old data may name them, have the same.
    """
    wanted = {kind.value: array(one.id for one in entities if one.kind == kind) for kind in NAMES}
    rows = fetch_all(session, FIND, wanted) if entities else []
    found = {EntityRef(GroupKind(kind), id): name for kind, id, name in rows}
    return {one: found.get(one) or _numbered(one) for one in entities}


def noun(kind: GroupKind) -> str:
    """A kind of group at the beginning of a line."""
    return kind.value.replace("_", " ").capitalize()


def _numbered(entity: EntityRef) -> str:
    return f"{noun(entity.kind)} {entity.id}"


Names = Mapping[EntityRef, str]
