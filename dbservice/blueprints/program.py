"""Programmes."""

from dbservice.blueprints._creating import Upsert
from dbservice.blueprints._entity import Entity
from dbservice.blueprints._resource import resource
from dbservice.models import Program
from dbservice.services import row_keys

PROGRAM = Entity(Program, required=(Program.name, Program.product_id))

blueprint = resource(
    PROGRAM,
    tag="Organisation",
    create=Upsert(row_keys.of(Program), absent=(400, "Program name is required")),
)
