"""How refusals become responses: the error bodies of the API, and the error page."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import psycopg2
import structlog
from flask import Flask, Response, render_template, request
from marshmallow import ValidationError
from sqlalchemy.exc import DataError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from werkzeug.exceptions import HTTPException, InternalServerError
from werkzeug.http import HTTP_STATUS_CODES

from dbservice.blueprints._responses import json_response
from dbservice.errors import Conflict, DomainError, Forbidden, Invalid, NotFound, Unavailable
from dbservice.services.constraints import explain

STATUSES: Mapping[type[DomainError], int] = {
    Invalid: 422,
    NotFound: 404,
    Conflict: 409,
    Forbidden: 403,
    Unavailable: 503,
}
MESSAGES = {400: "Invalid request", 404: "Not Found", 422: "Validation failed"}
DATABASE_ERRORS = (
    IntegrityError,
    DataError,
    OperationalError,
    InterfaceError,
    psycopg2.DataError,
    psycopg2.OperationalError,
    psycopg2.InterfaceError,
)
log = structlog.get_logger()


class Refused(Exception):
    """A refusal that one route words itself: `{"error": text}`, with its own status."""

    schema: ClassVar[str] = "Refusal"
    """What the API description calls the body."""

    def __init__(self, status: int, text: str, **extra: Any) -> None:
        super().__init__(text)
        self.status = status
        self.text = text
        self.extra = extra

    def body(self) -> dict[str, Any]:
        """The JSON of the response."""
        return {"error": self.text, **self.extra}


class Rejected(Refused):
    """The same as `{"errors": text}`, as the routes for dropouts and their return have it."""

    schema = "Rejection"

    def body(self) -> dict[str, Any]:
        return {"errors": self.text, **self.extra}


class Told(Refused):
    """The same as `{"message": text}`, as the route that changes records by name has it."""

    schema = "Message"

    def body(self) -> dict[str, Any]:
        return {"message": self.text, **self.extra}


class Failed(Refused):
    """The same in the general form."""

    schema = "Error"

    def body(self) -> dict[str, Any]:
        return general_body(self.status, self.text)


class Unacceptable(Exception):
    """Fields of a row that cannot be stored as they are, each with what is wrong with it."""

    def __init__(self, errors: Mapping[str, Sequence[str]]) -> None:
        super().__init__("unacceptable")
        self.errors = {field: list(messages) for field, messages in errors.items()}

    def body(self) -> dict[str, Any]:
        """The JSON of the response."""
        return {"errors": self.errors, "message": self.message}

    @property
    def message(self) -> str:
        """All of it as one text."""
        return "; ".join(
            f"{field.replace('_', ' ')}: {'; '.join(messages)}"
            for field, messages in self.errors.items()
        )


class Unmade(Unacceptable):
    """The same, of a new resource, without the text."""

    def body(self) -> dict[str, Any]:
        return {"errors": self.errors}


def init_app(app: Flask) -> None:
    app.register_error_handler(Refused, refused)
    app.register_error_handler(Unacceptable, unacceptable)
    app.register_error_handler(ValidationError, invalid)
    app.register_error_handler(DomainError, domain_error)
    for kind in DATABASE_ERRORS:
        app.register_error_handler(kind, database_error)
    app.register_error_handler(NoConnectionFree, overloaded)
    app.register_error_handler(HTTPException, http_error)


def general(status: int, message: str | None = None) -> Response:
    """The body for everything that is not about the fields of a row."""
    return json_response(general_body(status, message), status)


def general_body(status: int, message: str | None = None) -> dict[str, Any]:
    """The JSON of it."""
    title = HTTP_STATUS_CODES.get(status, "Unknown error")
    return {"errors": {"detail": title, "message": message or MESSAGES.get(status, title)}}


def refused(error: Refused) -> Response:
    return json_response(error.body(), error.status)


def unacceptable(error: Unacceptable) -> Response:
    return json_response(error.body(), 422)


def invalid(error: ValidationError) -> Response:
    return unacceptable(Unacceptable(error.messages_dict))


def domain_error(error: DomainError) -> Response:
    status = next((STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES), 400)
    if not in_api():
        return error_page(status, error.message)
    if error.field and status == STATUSES[Invalid]:
        return unacceptable(Unacceptable({error.field: [error.message]}))
    return general(status, error.message)


def database_error(error: Exception) -> Response:
    refusal = explain(error)  # type: ignore[arg-type]  # registered for these kinds only
    if isinstance(refusal, Unavailable):
        log.error("database", reason=refusal.code, exc_info=error)
    return domain_error(refusal)


def overloaded(error: NoConnectionFree) -> Response:
    """Every connection to the database was in use for too long."""
    log.error("no database connection free", exc_info=error)
    return domain_error(Unavailable("Too much to do at once; try again"))


def http_error(error: HTTPException) -> Response:
    """Every refusal of Flask and Werkzeug: no route, wrong method, body too large, our own bugs."""
    status = error.code or 500
    own = error.description if "description" in error.__dict__ else None
    if status < 400:  # noqa: PLR2004  # redirects are HTTPExceptions too
        return error.get_response()  # type: ignore[return-value]  # Werkzeug's, which Flask sends
    message = None if isinstance(error, InternalServerError) else own
    response = general(status, message) if in_api() else error_page(status, message)
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After", "WWW-Authenticate"}:
            response.headers[name] = value
    return response


def in_api() -> bool:
    """Whether a program asked, who wants JSON, and not a person."""
    return request.path.startswith("/api")


def error_page(status: int, message: str | None) -> Response:
    title = HTTP_STATUS_CODES.get(status, "Error")
    page = render_template("error.html", status=status, title=title, message=message)
    return Response(page, status)
