"""What became of former students."""

from dbservice.blueprints._creating import Upsert
from dbservice.blueprints._entity import Entity
from dbservice.blueprints._resource import resource
from dbservice.models import Alumni
from dbservice.services import row_keys

ALUMNI = Entity(Alumni, required=(Alumni.student_id,), missing="Alumni not found")

blueprint = resource(ALUMNI, tag="Alumni", create=Upsert(row_keys.of(Alumni)))
