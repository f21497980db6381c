"""Large lists: fetched and sent bit by bit, and compressed for callers who take that."""

import gzip
import http.client
import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from dbservice.blueprints import _pages
from dbservice.config import Settings
from dbservice.db import db
from dbservice.security import tokens
from tests.api.conftest import Api, Rows, sent_statements
from tests.engine.workers import wait_for
from tests.rows import add_row
from tests.web_server import serving

MANY = 10_000
WIDE = [
    "first_name",
    "last_name",
    "email",
    "phone",
    "address",
    "city",
    "district",
    "state",
    "region",
    "country",
    "pincode",
    "role",
]
DIGITS = " || ".join(f"md5((n * {number})::text)" for number in range(1, 7))
ADD = f"""
    INSERT INTO "user" ({", ".join(WIDE)}, inserted_at, updated_at)
    SELECT {", ".join(f"md5('{name}' || n) || {DIGITS}" for name in WIDE)}, now(), now()
    FROM generate_series(1, :count) AS n
"""


END_WAITING = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND state = 'idle in transaction'
      AND state_change < now() - interval '100 milliseconds'
"""


@pytest.fixture
def users(rows: Rows, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Users, more than are sent as a whole."""
    monkeypatch.setattr(_pages, "AS_A_WHOLE", 10)
    monkeypatch.setattr(_pages, "BATCH", 7)
    rows.run(ADD, count=40)
    return rows.all('SELECT id FROM "user" ORDER BY id')


def in_use(app: Flask) -> int:
    """How many connections to the database nobody has given back."""
    with app.app_context():
        return db.engine.pool.checkedout()  # type: ignore[attr-defined,no-any-return]


