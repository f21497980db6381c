"""Languages of content."""

from dbservice.blueprints._creating import Upsert
from dbservice.blueprints._entity import Entity
from dbservice.blueprints._resource import resource
from dbservice.models import Language
from dbservice.services import row_keys

LANGUAGE = Entity(Language, required=(Language.name, Language.code))

blueprint = resource(
    LANGUAGE, tag="Curriculum", create=Upsert(row_keys.of(Language), located=False)
)
