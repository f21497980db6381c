"""How people use the service."""

from dbservice.blueprints._creating import Upsert
from dbservice.blueprints._entity import Entity
from dbservice.blueprints._resource import resource
from dbservice.models import UserProfile

USER_PROFILE = Entity(UserProfile, required=(UserProfile.user_id,))

blueprint = resource(USER_PROFILE, tag="People", create=Upsert((UserProfile.user_id,)))
