"""What clients read in the answers of every resource, key by key, and what POST answers them."""

from typing import Any

import pytest
from sqlalchemy import Engine
from werkzeug.test import TestResponse

from tests.api.conftest import Api
from tests.api.shapes import SHAPES, Shape

every_shape = pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)


def row_of(shape: Shape, response: TestResponse, status: int) -> dict[str, Any]:
    """The row of an answer, if it is as it must be."""
    assert response.status_code == status, response.text
    assert response.content_type == "application/json; charset=utf-8"
    row: dict[str, Any] = response.json
    assert [*shape.faults(row)] == []
    return row


def body_of(shape: Shape, engine: Engine) -> dict[str, Any]:
    with engine.begin() as connection:
        return shape.body(connection)


@every_shape
def test_a_row_with_everything(shape: Shape, api: Api, engine: Engine) -> None:
    body = body_of(shape, engine)
    response = api.post(shape.path, body)
    created = row_of(shape, response, shape.created)
    path = f"{shape.path}/{created['id']}"
    located = shape.located and shape.created == 201
    assert response.headers.get("Location") == (path if located else None)
    assert echoed(shape, created, body) == echoed(shape, body, body)
    shown = row_of(shape, api.get(path), 200)
    assert shown in api.get(shape.path).json
    for method in ("PATCH", "PUT"):
        assert row_of(shape, api.call(method, path, body), 200).keys() == shown.keys()
    post_again(shape, api, body, created["id"])
    assert_gone_when_deleted(shape, api, path)


def echoed(shape: Shape, row: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
    """Those values of a row, or of one inside it, that a body sets."""
    inner = [row.get(key) or {} for key in shape.one if shape.one[key] == shape.along]
    flat = {key: value for one in (*inner, row) for key, value in one.items()}
    writable = {*shape.written, *(SHAPES[shape.along].written if shape.along else ())}
    return {key: value for key, value in flat.items() if key in writable & body.keys()}


def post_again(shape: Shape, api: Api, body: dict[str, Any], id: int) -> None:
    response = api.post(shape.path, body)
    assert response.status_code == shape.again, response.text
    if shape.again == 200:
        assert row_of(shape, response, 200)["id"] == id
        assert "Location" not in response.headers
    elif shape.again == 422:
        assert "has already been taken" in response.json["message"]


def assert_gone_when_deleted(shape: Shape, api: Api, path: str) -> None:
    general = {"errors": {"detail": "Not Found", "message": "Not Found"}}
    removed = api.delete(path)
    assert (removed.status_code, removed.data) == (204, b"")
    for method in ("GET", "PATCH", "PUT", "DELETE"):
        response = api.call(method, path, {})
        assert response.status_code == 404
        assert response.json == ({"error": shape.unknown} if shape.unknown else general)


@every_shape
def test_a_row_with_nothing_but_what_it_needs(shape: Shape, api: Api, engine: Engine) -> None:
    body = body_of(shape, engine)
    assert_refused_without_key(shape, api, body)
    needed = {key: body[key] for key in (*shape.demanded, *shape.added)}
    created = row_of(shape, api.post(shape.path, needed), shape.created)
    empty = {key for key in shape.kinds if key not in {*shape.filled, *shape.demanded}}
    alone = dict.fromkeys(empty) | shape.alone
    assert {key: created[key] for key in alone} == alone
    path = f"{shape.path}/{created['id']}"
    assert row_of(shape, api.get(path), 200) == created
    assert row_of(shape, api.patch(path, {}), 200).keys() == created.keys()
    assert created in api.get(shape.path).json


def assert_refused_without_key(shape: Shape, api: Api, body: dict[str, Any]) -> None:
    further = {key: value for key, value in body.items() if key not in {*shape.key, "apaar_id"}}
    for blank in ({}, dict.fromkeys(shape.key), dict.fromkeys(shape.key, "")):
        if not shape.key:
            break
        response = api.post(shape.path, {**further, **blank})
        if shape.absent:
            assert (response.status_code, response.json["error"]) == tuple(shape.absent)
        else:
            assert response.status_code == 422
            errors = {key: response.json["errors"].get(key) for key in shape.key}
            assert errors == {key: ["can't be blank"] for key in shape.key}
