"""Many callers at once."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, text

from tests.api.conftest import SCHOOL, Api, Rows
from tests.api.resources import RESOURCES
from tests.api.shapes import SHAPES, Shape
from tests.engine.midway import someone_waits
from tests.engine.workers import wait_for
from tests.rows import add_row

CALLERS = 20
# A body for each resource that is found by a key, and the index that promises it.
KEYED = {
    "school": (SCHOOL, "school_code_key"),
    "batch": ({"batch_id": "B1", "name": "Photon"}, "batch_batch_id_key"),
    "student": ({"student_id": "S1", "apaar_id": "A1"}, "student_apaar_id_key"),
}


@pytest.fixture
def together(app: Flask, token_headers: dict[str, str]) -> Iterator[Callable[..., list[Any]]]:
    """Has every caller do the same at the same time."""
    barrier = Barrier(CALLERS)

    def at_once(call: Callable[[Api, int], Any]) -> list[Any]:
        def one(number: int) -> Any:
            api = Api(app.test_client(), token_headers)
            barrier.wait()
            return call(api, number)

        return [*pool.map(one, range(CALLERS))]

    with ThreadPoolExecutor(CALLERS) as pool:
        yield at_once


@pytest.mark.parametrize("index", ["kept", "left out"])
@pytest.mark.parametrize("resource", KEYED)
def test_callers_with_the_same_key_make_one_row(
    resource: str, index: str, together: Callable[..., list[Any]], rows: Rows
) -> None:
    body, promise = KEYED[resource]
    if index == "left out":
        rows.run(f"DROP INDEX {promise}")
    answers = together(lambda api, _: api.post(f"/api/{resource}", body))
    statuses = sorted(answer.status_code for answer in answers)
    created = 200 if resource == "student" else 201
    assert statuses == sorted([created, *[200] * (CALLERS - 1)])
    assert len({answer.json["id"] for answer in answers}) == 1
    assert rows.count(resource) == 1
    if resource == "student":
        assert rows.count("user") == 1
    else:
        assert rows.count("group") == 1


def test_callers_with_the_same_video_make_one_resource_and_one_tag(
    together: Callable[..., list[Any]], rows: Rows
) -> None:
    body = {"type": "video", "type_params": {"src_link": "v"}, "tags": ["t"]}
    answers = together(lambda api, _: api.post("/api/resource", body))
    assert sorted(answer.status_code for answer in answers) == [200] * (CALLERS - 1) + [201]
    assert (rows.count("resource"), rows.count("tag")) == (1, 1)


def test_callers_with_new_problems_share_their_tag(
    together: Callable[..., list[Any]], rows: Rows
) -> None:
    body = {"type": "problem", "type_params": {}, "tags": ["t"]}
    answers = together(lambda api, _: api.post("/api/resource", body))
    assert [answer.status_code for answer in answers] == [201] * CALLERS
    assert len({answer.json["code"] for answer in answers}) == CALLERS
    assert rows.count("tag") == 1


def test_callers_with_different_keys_do_not_wait_for_each_other_for_ever(
    together: Callable[..., list[Any]], rows: Rows
) -> None:
    def post(api: Api, number: int) -> int:
        return api.post("/api/school", {**SCHOOL, "code": f"S{number % 5}"}).status_code

    assert sorted(together(post)) == [200] * 15 + [201] * 5
    assert rows.count("school") == 5


def test_two_changes_cannot_close_a_circle_of_batches(
    together: Callable[..., list[Any]], api: Api, rows: Rows
) -> None:
    ids = [
        api.post("/api/batch", {"batch_id": str(number), "name": "B"}).json["id"]
        for number in range(CALLERS)
    ]
    answers = together(
        lambda api, number: (
            api.patch(
                f"/api/batch/{ids[number]}", {"parent_id": ids[(number + 1) % CALLERS]}
            ).status_code
        )
    )
    assert sorted(answers) == [200] * (CALLERS - 1) + [422]
    assert rows.one("SELECT count(*) FROM batch WHERE parent_id IS NULL") == 1


def test_changes_of_different_columns_are_all_kept(
    together: Callable[..., list[Any]], api: Api
) -> None:
    id = api.post("/api/user", {}).json["id"]
    names = ["first_name", "last_name", "city", "state"]
    together(lambda api, number: api.patch(f"/api/user/{id}", {names[number % 4]: "X"}))
    assert {name: api.get(f"/api/user/{id}").json[name] for name in names} == dict.fromkeys(
        names, "X"
    )


def test_a_call_that_is_ended_because_it_waits_in_a_circle_is_done_again(
    app: Flask, token_headers: dict[str, str], api: Api, engine: Engine
) -> None:
    """It takes the user first and then the student; somebody does so the other way round."""
    student = api.post("/api/student", {"student_id": "S1"}).json
    change = {"first_name": "Asha", "father_name": "Ramesh"}

    def call() -> int:
        other = Api(app.test_client(), token_headers)
        return other.patch(f"/api/student/{student['id']}", change).status_code

    with ThreadPoolExecutor(1) as pool, engine.connect() as connection:
        connection.execute(text("SET deadlock_timeout = '60s'"))  # the call is to be the victim
        connection.execute(text("SELECT FROM student FOR UPDATE"))
        answer = pool.submit(call)
        wait_for(lambda: someone_waits(engine), "the call to wait for the student")
        connection.execute(text('SELECT FROM "user" FOR UPDATE'))
        connection.commit()
        assert answer.result(30) == 200
    found = api.get(f"/api/student/{student['id']}").json
    assert (found["user"]["first_name"], found["father_name"]) == ("Asha", "Ramesh")


FIFTY = 50
KEYED_SHAPES = [
    SHAPES[one.name] for one in RESOURCES if SHAPES[one.name].key or one.name == "group-user"
]


def test_the_resources_with_a_key_are_found() -> None:
    assert {"school", "student", "teacher", "group-user"} <= {one.name for one in KEYED_SHAPES}


@pytest.mark.parametrize("shape", KEYED_SHAPES, ids=lambda one: one.name)
def test_fifty_callers_with_the_same_key_make_one_row(
    shape: Shape, app: Flask, api: Api, engine: Engine, rows: Rows
) -> None:
    with engine.begin() as connection:
        body = shape.body(connection)
        if shape.name == "group-user":
            batch = add_row(connection, "batch")
            body["group_id"] = add_row(connection, "group", type="batch", child_id=batch)
    [resource] = [one for one in RESOURCES if one.name == shape.name]
    table = resource.entity.projection.table.name
    before = rows.count(table)

    def post(_: int) -> Any:
        return Api(app.test_client(), api.headers).post(shape.path, body)

    with ThreadPoolExecutor(FIFTY) as pool:
        answers = [*pool.map(post, range(FIFTY))]
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses == sorted([shape.created, *[shape.again] * (FIFTY - 1)]), answers[0].json
    assert len({answer.json["id"] for answer in answers}) == 1
    assert rows.count(table) == before + 1
