"""What the API is measured against: a handler that does nothing but run one statement.

No token, no check of any value, no rule: the parameters of the path, the query string and the body
go into a statement that answers with the JSON. gunicorn serves it as it serves the API.
"""

import os
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import orjson
import psycopg2
from psycopg2.extensions import connection as Connection  # noqa: N812  # it is a class

STATEMENTS = {
    path.stem: path.read_text() for path in (Path(__file__).parent / "api_floors").iterdir()
}
# By method, resource, and what follows it in the path.
ROUTES = {
    ("GET", "student", "id"): ("student", "200 OK"),
    ("GET", "school", "id"): ("school", "200 OK"),
    ("GET", "student", ""): ("students", "200 OK"),
    ("GET", "group-user", ""): ("group_users", "200 OK"),
    ("POST", "student", ""): ("new_student", "200 OK"),
    ("POST", "group-user", ""): ("new_enrollment", "201 Created"),
    ("PATCH", "student", "id"): ("changed_student", "200 OK"),
    ("POST", "session-occurrence", "search"): ("found_occurrences", "200 OK"),
}
# The history tells who has changed data, and how.
ORIGIN = "-c dbservice.actor=bearer -c dbservice.origin=api -c timezone=UTC"

_of_thread = threading.local()


def app(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
    """Answer one request."""
    _, _, resource, *rest = environ["PATH_INFO"].split("/")
    values: dict[str, Any] = dict(parse_qsl(environ["QUERY_STRING"]))
    below = rest[0] if rest else ""
    if below.isdigit():
        below, values["id"] = "id", int(below)
    if length := environ.get("CONTENT_LENGTH"):
        values |= orjson.loads(environ["wsgi.input"].read(int(length)))
    name, status = ROUTES[environ["REQUEST_METHOD"], resource, below]
    with connection().cursor() as cursor:
        cursor.execute(STATEMENTS[name], values)
        [[text]] = cursor.fetchall()
    body = text.encode()
    headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
    start_response(status, headers)
    return [body]


def connection() -> Connection:
    """The connection of this thread; a statement is a transaction."""
    if not hasattr(_of_thread, "connection"):
        _of_thread.connection = psycopg2.connect(os.environ["DATABASE_URL"], options=ORIGIN)
        _of_thread.connection.autocommit = True
    kept: Connection = _of_thread.connection
    return kept
