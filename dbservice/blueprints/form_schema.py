"""Forms to fill in, described in JSON; sessions refer to them."""

from dbservice.blueprints._entity import Entity
from dbservice.blueprints._resource import resource
from dbservice.models import FormSchema

FORM_SCHEMA = Entity(FormSchema, required=(FormSchema.name,))

blueprint = resource(FORM_SCHEMA, tag="Organisation")
