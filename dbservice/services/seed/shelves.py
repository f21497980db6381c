"""Where the demo resources stand: in curriculums, chapters, topics, concepts."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from dbservice.models import ResourceChapter, ResourceConcept, ResourceCurriculum, ResourceTopic
from dbservice.services.seed.curriculums import DemoChapter, Taught, chapters
from dbservice.services.seed.upsert import put


class Shelved(NamedTuple):
    """A resource of a topic; it stands wherever the chapter of the topic does."""

    resource_id: int
    topic: str
    level: str
    concept_ids: Sequence[int] = ()


def chapter_of(topic: str) -> str:
    """The code of the chapter of a topic, which begins the code of the topic."""
    return topic.rpartition("-")[0]


def put_on_shelves(session: Session, taught: Taught, resources: Sequence[Shelved]) -> None:
    """Link resources to all that they belong to."""
    known = {chapter.code: chapter for chapter in chapters()}
    places = [
        place for one in resources for place in _places(one, known[chapter_of(one.topic)], taught)
    ]
    put(session, ResourceCurriculum, places, "resource_id", "curriculum_id")
    of_chapters = [
        {"resource_id": one.resource_id, "chapter_id": taught.chapters[chapter_of(one.topic)]}
        for one in resources
    ]
    put(session, ResourceChapter, of_chapters, "resource_id", "chapter_id")
    of_topics = [
        {"resource_id": one.resource_id, "topic_id": taught.topics[one.topic]} for one in resources
    ]
    put(session, ResourceTopic, of_topics, "resource_id", "topic_id")
    of_concepts = [
        {"resource_id": one.resource_id, "concept_id": id}
        for one in resources
        for id in one.concept_ids
    ]
    put(session, ResourceConcept, of_concepts, "resource_id", "concept_id")


def _places(one: Shelved, chapter: DemoChapter, taught: Taught) -> list[dict[str, Any]]:
    return [
        {
            "resource_id": one.resource_id,
            "curriculum_id": taught.curriculums[code],
            "grade_id": taught.catalogue.grades[chapter.lesson.grade],
            "subject_id": taught.catalogue.subjects[chapter.subject],
            "difficulty_level": one.level,
        }
        for code in chapter.curriculums
    ]
