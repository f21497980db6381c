"""What all resources have in common: one body for each rule, run over each of them."""

from itertools import product
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from dbservice.blueprints._casting import Whole
from dbservice.blueprints._listing import sortable
from dbservice.blueprints._resource import Resource
from dbservice.blueprints._schemas import column_of
from tests.api.conftest import Api, Rows, sent_statements
from tests.api.resources import (
    TOLERANT,
    acceptable,
    as_json,
    every_resource,
    ruled_columns,
    table_of,
)
from tests.rows import add_full_row, add_row

BIGGEST = 2**63 - 1
NEWEST_FIRST = {"session"}
VERBS = ["GET", "PATCH", "PUT", "DELETE"]


NOT_FOUND = {"errors": {"detail": "Not Found", "message": "Not Found"}}


def not_found(resource: Resource) -> dict[str, Any]:
    """The answer about an id that no row has."""
    if resource.entity.missing:
        return {"error": resource.entity.missing}
    return NOT_FOUND


def added(engine: Engine, resource: Resource, **values: Any) -> int:
    with engine.begin() as connection:
        return add_row(connection, table_of(resource), **values)


@every_resource
def test_a_row_is_shown_with_every_key(resource: Resource, api: Api, engine: Engine) -> None:
    id = added(engine, resource)
    response = api.get(f"{resource.path}/{id}")
    assert response.status_code == 200
    assert response.content_type == "application/json; charset=utf-8"
    found = resource.entity.response_schema().fields
    assert set(response.json) == {name for name, one in found.items() if one.required}
    assert response.json["id"] == id


@every_resource
def test_a_list_is_a_bare_array_by_id(resource: Resource, api: Api, engine: Engine) -> None:
    ids = [added(engine, resource) for _ in range(3)]
    response = api.get(resource.path)
    assert response.status_code == 200
    assert [row["id"] for row in response.json] == sorted(
        ids, reverse=resource.name in NEWEST_FIRST
    )
    assert response.json[1] == api.get(f"{resource.path}/{ids[1]}").json
    assert response.headers["X-Total-Count"] == "3"


@every_resource
def test_an_empty_list_is_an_array(resource: Resource, api: Api, rows: Rows) -> None:
    rows.run(f'TRUNCATE "{table_of(resource)}" CASCADE')
    response = api.get(resource.path)
    assert (response.status_code, response.json) == (200, [])
    assert response.headers["X-Total-Count"] == "0"


@every_resource
@pytest.mark.parametrize("method", ["PATCH", "PUT"])
def test_a_change_sets_each_column_and_only_that(
    resource: Resource, method: str, api: Api, engine: Engine
) -> None:
    id = added(engine, resource)
    with engine.begin() as connection:
        add_full_row(connection, table_of(resource))  # a row that must not change
        values = dict(acceptable(connection, resource.entity))
    needed = {name: values[name] for name in required(resource)}
    path = f"{resource.path}/{id}"
    assert api.call(method, path, needed).status_code == 200
    others = [row for row in api.get(resource.path).json if row["id"] != id]
    shown = api.get(path).json
    for name, value in values.items():
        response = api.call(method, path, {name: value, "unknown": 1, "id": 77})
        assert response.status_code == 200, (name, response.json)
        expected = {**shown, name: value} if name in shown else shown
        changed = {key for key in expected if response.json[key] != expected[key]}
        assert changed <= {one.key for one in resource.entity.embeds} | {"updated_at"}, name
        assert api.get(path).json == response.json
        shown = response.json
    assert [row for row in api.get(resource.path).json if row["id"] != id] == others


def required(resource: Resource) -> list[str]:
    return [attribute.key for attribute in resource.entity.required]


@every_resource
def test_a_required_column_cannot_be_cleared(resource: Resource, api: Api, engine: Engine) -> None:
    with engine.begin() as connection:
        id = add_full_row(connection, table_of(resource))
    for name in required(resource):
        for blank in (None, "", "  "):
            response = api.patch(f"{resource.path}/{id}", {name: blank})
            assert response.status_code == 422
            assert response.json["errors"] == {name: ["can't be blank"]}
    assert api.patch(f"{resource.path}/{id}", {}).status_code == 200


