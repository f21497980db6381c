"""Which topics resources belong to."""

from dbservice.blueprints._creating import Upsert
from dbservice.blueprints._entity import Entity
from dbservice.blueprints._resource import resource
from dbservice.models import ResourceTopic
from dbservice.services import row_keys

RESOURCE_TOPIC = Entity(ResourceTopic, required=(ResourceTopic.resource_id, ResourceTopic.topic_id))

blueprint = resource(
    RESOURCE_TOPIC,
    tag="Resources",
    create=Upsert(row_keys.of(ResourceTopic)),
)
