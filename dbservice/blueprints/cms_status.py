"""States of content."""

from dbservice.blueprints._entity import Entity
from dbservice.blueprints._resource import resource
from dbservice.models import CmsStatus

CMS_STATUS = Entity(CmsStatus, required=(CmsStatus.name,))

blueprint = resource(CMS_STATUS, tag="Resources")