@every_resource
def test_a_row_that_lacks_something_required_must_get_it_with_the_next_change(
    resource: Resource, api: Api, engine: Engine
) -> None:
    lacking = [one.key for one in resource.entity.required if column_of(one).nullable]
    id = added(engine, resource, **dict.fromkeys(lacking))
    response = api.patch(f"{resource.path}/{id}", {})
    if lacking:
        assert response.status_code == 422
        blank = {name: ["can't be blank"] for name in lacking}
        assert response.json["errors"] == blank
    else:
        assert response.status_code == 200


@every_resource
def test_a_deleted_row_is_gone(resource: Resource, api: Api, engine: Engine) -> None:
    id, other = added(engine, resource), added(engine, resource)
    response = api.delete(f"{resource.path}/{id}")
    assert (response.status_code, response.data) == (204, b"")
    assert "Content-Type" not in response.headers
    assert api.get(f"{resource.path}/{id}").status_code == 404
    assert api.delete(f"{resource.path}/{id}").json == not_found(resource)
    assert [row["id"] for row in api.get(resource.path).json] == [other]


@every_resource
def test_ids_that_no_row_has(resource: Resource, api: Api) -> None:
    for method, id in product(VERBS, (1, 0, -1, BIGGEST)):
        response = api.call(method, f"{resource.path}/{id}", {})
        assert (response.status_code, response.json) == (404, not_found(resource)), id
    for method, id in product(VERBS, (BIGGEST + 1, 10**40)):
        response = api.call(method, f"{resource.path}/{id}", {})
        assert (response.status_code, response.json) == (404, NOT_FOUND), id
    for method, id in product(VERBS, ("x", "1.5", "1e3", "٣", "new", "1%20", "1_0")):
        response = api.call(method, f"{resource.path}/{id}", {})
        assert response.status_code == 400, id
        assert response.json["errors"]["detail"] == "Bad Request"


@every_resource
def test_a_column_filters_by_equality(resource: Resource, api: Api, engine: Engine) -> None:
    with engine.begin() as connection:
        ids = [add_full_row(connection, table_of(resource)) for _ in range(2)]
        for name, value in ruled_columns(table_of(resource)).items():
            rule = text(f'UPDATE "{table_of(resource)}" SET "{name}" = :value WHERE id = :id')
            connection.execute(rule, {"value": value, "id": ids[1]})
    for name in sortable(resource.entity):
        column = column_of(resource.entity.stored[name]).name
        query = f'SELECT id, "{column}" FROM "{table_of(resource)}" WHERE id = {ids[1]}'
        with engine.begin() as connection:
            [(id, value)] = connection.exec_driver_sql(query).all()
        sent = str(value).lower() if isinstance(value, bool) else as_json(value)
        found = api.get(resource.path, query_string={name: sent})
        assert found.status_code == 200, name
        assert id in [row["id"] for row in found.json], name
        assert found.headers["X-Total-Count"] == str(len(found.json))


@every_resource
def test_a_filter_that_is_no_column_is_refused_by_name(resource: Resource, api: Api) -> None:
    response = api.get(resource.path, query_string={"full_name": "x"})
    if resource.name in TOLERANT:
        assert response.status_code == 200
        return
    assert response.status_code == 400
    assert response.json["errors"]["detail"] == "Bad Request"
    message = response.json["errors"]["message"]
    assert "full_name" in message
    assert all(name in message for name in resource.entity.filterable)


