"""Which concepts resources explain."""

from dbservice.blueprints._creating import Upsert
from dbservice.blueprints._entity import Entity
from dbservice.blueprints._resource import resource
from dbservice.models import ResourceConcept
from dbservice.services import row_keys

RESOURCE_CONCEPT = Entity(
    ResourceConcept, required=(ResourceConcept.resource_id, ResourceConcept.concept_id)
)

blueprint = resource(
    RESOURCE_CONCEPT,
    tag="Resources",
    create=Upsert(row_keys.of(ResourceConcept)),
)
