"""The sessions that a user can go to."""

from flask import Response
from marshmallow import ValidationError
from werkzeug.exceptions import BadRequest

from dbservice.blueprints._bodies import given_parameters
from dbservice.blueprints._calls import Calls
from dbservice.blueprints._casting import Truth
from dbservice.blueprints._listing import brief
from dbservice.blueprints._operations import json_of, parameter
from dbservice.blueprints._responses import json_text_response
from dbservice.blueprints.session import SESSION
from dbservice.db import fetch_row
from dbservice.services import reachable_sessions

blueprint = Calls("reachable-sessions", tag="Groups and sessions")
QUIZ = parameter(
    "quiz",
    Truth().filtered(),
    "Whether sessions of the batches above count as well, of quizzes only those that list one.",
)


@blueprint.call(
    "GET",
    "/user/<row_id:user_id>/sessions",
    name="getSessionsOfUser",
    summary="List the active sessions of the batches that a user is in",
    parameters=[QUIZ],
    answers={
        200: {
            "description": "The sessions, by id.",
            "content": json_of({"type": "array", "items": SESSION.response_schema}),
        }
    },
)
def sessions_of_user(user_id: int) -> Response:
    given = given_parameters().get("quiz", "false")
    try:
        quiz: bool = Truth().cast(given)
    except ValidationError as error:
        raise BadRequest(f"quiz must be true or false, not {brief(given)}") from error
    row = fetch_row(reachable_sessions.statement(SESSION.projection, quiz=quiz), (user_id,))
    assert row is not None
    return json_text_response(row[0])
