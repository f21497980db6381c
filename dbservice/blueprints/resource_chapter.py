"""Which chapters resources belong to."""

from dbservice.blueprints._creating import Upsert
from dbservice.blueprints._entity import Entity
from dbservice.blueprints._resource import resource
from dbservice.models import ResourceChapter

RESOURCE_CHAPTER = Entity(
    ResourceChapter, required=(ResourceChapter.resource_id, ResourceChapter.chapter_id)
)

blueprint = resource(
    RESOURCE_CHAPTER,
    tag="Resources",
    create=Upsert((ResourceChapter.resource_id, ResourceChapter.chapter_id)),
)
