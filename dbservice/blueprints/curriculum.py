"""Curricula."""

from dbservice.blueprints._creating import Upsert
from dbservice.blueprints._entity import Entity
from dbservice.blueprints._resource import resource
from dbservice.models import Curriculum

CURRICULUM = Entity(Curriculum)

blueprint = resource(CURRICULUM, tag="Curriculum", create=Upsert((Curriculum.name,)))
