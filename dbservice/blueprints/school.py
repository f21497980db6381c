"""Schools."""

from collections.abc import Mapping
from typing import Any

from dbservice.blueprints._creating import Upsert, touch_members
from dbservice.blueprints._entity import Entity
from dbservice.blueprints._listing import filtered
from dbservice.blueprints._resource import resource
from dbservice.blueprints.user import USER
from dbservice.models import School
from dbservice.services import row_keys
from dbservice.services.pages import Selection

SCHOOL = Entity(
    School,
    required=(
        School.code,
        School.name,
        School.af_school_category,
        School.district_code,
        School.district,
        School.state_code,
        School.state,
    ),
    embeds={School.user: USER},
    internal=(School.board_medium,),
)


def by_code(entity: Entity, given: Mapping[str, Any]) -> Selection:
    """A code alone decides: with one, every other parameter is ignored."""
    if "code" in given:
        given = {"code": given["code"], "limit": 1}
    return filtered(entity, given)


blueprint = resource(
    SCHOOL,
    tag="Schools and batches",
    listing=by_code,
    create=Upsert(
        row_keys.of(School),
        absent=(422, "School code is required"),
        existing=touch_members,
    ),
)
