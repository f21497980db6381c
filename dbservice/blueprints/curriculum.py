"""Curricula."""

from dbservice.blueprints._creating import Upsert
from dbservice.blueprints._entity import Entity
from dbservice.blueprints._resource import resource
from dbservice.models import Curriculum
from dbservice.services import row_keys

CURRICULUM = Entity(Curriculum)

blueprint = resource(CURRICULUM, tag="Curriculum", create=Upsert(row_keys.of(Curriculum)))
