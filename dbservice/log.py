"""Logs: one JSON object a line in production, readable lines in development.

No bodies, no query strings and no tokens: what identifies a call is its request id.
"""

import logging
import re
import sys
import time
from contextvars import ContextVar
from random import getrandbits
from typing import Any

import structlog
from flask import Flask, Response, g, request

REQUEST_ID = re.compile(r"[A-Za-z0-9._:-]{8,200}", re.ASCII)
SLOW_SECONDS = 1.0
SERVER_ERROR = 500

current_request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
log = structlog.get_logger()


def init_app(app: Flask) -> None:
    settings = app.config["SETTINGS"]
    configure(settings.log_level, readable=settings.is_development)
    app.before_request(begin)
    app.after_request(end)


def configure(level: str, *, readable: bool) -> None:
    """Send everything that is logged, by us and by libraries, to standard error."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        add_request_id,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.StackInfoRenderer(),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = ErrorStream()
    handler.setFormatter(formatter(shared, readable=readable))
    root = logging.getLogger()
    root.handlers = [other for other in root.handlers if not isinstance(other, ErrorStream)]
    root.addHandler(handler)
    root.setLevel(level.upper())


class ErrorStream(logging.Handler):
    """Writes to whatever standard error is at the time."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            sys.stderr.write(self.format(record) + "\n")
        except Exception:  # noqa: BLE001  # logging never breaks what it reports on
            self.handleError(record)


def formatter(shared: list[structlog.typing.Processor], *, readable: bool) -> logging.Formatter:
    """How a line looks."""
    # No local variables in tracebacks: they hold people.
    plain = structlog.dev.plain_traceback
    rendering: list[Any] = [structlog.dev.ConsoleRenderer(exception_formatter=plain)]
    if not readable:
        rendering = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *rendering],
    )


def add_request_id(_: object, __: str, event: structlog.typing.EventDict) -> dict[str, Any]:
    """Say in which request something was logged."""
    if (request_id := current_request_id.get()) is not None:
        event["request_id"] = request_id
    return dict(event)


def begin() -> None:
    """Give the request an id: the caller's own if it is one."""
    given = request.headers.get("X-Request-Id", "")
    # No secret: the system's own source of randomness would have other threads go first.
    current_request_id.set(given if REQUEST_ID.fullmatch(given) else f"{getrandbits(128):032x}")
    g.began = time.perf_counter()


def end(response: Response) -> Response:
    """Tell the request id, and log what fails on our side or takes long.

    What changes data is not logged: the history of the database tells it, row by row.
    """
    response.headers.add("X-Request-Id", current_request_id.get() or "")
    seconds = time.perf_counter() - g.get("began", time.perf_counter())
    if response.status_code >= SERVER_ERROR or seconds > SLOW_SECONDS:
        log.warning(
            "request",
            method=request.method,
            route=request.url_rule.rule if request.url_rule else None,
            status=response.status_code,
            milliseconds=round(seconds * 1000, 1),
            actor=g.get("actor"),
        )
    return response
