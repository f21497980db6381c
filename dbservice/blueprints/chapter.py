"""Chapters, each shown with its place in a curriculum."""

from dbservice.blueprints._entity import Entity
from dbservice.blueprints._filters import language, texts
from dbservice.blueprints._placed import Places, PutPlaced
from dbservice.blueprints._resource import resource
from dbservice.blueprints._writes import removal_with
from dbservice.blueprints.chapter_curriculum import CHAPTER_CURRICULUM
from dbservice.models import Chapter, ChapterCurriculum

PLACES = Places(
    CHAPTER_CURRICULUM,
    ChapterCurriculum.chapter_id,
    (
        ChapterCurriculum.curriculum_id,
        ChapterCurriculum.priority,
        ChapterCurriculum.priority_text,
        ChapterCurriculum.weightage,
    ),
)
CHAPTER = Entity(
    Chapter,
    derived={"curriculums": PLACES.every()},
    aside=PLACES.aside,
    filters={
        "name": texts(Chapter.name, "chapter"),
        "lang_code": language(Chapter.name),
        "curriculum_id": PLACES.filter,
    },
)

blueprint = resource(
    CHAPTER,
    tag="Curriculum",
    create=PutPlaced((Chapter.code,), places=PLACES),
    remove=removal_with(ChapterCurriculum.chapter_id),
)
