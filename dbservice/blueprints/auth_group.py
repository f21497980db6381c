"""Auth groups: ways of logging in, each with the people who share it."""

from dbservice.blueprints._creating import Upsert, touch_members
from dbservice.blueprints._entity import Entity
from dbservice.blueprints._resource import resource
from dbservice.models import AuthGroup
from dbservice.services import row_keys

AUTH_GROUP = Entity(AuthGroup, required=(AuthGroup.name,))

blueprint = resource(
    AUTH_GROUP, tag="Organisation", create=Upsert(row_keys.of(AuthGroup), existing=touch_members)
)
