"""What resources are for."""

from dbservice.blueprints._creating import Upsert
from dbservice.blueprints._entity import Entity
from dbservice.blueprints._resource import resource
from dbservice.models import Purpose

PURPOSE = Entity(Purpose)

blueprint = resource(PURPOSE, tag="Curriculum", create=Upsert((Purpose.name,)))
