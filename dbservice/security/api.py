"""The door of the API: a bearer token with the right to do what is asked."""

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, Response, current_app, g, request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Forbidden

from dbservice.security import caller
from dbservice.security.tokens import Grant, grant_of

OPEN = frozenset({"/api/health", "/api/health/ready"})
SCOPE_OF_METHOD = {"GET": "read", "HEAD": "read", "OPTIONS": "read", "DELETE": "destructive"}
JSON = "application/json"
F = TypeVar("F", bound=Callable[..., object])


def init_app(app: Flask) -> None:
    app.before_request(admit)


def scope(name: str) -> Callable[[F], F]:
    """Say which scope a view needs where its method does not tell: a POST that only reads."""

    def mark(view: F) -> F:
        view.scope = name  # type: ignore[attr-defined]  # functions may carry attributes
        return view

    return mark


def admit() -> Response | None:
    """Let a call to the API through, and note who makes it, for the history."""
    if not is_api_call():
        return None
    if request.path.rstrip("/") in OPEN:
        return None
    grant = presented_grant()
    if grant is None:
        return refuse()
    if needed_scope() not in grant.scopes:
        raise Forbidden(f"This token lacks the scope {needed_scope()}")
    settings = current_app.config["SETTINGS"]
    request.max_content_length = settings.max_body_mb * 1024 * 1024
    request.max_form_memory_size = request.max_content_length
    g.grant = grant
    caller.note(grant.name, "api")
    return None


def presented_grant() -> Grant | None:
    """What the token that comes with the request allows; None without a valid one."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return None
    return grant_of(token.strip(), current_app.config["SETTINGS"])


def caller_may(scope: str) -> bool:
    """Whether the token of this call has the scope, for what depends on more than the route."""
    grant: Grant = g.grant
    return scope in grant.scopes


def is_api_call() -> bool:
    """By path, and by route too, so that no odd spelling of a path gets past."""
    rule = request.url_rule
    return request.path.startswith("/api") or (rule is not None and rule.rule.startswith("/api"))


def needed_scope() -> str:
    """What the caller must be allowed to do."""
    view = current_app.view_functions.get(request.endpoint or "")
    by_method = SCOPE_OF_METHOD.get(request.method, "write")
    return getattr(view, "scope", by_method)


def refuse() -> Response:
    response = Response("Not Authorized", 401, mimetype="text/plain")
    response.www_authenticate = WWWAuthenticate("bearer")
    return response
