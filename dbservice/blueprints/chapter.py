"""Chapters, each shown with its place in a curriculum."""

from marshmallow import fields

from dbservice.blueprints._derived import Derived
from dbservice.blueprints._entity import Entity
from dbservice.blueprints._filters import language, texts
from dbservice.blueprints._placed import ChangePlaced, Places, PutPlaced
from dbservice.blueprints._resource import resource
from dbservice.blueprints.chapter_curriculum import CHAPTER_CURRICULUM
from dbservice.models import Chapter, ChapterCurriculum
from dbservice.services import row_keys

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
OF_CURRICULUM = """AND EXISTS (
    SELECT FROM topic_curriculum AS l WHERE l.topic_id = t.id AND l.curriculum_id = %s)"""


def topics(row: str, further: str = "") -> str:
    """How many topics a chapter has that are not archived."""
    return f"""(
        SELECT count(*) FROM topic AS t LEFT JOIN cms_status AS s ON s.id = t.cms_status_id
        WHERE t.chapter_id = {row}.id AND lower(s.name) IS DISTINCT FROM 'archived' {further})"""


CHAPTER = Entity(
    Chapter,
    derived={
        "curriculums": PLACES.every(),
        "topic_count": Derived(topics, fields.Integer(required=True)),
    },
    aside=PLACES.aside,
    further=PLACES.lists.kinds,
    filters={
        "name": texts(Chapter.name, "chapter"),
        "lang_code": language(Chapter.name),
        "curriculum_id": PLACES.filter(topic_count=lambda row: topics(row, OF_CURRICULUM)),
    },
)

blueprint = resource(
    CHAPTER,
    tag="Curriculum",
    create=PutPlaced(row_keys.of(Chapter), places=PLACES),
    change=ChangePlaced(Chapter.code, PLACES),
)
