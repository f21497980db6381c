"""Calls that depend on the state of a row, which ETag names."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, text

from dbservice.blueprints._resource import Resource
from tests.api.conftest import Api, Rows, sent_statements
from tests.api.resources import every_resource, table_of
from tests.engine.midway import someone_waits
from tests.engine.workers import wait_for
from tests.rows import add_row

UNKNOWN = '"0123456789abcdef01234567"'


@pytest.fixture
def path(api: Api) -> str:
    """A student with a user."""
    body = {"student_id": "S1", "first_name": "Asha"}
    return f"/api/student/{api.post('/api/student', body).json['id']}"


def etag(response: Any) -> str:
    found: str = response.headers["ETag"]
    assert found.startswith('"')
    return found


@every_resource
def test_every_answer_with_a_row_names_its_state(
    resource: Resource, api: Api, engine: Engine
) -> None:
    with engine.begin() as connection:
        id = add_row(connection, table_of(resource))
    path = f"{resource.path}/{id}"
    shown = api.get(path)
    assert etag(api.call("HEAD", path)) == etag(shown)
    known = api.get(path, headers={"If-None-Match": etag(shown)})
    assert (known.status_code, known.data, etag(known)) == (304, b"", etag(shown))
    assert "Content-Type" not in known.headers
    assert api.get(path, headers={"If-None-Match": UNKNOWN}).data == shown.data
    changed = api.patch(path, {}, headers={"If-Match": etag(shown)})
    assert changed.status_code in {200, 422}, changed.json
    if changed.status_code == 200:
        assert etag(changed) == etag(api.get(path))
    for method in ("PATCH", "PUT", "DELETE"):
        refused = api.call(method, path, {}, headers={"If-Match": UNKNOWN})
        assert refused.status_code == 412
        assert refused.json["errors"]["detail"] == "Precondition Failed"
    assert api.delete(path, headers={"If-Match": etag(api.get(path))}).status_code == 204
    assert api.get(path, headers={"If-None-Match": etag(shown)}).status_code == 404
    for method in ("PATCH", "PUT", "DELETE"):
        gone = api.call(method, path, {}, headers={"If-Match": etag(shown)})
        assert gone.status_code == 404


@pytest.mark.parametrize(
    "change", [{"father_name": "Ram"}, {"first_name": "Usha"}, {"father_name": "R", "city": "P"}]
)
def test_a_change_of_anything_that_is_shown_is_another_state(
    change: dict[str, str], api: Api, path: str
) -> None:
    before = etag(api.get(path))
    answer = api.patch(path, change, headers={"If-Match": before})
    assert answer.status_code == 200
    assert etag(answer) == etag(api.get(path)) != before
    assert api.patch(path, {"city": "Agra"}, headers={"If-Match": before}).status_code == 412
    assert api.get(path).json["user"]["city"] == change.get("city")
    assert api.delete(path, headers={"If-Match": before}).status_code == 412
    assert api.get(path).status_code == 200
    same = api.post("/api/student", {"student_id": "S1"})
    assert etag(same) == etag(answer)


def test_the_forms_that_conditions_may_have(api: Api, path: str) -> None:
    known = etag(api.get(path))
    for header, status in {
        known: 304,
        f"{UNKNOWN}, {known}": 304,
        f"W/{known}": 304,
        f'{known[:-1]}:gzip"': 304,
        "*": 304,
        UNKNOWN: 200,
        "": 200,
        "nonsense": 200,
    }.items():
        assert api.get(path, headers={"If-None-Match": header}).status_code == status, header
    for header, status in {
        known: 200,
        f"{UNKNOWN}, {known}": 200,
        f'{known[:-1]}:zstd"': 200,
        "*": 200,
        f"W/{known}": 412,
        UNKNOWN: 412,
        "": 412,
        "nonsense": 412,
    }.items():
        assert api.patch(path, {}, headers={"If-Match": header}).status_code == status, header


@pytest.mark.parametrize("tag", ['W/""', '""', '"", "x"', ",", '"'])
def test_a_tag_that_names_nothing_is_no_state(tag: str, api: Api, path: str) -> None:
    assert api.get(path, headers={"If-None-Match": tag}).status_code == 200
    assert api.patch(path, {}, headers={"If-Match": tag}).status_code == 412


def test_the_name_of_a_state_costs_no_statement(api: Api, app: Flask, path: str) -> None:
    with sent_statements(app) as sent:
        response = api.get(path)
        api.get(path, headers={"If-None-Match": etag(response)})
    assert len(sent) == 2


def test_of_callers_who_know_the_same_state_one_has_the_say(
    app: Flask, api: Api, path: str
) -> None:
    known = etag(api.get(path))

    def call(number: int) -> int:
        other = Api(app.test_client(), api.headers)
        change = [{"first_name": f"U{number}"}, {"father_name": f"F{number}"}][number % 2]
        return other.patch(path, change, headers={"If-Match": known}).status_code

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(call, range(8))) == [200] + [412] * 7


@pytest.mark.parametrize("table", ["student", "user"])
def test_the_state_is_that_after_the_wait_for_others(
    table: str, app: Flask, api: Api, path: str, engine: Engine, rows: Rows
) -> None:
    known = etag(api.get(path))

    def call() -> int:
        other = Api(app.test_client(), api.headers)
        change = {"father_name": "Ours", "city": "Ours"}
        return other.patch(path, change, headers={"If-Match": known}).status_code

    column = {"student": "father_name", "user": "city"}[table]
    with ThreadPoolExecutor(1) as pool, engine.connect() as connection:
        connection.execute(text(f"UPDATE \"{table}\" SET {column} = 'Theirs'"))
        answer = pool.submit(call)
        wait_for(lambda: someone_waits(engine), "the call to wait for the row")
        connection.commit()
        assert answer.result(30) == 412
    assert rows.one(f'SELECT {column} FROM "{table}"') == "Theirs"


def test_what_is_refused_after_the_check_changes_nothing(api: Api, path: str) -> None:
    known = etag(api.get(path))
    change = {"first_name": "Usha", "grade_id": 10**6}
    assert api.patch(path, change, headers={"If-Match": known}).status_code == 422
    assert etag(api.get(path)) == known
    assert api.patch(path, {"city": "Agra"}, headers={"If-Match": known}).status_code == 200


def test_a_value_of_old_that_comes_back_is_no_change_under_a_condition_either(
    api: Api, path: str, rows: Rows
) -> None:
    rows.run("UPDATE student SET stream = 'unheard of'")
    known = api.get(path)
    body = {"stream": "unheard of", "father_name": "Ram"}
    assert api.patch(path, body, headers={"If-Match": etag(known)}).json["father_name"] == "Ram"


@pytest.mark.parametrize("tags", ['""', 'W/""', '"", "other"'])
def test_an_empty_tag_names_no_state(tags: str, api: Api) -> None:
    path = f"/api/user/{api.post('/api/user', {}).json['id']}"
    assert api.get(path, headers={"If-None-Match": tags}).status_code == 200
    assert api.patch(path, {}, headers={"If-Match": tags}).status_code == 412
