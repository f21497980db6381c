"""The configuration of the learning app for a user, a batch or a program."""

from flask import Response

from dbservice.blueprints._bodies import given_parameters
from dbservice.blueprints._calls import Calls, object_of
from dbservice.blueprints._casting import is_blank
from dbservice.blueprints._errors import Refused
from dbservice.blueprints._operations import parameter, refusal
from dbservice.blueprints._paths import WHOLE, id_of
from dbservice.blueprints._responses import json_text_response
from dbservice.db import fetch_row
from dbservice.services import gurukul

NONE_GIVEN = "One of user_id, batch_id or program_id is required"
SEVERAL_GIVEN = "Provide only one of user_id, batch_id or program_id"
NO_NUMBER = "Identifier must be an integer"
SOURCES = ["batch", "program", "auth_group", "defaultgroup"]
ID = {"type": ["integer", "null"]}

blueprint = Calls("gurukul-config", tag="Schools and batches")


@blueprint.call(
    "GET",
    "/gurukul-config",
    name="getGurukulConfig",
    summary="Show the configuration of the learning app for one user, batch or program",
    parameters=[
        parameter(name, {"type": "integer"}, "Whom it is for; give one of the three.")
        for name in gurukul.NAMES
    ],
    answers={
        200: object_of(
            "The configuration, and the narrowest place that has a say in it.",
            config={"type": "object"},
            resolved_from={
                "type": "object",
                "required": ["source", "batch_id", "program_id", "auth_group_id"],
                "properties": {
                    "source": {"type": "string", "enum": SOURCES},
                    "batch_id": ID,
                    "program_id": ID,
                    "auth_group_id": ID,
                },
            },
        )
    },
    further={400: refusal(f"One of: {NONE_GIVEN}. {SEVERAL_GIVEN}. {NO_NUMBER}.")},
)
def config() -> Response:
    parameters = given_parameters()
    given = {name: parameters[name] for name in gurukul.NAMES if not is_blank(parameters.get(name))}
    if len(given) != 1:
        raise Refused(400, SEVERAL_GIVEN if given else NONE_GIVEN)
    [(name, value)] = given.items()
    digits = str(value) if type(value) in {int, str} else ""
    if not WHOLE.fullmatch(digits):
        raise Refused(400, NO_NUMBER)
    return json_text_response(gurukul.config(fetch_row, name, id_of(digits)))
