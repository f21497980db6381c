"""Skills that problems train."""

from dbservice.blueprints._creating import Upsert
from dbservice.blueprints._entity import Entity
from dbservice.blueprints._resource import resource
from dbservice.models import Skill
from dbservice.services import row_keys

SKILL = Entity(Skill, required=(Skill.name,))

blueprint = resource(SKILL, tag="Curriculum", create=Upsert(row_keys.of(Skill), located=False))
