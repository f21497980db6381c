"""The places of chapters in curricula."""

from dbservice.blueprints._creating import Upsert
from dbservice.blueprints._entity import Entity
from dbservice.blueprints._resource import resource
from dbservice.models import ChapterCurriculum
from dbservice.services import row_keys

CHAPTER_CURRICULUM = Entity(
    ChapterCurriculum, required=(ChapterCurriculum.chapter_id, ChapterCurriculum.curriculum_id)
)

blueprint = resource(
    CHAPTER_CURRICULUM,
    tag="Curriculum",
    create=Upsert(row_keys.of(ChapterCurriculum)),
)
