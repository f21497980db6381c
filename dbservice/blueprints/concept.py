"""Concepts of topics."""

from dbservice.blueprints._entity import Entity
from dbservice.blueprints._resource import resource
from dbservice.models import Concept

CONCEPT = Entity(Concept)

blueprint = resource(CONCEPT, tag="Curriculum")
