"""The demo problems as resources, and their texts."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from dbservice.models import Paragraph, ProblemLang, Resource
from dbservice.services.resources import PROBLEM, problem_code
from dbservice.services.seed import descriptors
from dbservice.services.seed.chance import Chance
from dbservice.services.seed.curriculums import Taught
from dbservice.services.seed.descriptors import Descriptors
from dbservice.services.seed.exercises.biology import BIOLOGY
from dbservice.services.seed.exercises.chemistry import CHEMISTRY
from dbservice.services.seed.exercises.exercise import Exercise
from dbservice.services.seed.exercises.maths import MATHS
from dbservice.services.seed.exercises.physics import PHYSICS
from dbservice.services.seed.shelves import Shelved
from dbservice.services.seed.translated import Named, Names, put_named
from dbservice.services.seed.upsert import Ids, put, put_by

EXERCISES = {"Physics": PHYSICS, "Chemistry": CHEMISTRY, "Maths": MATHS, "Biology": BIOLOGY}
RESOURCE_NAMES = Names("name", "lang_code", "resource")
NAMED = Named(Resource, RESOURCE_NAMES, "type")


def exercises() -> list[Exercise]:
    """The problems of all subjects."""
    return [one for some in EXERCISES.values() for one in some]


def put_problems(session: Session, taught: Taught, described: Descriptors) -> list[Shelved]:
    """Put the problems and their texts, in the order of `exercises`."""
    known = exercises()
    rows = [_row(one, taught, described) for one in known]
    # A problem has no key of its own: its code comes from its id.
    ids = put_named(session, NAMED, rows, lambda row_id: {"code": problem_code(row_id)})
    bodies = dict.fromkeys(one.passage for one in known if one.passage)
    passages = put_by(session, Paragraph, [{"body": body} for body in bodies], "body")
    texts = [
        text
        for one, id in zip(known, ids, strict=True)
        for text in _texts(one, id, taught.catalogue.languages, passages)
    ]
    put(session, ProblemLang, texts, "res_id", "lang_id")
    return [
        Shelved(id, one.topic, one.level, taught.concepts[one.topic][:1])
        for one, id in zip(known, ids, strict=True)
    ]


def _row(one: Exercise, taught: Taught, described: Descriptors) -> dict[str, Any]:
    state = Chance(one.name).pick(
        "state", (*[descriptors.PUBLISHED] * 3, descriptors.IN_REVIEW, descriptors.DRAFT)
    )
    return {
        "type": PROBLEM,
        "subtype": one.kind,
        "name": RESOURCE_NAMES.of(one.name),
        "source": "Written for practice",
        "type_params": {},
        "purpose_ids": [described.purposes[name] for name in ("Practice", "Assessment")],
        "tag_ids": [described.tags[one.tag]],
        "skill_ids": [described.skills[one.skill]],
        "learning_objective_ids": taught.objectives[one.topic][:1],
        "cms_status_id": taught.states[state],
    }


def _texts(
    one: Exercise, id: int, languages: Mapping[str, int], passages: Ids
) -> list[dict[str, Any]]:
    return [
        {
            "res_id": id,
            "lang_id": languages[code],
            "meta_data": wording.as_json(),
            "paragraph_id": passages[one.passage] if one.passage else None,
        }
        for code, wording in (("en", one.english), ("hi", one.hindi))
        if wording
    ]
