"""Labels of resources."""

from dbservice.blueprints._entity import Entity
from dbservice.blueprints._resource import resource
from dbservice.models import Tag

TAG = Entity(Tag)

blueprint = resource(TAG, tag="Curriculum")
