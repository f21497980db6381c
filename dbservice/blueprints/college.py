"""Colleges, in the order of their ids."""

from collections.abc import Mapping
from typing import Any

from dbservice.blueprints._creating import Upsert
from dbservice.blueprints._entity import Entity
from dbservice.blueprints._listing import filtered
from dbservice.blueprints._resource import resource
from dbservice.models import College
from dbservice.services import row_keys
from dbservice.services.pages import Selection

COLLEGE = Entity(College, required=(College.college_id, College.name))


def by_college_id(entity: Entity, given: Mapping[str, Any]) -> Selection:
    """In the order of `college_id`, unless sorted otherwise."""
    keyset = given.get("after_id") is not None
    return filtered(entity, given, order="" if keyset else entity.column(College.college_id))


blueprint = resource(
    COLLEGE,
    tag="Exams and colleges",
    listing=by_college_id,
    create=Upsert(row_keys.of(College)),
)
