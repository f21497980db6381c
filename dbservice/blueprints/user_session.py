"""What people did in sessions, and when."""

from dbservice.blueprints._entity import Entity
from dbservice.blueprints._resource import resource
from dbservice.models import UserSession
from dbservice.services.rules import NOT_AFTER_NOW

USER_SESSION = Entity(
    UserSession,
    required=(
        UserSession.user_id,
        UserSession.session_id,
        UserSession.session_occurrence_id,
        UserSession.timestamp,
        UserSession.user_activity_type,
    ),
    rules={UserSession.timestamp: NOT_AFTER_NOW},
)

blueprint = resource(USER_SESSION, tag="Groups and sessions")
