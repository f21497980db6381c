"""JSON responses."""

from typing import Any

from flask import Response
from werkzeug.exceptions import BadRequest

from dbservice.services.crud import json_text

JSON = "application/json; charset=utf-8"


def json_text_response(text: str, status: int = 200) -> Response:
    """JSON that is text already, as the database made it."""
    return Response(text, status, content_type=JSON)


def json_response(document: Any, status: int = 200) -> Response:
    """A document of our own making, which may repeat something of the request."""
    try:
        return json_text_response(json_text(document), status)
    except RecursionError as error:
        raise BadRequest("The body is nested too deep") from error


def no_content() -> Response:
    """Done, and nothing to say about it."""
    response = Response(status=204)
    del response.headers["Content-Type"]
    return response
