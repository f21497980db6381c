"""Subjects, which may lie in one another."""

from dbservice.blueprints._entity import Entity
from dbservice.blueprints._filters import texts
from dbservice.blueprints._resource import resource
from dbservice.models import Subject
from dbservice.services.trees import SUBJECTS

SUBJECT = Entity(
    Subject, check=SUBJECTS.refuse_cycle, filters={"name": texts(Subject.name, "subject")}
)

blueprint = resource(SUBJECT, tag="Curriculum")