@pytest.mark.parametrize(
    "query", ["", "&offset=33", "&offset=99", "&after_id=0", "&sort=-city", "&city=x", "&limit=14"]
)
def test_it_says_what_small_pages_say(query: str, api: Api, app: Flask, users: list[int]) -> None:
    large = api.get(f"/api/user?limit=30{query}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_pages, "AS_A_WHOLE", 10_000)
        small = api.get(f"/api/user?limit=30{query}")
    assert large.data == small.data
    for name in ("X-Total-Count", "Link", "Content-Type"):
        assert large.headers.get(name) == small.headers.get(name)
    assert "Content-Length" not in large.headers
    assert in_use(app) == 0


def test_it_costs_one_statement_and_the_count(api: Api, app: Flask, users: list[int]) -> None:
    for limit in (11, 39):
        with sent_statements(app) as sent:
            assert len(api.get(f"/api/user?limit={limit}").json) == limit
        assert len(sent) == 2, sent
        assert sum("first_name" in statement for statement in sent) == 1


def test_every_connection_is_given_back(api: Api, app: Flask, users: list[int]) -> None:
    for _ in range(20):
        api.call("HEAD", "/api/user?limit=30").close()
        broken_off = api.client.get("/api/user?limit=30", headers=api.headers, buffered=False)
        next(broken_off.response)
        broken_off.close()
        assert in_use(app) == 0


def test_what_is_wrong_from_the_outset_is_told_as_usual(
    api: Api, app: Flask, users: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        db.engine.dispose()
    monkeypatch.setattr(_pages.pages, "row_statement", lambda *_: ("SELECT 1 / 0", ()))
    response = api.get("/api/user?limit=30")
    assert (response.status_code, "errors" in response.json) == (422, True)
    assert in_use(app) == 0


def test_passwords_are_no_more_to_be_seen_than_on_small_pages(
    api: Api, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_pages, "AS_A_WHOLE", 1)
    monkeypatch.setattr(_pages, "BATCH", 2)
    with engine.begin() as connection:
        for _ in range(5):
            add_row(connection, "student_exam_record", application_password="in clear")
    with Session(engine) as session:
        reader = tokens.create(session, "reader", ["read"])
        session.commit()
    path = "/api/student-exam-record?limit=5"
    assert {one["application_password"] for one in api.get(path).json} == {"in clear"}
    hidden = api.get(path, headers={"Authorization": f"Bearer {reader}"})
    assert {one["application_password"] for one in hidden.json} == {None}


@pytest.mark.parametrize("limit", [9, 30])
@pytest.mark.parametrize("accepted", ["gzip", "br;q=1, gzip;q=0.5", "deflate, *;q=0.1"])
def test_it_is_compressed_for_those_who_take_it(
    accepted: str, limit: int, api: Api, users: list[int]
) -> None:
    path = f"/api/user?limit={limit}"
    plain = api.get(path)
    assert "Content-Encoding" not in plain.headers
    packed = api.get(path, headers={"Accept-Encoding": accepted})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data)
    for response in (plain, packed):
        assert "Accept-Encoding" in str(response.headers.getlist("Vary"))
        assert response.headers["X-Total-Count"] == "40"


@pytest.mark.parametrize(
    ("path", "accepted"),
    [
        ("/api/user?limit=30", "identity"),
        ("/api/user?limit=30", "gzip;q=0, unheard-of"),
        ("/api/user?limit=0", "gzip"),
        ("/api/user/0", "gzip"),
        ("/imports", "gzip"),
    ],
)
def test_what_is_not_compressed(path: str, accepted: str, api: Api, users: list[int]) -> None:
    assert "Content-Encoding" not in api.get(path, headers={"Accept-Encoding": accepted}).headers


def test_a_compressed_row_is_in_the_same_state(api: Api) -> None:
    id = api.post("/api/form-schema", {"name": "f", "attributes": {"a": "long " * 1000}}).json["id"]
    path = f"/api/form-schema/{id}"
    packed = api.get(path, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["ETag"] != api.get(path).headers["ETag"]
    known = {"If-None-Match": packed.headers["ETag"]}
    assert api.get(path, headers=known).status_code == 304
    known = {"If-Match": packed.headers["ETag"]}
    assert api.patch(path, {"name": "g"}, headers=known).status_code == 200


@pytest.fixture
def server(settings: Settings, tmp_path: Path, rows: Rows) -> Iterator[tuple[str, serving]]:
    """A web server over a long list of long rows."""
    rows.run(ADD, count=MANY)
    serve = serving(settings, tmp_path)
    with serve as url:
        yield url, serve


@contextmanager
def answer(url: str, path: str, headers: dict[str, str]) -> Iterator[http.client.HTTPResponse]:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
    with closing(connection):
        connection.request("GET", path, headers=headers)
        yield connection.getresponse()


def most_memory(process: psutil.Process) -> int:
    """The most memory that a process has ever had, in bytes."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    return 1024 * int(status.partition("VmHWM:")[2].split()[0])


def test_a_page_of_ten_thousand_rows_takes_no_memory(
    server: tuple[str, serving], token_headers: dict[str, str]
) -> None:
    url, serve = server
    with answer(url, "/api/user?limit=300", token_headers) as response:
        assert response.read()
    before = most_memory(serve.answering_process())
    with answer(url, f"/api/user?limit={MANY}", token_headers) as response:
        assert response.headers["X-Total-Count"] == str(MANY)
        size = sum(map(len, iter(lambda: response.read(1 << 20), b"")))
    packed = {**token_headers, "Accept-Encoding": "gzip"}
    with answer(url, f"/api/user?limit={MANY}", packed) as response:
        assert len(json.loads(gzip.decompress(response.read()))) == MANY
    assert size > 25_000_000
    assert most_memory(serve.answering_process()) - before < size / 3


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_an_error_in_the_middle_does_not_look_like_the_end(
    encoding: str, server: tuple[str, serving], token_headers: dict[str, str], rows: Rows
) -> None:
    url, _ = server
    headers = {**token_headers, "Accept-Encoding": encoding}
    with answer(url, f"/api/user?limit={MANY}", headers) as response:
        assert response.status == 200
        wait_for(lambda: rows.all(END_WAITING), "the server to wait for us")
        with pytest.raises((http.client.IncompleteRead, ConnectionError)):
            response.read()
    with answer(url, "/api/user?limit=3", token_headers) as response:
        assert len(json.loads(response.read())) == 3
