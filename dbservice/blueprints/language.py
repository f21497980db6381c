"""Languages of content."""

from dbservice.blueprints._creating import Upsert
from dbservice.blueprints._entity import Entity
from dbservice.blueprints._resource import resource
from dbservice.models import Language

LANGUAGE = Entity(Language, required=(Language.name, Language.code))

blueprint = resource(LANGUAGE, tag="Curriculum", create=Upsert((Language.name,), located=False))
