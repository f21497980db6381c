"""What the page of a group row shows beside it: the school, batch ... that it stands for."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from dbservice.admin.student_page import page_behind
from dbservice.models import Group
from dbservice.services import entity_names
from dbservice.services.groups import EntityRef, GroupKind


def context(session: Session, id: int) -> Mapping[str, Any]:
    """What the template of the page needs; two statements."""
    group = session.get(Group, id)
    if group is None or group.child_id is None or group.type not in set(GroupKind):
        return {}
    entity = EntityRef(GroupKind(group.type), group.child_id)
    return {
        "kind": entity_names.noun(entity.kind).lower(),
        "name": entity_names.find(session, [entity])[entity],
        "address": page_behind(entity),
    }
