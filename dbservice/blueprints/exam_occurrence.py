"""Sittings of exams."""

from dbservice.blueprints._creating import Insert
from dbservice.blueprints._entity import Entity
from dbservice.blueprints._resource import resource
from dbservice.models import ExamOccurrence

EXAM_OCCURRENCE = Entity(ExamOccurrence, required=(ExamOccurrence.exam_id, ExamOccurrence.year))

blueprint = resource(
    EXAM_OCCURRENCE,
    tag="Exams and colleges",
    create=Insert(located=False),
    slug="exam_occurrence",
    wrapper="exam_occurrence",
)
