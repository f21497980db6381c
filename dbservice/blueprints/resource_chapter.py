"""Which chapters resources belong to."""

from dbservice.blueprints._creating import Upsert
from dbservice.blueprints._entity import Entity
from dbservice.blueprints._resource import resource
from dbservice.models import ResourceChapter
from dbservice.services import row_keys

RESOURCE_CHAPTER = Entity(
    ResourceChapter, required=(ResourceChapter.resource_id, ResourceChapter.chapter_id)
)

blueprint = resource(
    RESOURCE_CHAPTER,
    tag="Resources",
    create=Upsert(row_keys.of(ResourceChapter)),
)
