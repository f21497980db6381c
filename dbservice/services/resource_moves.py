"""Moving resources to another chapter, topic and place in curricula."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from dbservice.errors import DomainError
from dbservice.models import Chapter, ResourceChapter, ResourceTopic, Topic
from dbservice.services import bulk, links, resource_places
from dbservice.services.resource_places import Place

CURRICULA = text("SELECT curriculum_id FROM chapter_curriculum WHERE chapter_id = :chapter_id")
UNKNOWN = text("""
    SELECT i.id FROM unnest(CAST(:ids AS bigint[])) WITH ORDINALITY AS i(id, place)
    WHERE NOT EXISTS (SELECT FROM resource AS r WHERE r.id = i.id) ORDER BY i.place
""")
# A resource that goes to a chapter leaves the topics of others.
TOPICS_ELSEWHERE = text("""
    DELETE FROM resource_topic AS l USING topic AS t
    WHERE l.resource_id = ANY(CAST(:ids AS bigint[])) AND t.id = l.topic_id
      AND t.chapter_id IS DISTINCT FROM :chapter_id
""")


@dataclass(frozen=True)
class Target:
    """Where resources are moved to; what is None or empty stays as it is.

    Args:
        chapter_id: the chapter; that of the topic, if only a topic is given.
        topic_id: the topic.
        places: curriculum and grade of each place.
        subject_id: the subject of the places.
    """

    chapter_id: int | None
    topic_id: int | None
    places: Sequence[tuple[int, int | None]]
    subject_id: int | None


class Unfit(DomainError):
    """A target whose parts do not belong together."""

    code = "UNFIT"


def move(session: Session, ids: Sequence[int], target: Target) -> None:
    """Move resources; a dozen statements for any number of them.

    Raises:
        Unfit: a resource does not exist, or the parts of the target do not belong together.
    """
    if unknown := list(session.scalars(UNKNOWN, {"ids": bulk.array(ids)})):
        raise Unfit(f"Resources do not exist: {', '.join(map(str, unknown))}")
    chapter = _chapter(session, target)
    if chapter is not None:
        for fault in _faults(session, chapter, target):
            raise Unfit(fault)
        columns = ("resource_id", "chapter_id")
        links.make_equal(session, ResourceChapter, columns, ids, [chapter.id])
        session.execute(TOPICS_ELSEWHERE, {"ids": bulk.array(ids), "chapter_id": chapter.id})
    if target.topic_id is not None:
        columns = ("resource_id", "topic_id")
        links.make_equal(session, ResourceTopic, columns, ids, [target.topic_id])
    if target.places:
        subject = {} if target.subject_id is None else {"subject_id": target.subject_id}
        places = [Place(id, *place, None) for id in ids for place in target.places]
        resource_places.replace(session, places, subject)


def _chapter(session: Session, target: Target) -> Chapter | None:
    """The chapter of the target."""
    chapter_id = target.chapter_id
    if target.topic_id is not None:
        topic = session.get(Topic, target.topic_id)
        if topic is None:
            raise Unfit(f"Topic {target.topic_id} does not exist")
        if chapter_id not in (None, topic.chapter_id):
            raise Unfit(f"Topic {topic.id} is not of chapter {chapter_id}")
        chapter_id = topic.chapter_id
    if chapter_id is None:
        return None
    chapter = session.get(Chapter, chapter_id)
    if chapter is None:
        raise Unfit(f"Chapter {chapter_id} does not exist")
    return chapter


def _faults(session: Session, chapter: Chapter, target: Target) -> Iterator[str]:
    """What does not belong to the chapter; one that says nothing of it fits anything."""
    if _differ(chapter.subject_id, target.subject_id):
        yield f"Chapter {chapter.id} is not of subject {target.subject_id}"
    curricula = set(session.scalars(CURRICULA, {"chapter_id": chapter.id}))
    for curriculum_id, grade_id in target.places:
        if _differ(chapter.grade_id, grade_id):
            yield f"Chapter {chapter.id} is not of grade {grade_id}"
        if curricula and curriculum_id not in curricula:
            yield f"Chapter {chapter.id} is not in curriculum {curriculum_id}"


def _differ(one: int | None, other: int | None) -> bool:
    return None not in (one, other) and one != other
