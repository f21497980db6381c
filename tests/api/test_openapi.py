"""The API description: complete, consistent, and what the routes really do."""

import json
import re
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from referencing import Registry
from referencing import Resource as Contents
from referencing.jsonschema import DRAFT202012

from app import create_app
from dbservice.blueprints._resource import Resource
from dbservice.config import Settings
from tests.api.conftest import Api
from tests.api.resources import CALLS, RESOURCES, every_resource
from tests.databases import TOKEN

Document = dict[str, Any]


@pytest.fixture(scope="session")
def document() -> Document:
    """The description, which no database has a part in."""
    settings = Settings(
        environment="test",
        database_url="postgresql://",
        redis_url="redis://",
        secret_key="-",
        bearer_token=TOKEN,
    )
    app = create_app(settings)
    with app.app_context():
        document: Document = json.loads(app.extensions["dbservice-api"].document())
        return document


def operations(document: Document) -> Iterator[tuple[str, str, Document]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if method != "parameters":
                yield method.upper(), path, operation


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if "$ref" in node:
            yield node["$ref"]
        for inner in node.values():
            yield from references(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from references(inner)


def test_it_is_openapi_31_and_says_how_to_authorize(document: Document) -> None:
    assert document["openapi"].startswith("3.1")
    assert document["security"] == [{"token": []}]
    assert document["components"]["securitySchemes"]["token"] == {
        "type": "http",
        "scheme": "bearer",
    }


def test_it_is_valid(document: Document) -> None:
    validate(document)


def test_every_example_is_one(document: Document) -> None:
    found = Contents.from_contents(document, DRAFT202012)
    registry = Registry().with_resource("", found)
    checked = 0
    for schema in nodes(document):
        if not isinstance(schema.get("examples"), list):
            continue
        validator = Draft202012Validator(
            schema, registry=registry, format_checker=Draft202012Validator.FORMAT_CHECKER
        )
        for example in schema["examples"]:
            validator.validate(example)
            checked += 1
    assert checked > 1000


def nodes(node: Any) -> Iterator[Document]:
    """Every object of the document."""
    if isinstance(node, dict):
        yield node
    inside = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    for inner in inside:
        yield from nodes(inner)


def test_every_field_of_a_row_has_an_example(document: Document) -> None:
    schemas = document["components"]["schemas"]
    for resource, kind in product(RESOURCES, ("", "New", "Change")):
        described = schemas[f"{resource.entity.name}{kind}"]
        for name, field in described["properties"].items():
            assert {"examples", "$ref", "anyOf", "items"} & field.keys(), (resource, name)


def test_every_error_has_an_example(document: Document) -> None:
    for name in ("Error", "FieldErrors", "Refusal", "Rejection", "BareFieldErrors", "Message"):
        assert document["components"]["schemas"][name]["examples"]


def test_what_was_created_leads_to_what_can_be_done_with_it(document: Document) -> None:
    known = {operation["operationId"]: path for _, path, operation in operations(document)}
    for resource in RESOURCES:
        responses = document["paths"][resource.path]["post"]["responses"]
        for status in {"200", "201"} & responses.keys():
            linked = [link["operationId"] for link in responses[status]["links"].values()]
            assert {known[one] for one in linked} == {f"{resource.path}/{{id}}"}
            assert len(linked) == 4


def test_every_list_says_what_it_holds(document: Document) -> None:
    """Generators of clients cannot do without."""
    for node in nodes(document):
        if "array" in node.get("type", ()):
            assert "items" in node


def test_every_reference_leads_somewhere(document: Document) -> None:
    for reference in references(document):
        target: Any = document
        for step in reference.removeprefix("#/").split("/"):
            target = target[step]
        assert target


def test_components_have_clean_names(document: Document) -> None:
    names = set(document["components"]["schemas"])
    expected = {f"{one.entity.name}{kind}" for one in RESOURCES for kind in ("", "New", "Change")}
    expected |= {f"{one.name[0].upper()}{one.name[1:]}Body" for one in CALLS if one.takes}
    assert names >= expected | {"Error", "FieldErrors", "Refusal", "Rejection"}
    assert [name for name in names if not re.fullmatch("([A-Z][a-z]+)+", name)] == []
    assert [name for name in names if name.endswith("Schema") and name not in expected] == []


def test_every_operation_is_told_in_full(document: Document) -> None:
    ids = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(ids) == len(set(ids))
    tags = {tag["name"] for tag in document["tags"]}
    bare = {call.name for call in CALLS if not call.takes}
    for method, path, operation in operations(document):
        assert operation["summary"], (method, path)
        assert set(operation["tags"]) <= tags
        if "health" in path:
            assert operation["security"] == []
            continue
        assert {"401", "403", "406", "503"} <= operation["responses"].keys()
        writes = method in {"POST", "PATCH", "PUT"} and operation["operationId"] not in bare
        assert ("requestBody" in operation) == writes
        if "{id}" in path:
            assert {"400", "404"} <= operation["responses"].keys()


@every_resource
def test_a_response_has_exactly_the_keys_described(resource: Resource, document: Document) -> None:
    described = document["components"]["schemas"][resource.entity.name]
    found = resource.entity.response_schema().fields
    assert set(described["properties"]) == set(found)
    assert set(described["required"]) == {name for name, one in found.items() if one.required}


@every_resource
def test_a_list_takes_exactly_the_parameters_described(
    resource: Resource, document: Document, api: Api
) -> None:
    listing = document["paths"][resource.path]["get"]
    names = [one["name"] for one in listing["parameters"]]
    assert len(names) == len(set(names))
    for name in names:
        response = api.get(resource.path, query_string={name: "~", "id": "1"})
        assert "is not a parameter" not in response.text, name
    answered = set(api.get(resource.path).headers.keys())
    assert "X-Total-Count" in answered & listing["responses"]["200"]["headers"].keys()


@every_resource
def test_a_post_answers_one_of_the_statuses_described(
    resource: Resource, document: Document, api: Api
) -> None:
    described = document["paths"][resource.path]["post"]
    body = described["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    needed = document["components"]["schemas"][body.split("/")[-1]].get("required", [])
    for sent in ({}, dict.fromkeys(needed), dict.fromkeys(needed, "x"), {"id": []}):
        assert str(api.post(resource.path, sent).status_code) in described["responses"]


def test_the_page_and_all_it_needs_come_from_here(client: FlaskClient, staff: Any) -> None:
    page = client.get("/docs/swagger", headers=staff.headers("viewer"))
    assert page.status_code == 200
    addresses = re.findall(r'(?:src|href|data-description)="([^"]+)"', page.text)
    assert len(addresses) >= 4
    for address in addresses:
        assert address.startswith("/")
        with client.get(address, headers=staff.headers("viewer")) as asset:
            assert asset.status_code == 200
            assert len(asset.data) > 100
    assert not re.search(r"<script(?![^>]*src)|<style|style=|onload=", page.text)


def test_it_can_be_printed(document: Document, app: Flask) -> None:
    printed = app.test_cli_runner().invoke(args=["openapi"])
    assert json.loads(printed.output) == document


@pytest.mark.parametrize("path", ["/docs/swagger", "/docs/openapi.json"])
def test_the_description_is_for_staff(path: str, client: FlaskClient) -> None:
    response = client.get(path)
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith("Basic")


def test_a_client_may_read_it_with_its_token(
    client: FlaskClient, token_headers: dict[str, str], document: Document
) -> None:
    response = client.get("/docs/openapi.json", headers=token_headers)
    assert response.json == document
    wrong = client.get("/docs/openapi.json", headers={"Authorization": "Bearer wrong"})
    assert wrong.status_code == 401
