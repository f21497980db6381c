"""The demo videos: a lecture on the first topic of some chapters."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session

from dbservice.models import Resource
from dbservice.services.resources import SOURCE_LINK, VIDEO
from dbservice.services.seed import descriptors
from dbservice.services.seed.chance import Chance
from dbservice.services.seed.curriculums import DemoChapter, Taught, chapters
from dbservice.services.seed.descriptors import Descriptors
from dbservice.services.seed.exercises.exercise import MEDIUM
from dbservice.services.seed.problems import RESOURCE_NAMES
from dbservice.services.seed.shelves import Shelved
from dbservice.services.seed.upsert import put

FILMED_PERCENT = 40


def put_videos(session: Session, taught: Taught, described: Descriptors) -> list[Shelved]:
    """Put the videos."""
    filmed = list(_filmed())
    rows = [_row(chapter, topic, taught, described) for chapter, topic in filmed]
    ids = put(session, Resource, rows, "code", "type")
    return [
        Shelved(resource_id, topic[0], MEDIUM)
        for resource_id, (_, topic) in zip(ids, filmed, strict=True)
    ]


def _filmed() -> Iterator[tuple[DemoChapter, tuple[str, str]]]:
    for chapter in chapters():
        if Chance(chapter.code).happens("filmed", FILMED_PERCENT):
            yield chapter, next(chapter.topics())


def _row(
    chapter: DemoChapter, topic: tuple[str, str], taught: Taught, described: Descriptors
) -> dict[str, Any]:
    code, name = topic
    return {
        "type": VIDEO,
        "subtype": "lecture",
        "code": f"V-{code}",
        "name": RESOURCE_NAMES.of(f"{chapter.lesson.english}: {name}"),
        "source": "Recorded live class",
        "type_params": {SOURCE_LINK: f"https://videos.example.org/{code.lower()}"},
        "purpose_ids": [described.purposes["Learning"]],
        "tag_ids": [described.tags["NCERT"]],
        "skill_ids": [described.skills["Understanding"]],
        "cms_status_id": taught.states[descriptors.PUBLISHED],
    }
