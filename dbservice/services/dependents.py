"""Rows that are there for another alone, and go with it when it is deleted."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import InstrumentedAttribute, Session

from dbservice.models import (
    Base,
    Chapter,
    ChapterCurriculum,
    ProblemLang,
    Resource,
    ResourceChapter,
    ResourceConcept,
    ResourceCurriculum,
    ResourceTopic,
    Topic,
    TopicCurriculum,
)

NAMED_IN: Mapping[type[Base], tuple[InstrumentedAttribute[Any], ...]] = {
    Chapter: (ChapterCurriculum.chapter_id,),
    Topic: (TopicCurriculum.topic_id,),
    Resource: (
        ResourceChapter.resource_id,
        ResourceTopic.resource_id,
        ResourceConcept.resource_id,
        ResourceCurriculum.resource_id,
        ProblemLang.res_id,
    ),
}
"""The columns in which they name the row that they belong to."""


def remove(session: Session, model: type[Base], id: int) -> None:
    """Delete what belongs to the row with this id."""
    for column in NAMED_IN.get(model, ()):
        session.execute(delete(column.class_).where(column == id))
