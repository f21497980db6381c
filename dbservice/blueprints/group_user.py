"""Who is a member of which group."""

from dbservice.blueprints._enrolling import Enroll
from dbservice.blueprints._entity import Entity
from dbservice.blueprints._resource import resource
from dbservice.models import GroupUser

GROUP_USER = Entity(GroupUser, required=(GroupUser.group_id, GroupUser.user_id))

blueprint = resource(GROUP_USER, tag="Groups and sessions", create=Enroll())
