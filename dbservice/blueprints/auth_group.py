"""Auth groups: ways of logging in, each with the people who share it."""

from dbservice.blueprints._creating import Upsert, touch_members
from dbservice.blueprints._entity import Entity
from dbservice.blueprints._resource import resource
from dbservice.models import AuthGroup

AUTH_GROUP = Entity(AuthGroup, required=(AuthGroup.name,))

blueprint = resource(
    AUTH_GROUP, tag="Organisation", create=Upsert((AuthGroup.name,), existing=touch_members)
)
