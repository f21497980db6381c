"""Problems in their languages."""

from dbservice.blueprints._creating import Upsert
from dbservice.blueprints._entity import Entity
from dbservice.blueprints._resource import resource
from dbservice.models import ProblemLang

PROBLEM_LANGUAGE = Entity(ProblemLang, required=(ProblemLang.res_id, ProblemLang.lang_id))

blueprint = resource(
    PROBLEM_LANGUAGE,
    tag="Resources",
    create=Upsert((ProblemLang.res_id, ProblemLang.lang_id)),
    slug="problem-language",
)