@every_resource
def test_a_filter_value_of_the_wrong_kind_is_refused(resource: Resource, api: Api) -> None:
    for name, kind in resource.entity.kinds.items():
        if resource.name == "paragraph":
            refused: list[str] = []
        elif name in resource.entity.filters:
            refused = ["\0"]
        elif name in sortable(resource.entity) and kind.types[0] != "string":
            refused = ["", "x", "\0", *(["9" * 25] if isinstance(kind, Whole) else [])]
        elif name in sortable(resource.entity):
            refused = ["\0"]
        else:
            refused = ["1", "{}", "[]", ""]
        for value in refused:
            response = api.get(resource.path, query_string={name: value})
            assert response.status_code == 400, (name, value)
            assert name in response.json["errors"]["message"]


@every_resource
def test_a_list_sorts_by_every_column(resource: Resource, api: Api, engine: Engine) -> None:
    with engine.begin() as connection:
        ids = [add_full_row(connection, table_of(resource)) for _ in range(3)]
    for name in sortable(resource.entity):
        rising = api.get(resource.path, query_string={"sort": name})
        falling = api.get(resource.path, query_string={"sort": f"-{name},-id"})
        assert (rising.status_code, falling.status_code) == (200, 200), name
        assert {row["id"] for row in rising.json} == set(ids)
    assert [row["id"] for row in api.get(f"{resource.path}?sort=-id").json] == ids[::-1]
    assert api.get(f"{resource.path}?sort=nothing").status_code == 400


@every_resource
def test_a_list_costs_one_statement_whatever_its_length(
    resource: Resource, api: Api, app: Flask, engine: Engine
) -> None:
    counted = []
    for wanted in (1, 50):
        with engine.begin() as connection:
            have = connection.exec_driver_sql(f'SELECT count(*) FROM "{table_of(resource)}"')
            for _ in range(wanted - have.scalar_one()):
                add_full_row(connection, table_of(resource))
        with sent_statements(app) as sent:
            assert len(api.get(resource.path).json) == wanted
        counted.append(len(sent))
    assert counted == [1, 1]


@every_resource
def test_a_full_page_costs_one_statement_too(
    resource: Resource, api: Api, app: Flask, engine: Engine
) -> None:
    for _ in range(3):
        added(engine, resource)
    for query in ("limit=2", "limit=2&offset=1", "limit=2", "limit=0"):
        with sent_statements(app) as sent:
            response = api.get(f"{resource.path}?{query}")
        assert response.headers["X-Total-Count"] == "3"
        assert len(sent) == 1, query


@every_resource
def test_nothing_works_without_a_token(resource: Resource, client: FlaskClient) -> None:
    paths = [f"{resource.path}{rest}" for rest in ("", "/", "/1", "/x")]
    for path, method in product(paths, [*VERBS, "POST", "OPTIONS"]):
        response = client.open(path, method=method, json={})
        assert response.status_code == 401, (path, method)
        assert (response.mimetype, response.text) == ("text/plain", "Not Authorized")
        assert client.head(path).status_code == 401


@every_resource
def test_a_trailing_slash_and_head_make_no_difference(
    resource: Resource, api: Api, engine: Engine
) -> None:
    id = added(engine, resource)
    for path in (resource.path, f"{resource.path}/{id}"):
        plain = api.get(path)
        assert api.get(f"{path}/").data == plain.data
        head = api.call("HEAD", path)
        assert (head.status_code, head.data) == (200, b"")
        assert head.headers["Content-Length"] == str(len(plain.data))


@every_resource
def test_other_methods_are_refused_with_those_there_are(resource: Resource, api: Api) -> None:
    response = api.delete(resource.path)
    assert response.status_code == 405
    assert response.json["errors"]["detail"] == "Method Not Allowed"
    assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}


@every_resource
def test_callers_must_accept_json(resource: Resource, api: Api) -> None:
    for accept in ("*/*", "application/json", "application/*;q=0.5", "text/html,*/*;q=0.1"):
        assert api.get(resource.path, headers={"Accept": accept}).status_code == 200, accept
    for accept in ("text/html", "application/json;q=0"):
        response = api.get(resource.path, headers={"Accept": accept})
        assert response.status_code == 406, accept
        assert response.json["errors"]["detail"] == "Not Acceptable"
