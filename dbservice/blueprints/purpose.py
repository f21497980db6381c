"""What resources are for."""

from dbservice.blueprints._creating import Upsert
from dbservice.blueprints._entity import Entity
from dbservice.blueprints._resource import resource
from dbservice.models import Purpose
from dbservice.services import row_keys

PURPOSE = Entity(Purpose)

blueprint = resource(PURPOSE, tag="Curriculum", create=Upsert(row_keys.of(Purpose)))
