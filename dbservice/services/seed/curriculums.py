"""The demo curriculums: chapters, topics, concepts, and what weight each has in an exam."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from dbservice.models import (
    Chapter,
    ChapterCurriculum,
    CmsStatus,
    Concept,
    Curriculum,
    LearningObjective,
    Topic,
    TopicCurriculum,
)
from dbservice.services.seed import descriptors
from dbservice.services.seed.catalogue import Catalogue
from dbservice.services.seed.chance import Chance
from dbservice.services.seed.syllabus.biology import BIOLOGY
from dbservice.services.seed.syllabus.chemistry import CHEMISTRY
from dbservice.services.seed.syllabus.concepts import CONCEPTS
from dbservice.services.seed.syllabus.lesson import Lesson
from dbservice.services.seed.syllabus.maths import MATHS
from dbservice.services.seed.syllabus.physics import PHYSICS
from dbservice.services.seed.translated import Named, Names, put_named
from dbservice.services.seed.upsert import Ids, put, put_by

CURRICULUMS = ("CBSE", "JEE", "NEET")
# Code, name, chapters, and the curriculums that have the subject.
SUBJECTS = (
    ("PHY", "Physics", PHYSICS, ("CBSE", "JEE", "NEET")),
    ("CHE", "Chemistry", CHEMISTRY, ("CBSE", "JEE", "NEET")),
    ("MAT", "Maths", MATHS, ("CBSE", "JEE")),
    ("BIO", "Biology", BIOLOGY, ("CBSE", "NEET")),
)
CHAPTER_NAMES = Names("name", "lang_code", "chapter")
TOPIC_NAMES = Names("name", "lang_code", "topic")
CONCEPT_NAMES = Names("name", "lang", "value")
CONCEPT = Named(Concept, CONCEPT_NAMES, "topic_id")
OBJECTIVE_TITLES = Names("title", "lang", "value")
OBJECTIVE = Named(LearningObjective, OBJECTIVE_TITLES, "concept_id")
PRIORITIES = {1: "High", 2: "Medium", 3: "Low"}
HEAVY, LIGHT = 6, 3  # percent of the marks


class DemoChapter(NamedTuple):
    """A chapter of a subject; `curriculums` are the codes of those that have it."""

    code: str
    subject: str
    lesson: Lesson
    curriculums: tuple[str, ...]

    def topics(self) -> Iterator[tuple[str, str]]:
        """The codes and English names of its topics."""
        for number, name in enumerate(self.lesson.topics, 1):
            yield f"{self.code}-{number}", name


class Taught(NamedTuple):
    """The ids of what is taught, by code; concepts and objectives by topic, in order.

    States of content are by name.
    """

    catalogue: Catalogue
    curriculums: Ids
    states: Ids
    chapters: Ids
    topics: Ids
    concepts: Mapping[str, list[int]]
    objectives: Mapping[str, list[int]]


def chapters() -> Iterator[DemoChapter]:
    """All chapters; the codes are like PHY-11-03, counted anew in each grade."""
    for code, subject, lessons, curriculums in SUBJECTS:
        numbers = {11: 0, 12: 0}
        for lesson in lessons:
            numbers[lesson.grade] += 1
            number = numbers[lesson.grade]
            yield DemoChapter(f"{code}-{lesson.grade}-{number:02}", subject, lesson, curriculums)


def put_curriculums(session: Session, catalogue: Catalogue) -> Taught:
    """Put everything that is taught."""
    offered = [{"name": name, "code": name} for name in CURRICULUMS]
    curriculums = put_by(session, Curriculum, offered, "name")
    states = put_by(session, CmsStatus, [{"name": name} for name in descriptors.STATES], "name")
    all_chapters = list(chapters())
    rows = [_chapter_row(one, catalogue, states) for one in all_chapters]
    chapter_ids = put_by(session, Chapter, rows, "code")
    rows = [row for one in all_chapters for row in _topic_rows(one, chapter_ids[one.code], states)]
    topic_ids = put_by(session, Topic, rows, "code")
    _put_places(session, all_chapters, chapter_ids, topic_ids, curriculums)
    return Taught(
        catalogue, curriculums, states, chapter_ids, topic_ids, *_put_concepts(session, topic_ids)
    )


def _chapter_row(chapter: DemoChapter, catalogue: Catalogue, states: Ids) -> dict[str, Any]:
    lesson = chapter.lesson
    return {
        "code": chapter.code,
        "name": CHAPTER_NAMES.of(lesson.english, lesson.hindi),
        "grade_id": catalogue.grades[lesson.grade],
        "subject_id": catalogue.subjects[chapter.subject],
        "cms_status_id": states[descriptors.PUBLISHED],
    }


def _topic_rows(chapter: DemoChapter, chapter_id: int, states: Ids) -> Iterator[dict[str, Any]]:
    for code, name in chapter.topics():
        state = Chance(code).pick("state", (*[descriptors.PUBLISHED] * 8, *descriptors.STATES))
        yield {
            "code": code,
            "name": TOPIC_NAMES.of(name),
            "chapter_id": chapter_id,
            "cms_status_id": states[state],
        }


def _put_places(
    session: Session,
    all_chapters: list[DemoChapter],
    chapter_ids: Ids,
    topic_ids: Ids,
    curriculums: Ids,
) -> None:
    """Give chapters and topics their weight in each curriculum; a topic has that of its chapter."""
    of_chapters, of_topics = [], []
    for chapter in all_chapters:
        for code in chapter.curriculums:
            weight = Chance(f"{chapter.code}/{code}").number("weight", 2, 8)
            priority = 1 if weight >= HEAVY else 2 if weight >= LIGHT else 3
            place = {
                "curriculum_id": curriculums[code],
                "priority": priority,
                "priority_text": PRIORITIES[priority],
            }
            of_chapters.append(
                {"chapter_id": chapter_ids[chapter.code], "weightage": weight, **place}
            )
            of_topics += [{"topic_id": topic_ids[topic], **place} for topic, _ in chapter.topics()]
    put(session, ChapterCurriculum, of_chapters, "chapter_id", "curriculum_id")
    put(session, TopicCurriculum, of_topics, "topic_id", "curriculum_id")


def _put_concepts(
    session: Session, topic_ids: Ids
) -> tuple[Mapping[str, list[int]], Mapping[str, list[int]]]:
    """The ids of the concepts and of the learning objectives, by the code of their topic."""
    known = [(topic, *one) for topic, some in CONCEPTS.items() for one in some]
    rows = [
        {"topic_id": topic_ids[topic], "name": CONCEPT_NAMES.of(name)} for topic, name, _ in known
    ]
    concept_ids = put_named(session, CONCEPT, rows)
    rows = [
        {"concept_id": concept_id, "title": OBJECTIVE_TITLES.of(title)}
        for concept_id, (_, _, title) in zip(concept_ids, known, strict=True)
    ]
    objective_ids = put_named(session, OBJECTIVE, rows)
    concepts: dict[str, list[int]] = {topic: [] for topic in CONCEPTS}
    objectives: dict[str, list[int]] = {topic: [] for topic in CONCEPTS}
    for (topic, _, _), concept_id, objective_id in zip(
        known, concept_ids, objective_ids, strict=True
    ):
        concepts[topic].append(concept_id)
        objectives[topic].append(objective_id)
    return concepts, objectives
