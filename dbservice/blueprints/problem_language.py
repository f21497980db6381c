"""Problems in their languages."""

from marshmallow import fields

from dbservice.blueprints._creating import Upsert
from dbservice.blueprints._derived import Derived
from dbservice.blueprints._entity import Entity
from dbservice.blueprints._problems import PASSAGE, passage
from dbservice.blueprints._resource import resource
from dbservice.models import ProblemLang
from dbservice.services import row_keys


def passage_of(row: str) -> str:
    """The passage that a text asks about."""
    subtype = f"(SELECT subtype FROM resource WHERE id = {row}.res_id)"
    return passage(f"{row}.paragraph_id", subtype)


PROBLEM_LANGUAGE = Entity(
    ProblemLang,
    required=(ProblemLang.res_id, ProblemLang.lang_id),
    derived={
        "paragraph": Derived(passage_of, fields.Nested(PASSAGE, allow_none=True, required=True))
    },
)

blueprint = resource(
    PROBLEM_LANGUAGE,
    tag="Resources",
    create=Upsert(row_keys.of(ProblemLang)),
    slug="problem-language",
)
