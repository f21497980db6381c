"""Exams, each with its sittings."""

from dbservice.blueprints._creating import Upsert
from dbservice.blueprints._entity import Entity
from dbservice.blueprints._resource import resource
from dbservice.blueprints.exam_occurrence import EXAM_OCCURRENCE
from dbservice.models import Exam
from dbservice.services import row_keys

EXAM = Entity(Exam, required=(Exam.name,), embeds={Exam.exam_occurrences: EXAM_OCCURRENCE})

blueprint = resource(EXAM, tag="Exams and colleges", create=Upsert(row_keys.of(Exam)))
