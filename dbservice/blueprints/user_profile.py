"""How people use the service."""

from dbservice.blueprints._creating import Upsert
from dbservice.blueprints._entity import Entity
from dbservice.blueprints._resource import resource
from dbservice.models import UserProfile
from dbservice.services import row_keys

USER_PROFILE = Entity(UserProfile, required=(UserProfile.user_id,))

blueprint = resource(USER_PROFILE, tag="People", create=Upsert(row_keys.of(UserProfile)))
