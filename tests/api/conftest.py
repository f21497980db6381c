"""The API as a caller with a token sees it."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, text
from werkzeug.serving import make_server
from werkzeug.test import TestResponse

from dbservice.db import db
from tests import statements


class Api:
    """Calls with a token."""

    def __init__(self, client: FlaskClient, headers: dict[str, str]) -> None:
        self.client = client
        self.headers = headers

    def call(self, method: str, path: str, body: Any = None, **options: Any) -> TestResponse:
        headers = {**self.headers, **options.pop("headers", {})}
        if body is not None:
            options["json"] = body
        return self.client.open(path, method=method, headers=headers, **options)

    def get(self, path: str, **options: Any) -> TestResponse:
        return self.call("GET", path, **options)

    def post(self, path: str, body: Any = None, **options: Any) -> TestResponse:
        return self.call("POST", path, body, **options)

    def patch(self, path: str, body: Any = None, **options: Any) -> TestResponse:
        return self.call("PATCH", path, body, **options)

    def put(self, path: str, body: Any = None, **options: Any) -> TestResponse:
        return self.call("PUT", path, body, **options)

    def delete(self, path: str, **options: Any) -> TestResponse:
        return self.call("DELETE", path, **options)


class Rows:
    """What is stored, asked for beside the application."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def all(self, statement: str, **values: Any) -> list[Any]:
        """The rows a statement answers; only the value of each if there is but one."""
        with self.engine.begin() as connection:
            rows = connection.execute(text(statement), values).all()
        return [row[0] if len(row) == 1 else tuple(row) for row in rows]

    def one(self, statement: str, **values: Any) -> Any:
        [row] = self.all(statement, **values)
        return row

    def run(self, statement: str, **values: Any) -> None:
        with self.engine.begin() as connection:
            connection.execute(text(statement), values)

    def count(self, table: str) -> int:
        return int(self.one(f'SELECT count(*) FROM "{table}"'))


@pytest.fixture
def api(client: FlaskClient, token_headers: dict[str, str]) -> Api:
    return Api(client, token_headers)


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """Where the application answers from outside."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def rows(engine: Engine) -> Rows:
    return Rows(engine)


@contextmanager
def sent_statements(app: Flask) -> Iterator[list[str]]:
    """Every statement that the application sends inside, whoever has it sent."""
    with app.app_context():
        engine = db.engine
    with statements.sent_statements(engine) as sent:
        yield sent


SCHOOL = {
    "code": "S1",
    "name": "Jawahar Vidyalaya",
    "af_school_category": "JNV",
    "district_code": "12",
    "district": "Bhiwani",
    "state_code": "HR",
    "state": "Haryana",
}
