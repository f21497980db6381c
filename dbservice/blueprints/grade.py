"""Grades, by number."""

from dbservice.blueprints._creating import Upsert
from dbservice.blueprints._entity import Entity
from dbservice.blueprints._resource import resource
from dbservice.models import Grade
from dbservice.services import row_keys

GRADE = Entity(Grade, missing="Grade not found")

blueprint = resource(GRADE, tag="Organisation", create=Upsert(row_keys.of(Grade)))
