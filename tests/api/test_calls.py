"""How calls beside the resources are declared, and how they refuse."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from sqlalchemy import text

from dbservice.blueprints import _errors, blueprints
from dbservice.blueprints._calls import Call, Calls, Fields, Values, object_of
from dbservice.blueprints._casting import Day, Text, Whole
from dbservice.blueprints._errors import Failed, Refused, Rejected
from dbservice.blueprints._responses import json_response
from dbservice.blueprints._wordings import Faults, Wording
from dbservice.db import transaction
from dbservice.errors import Conflict, DomainError, Invalid, NotFound
from tests.api.conftest import Api, Rows

DANGLING = text("""
    INSERT INTO student (user_id, inserted_at, updated_at) VALUES (77, now(), now())
""")
ITEM_FIELDS = ("student_id", "user_id", "enrollment_type", "batch_id", "grade", "grade_id", "phone")
BLUEPRINTS = [one for one in blueprints() if isinstance(one, Calls)]
every_call = pytest.mark.parametrize(
    ("call", "blueprint"),
    [pytest.param(call, one, id=call.name) for one in BLUEPRINTS for call in one.calls],
)
STARTS = Fields(start_date=Day(needed=True), name=Text(5), number=Whole(32))
REFUSALS: dict[str, DomainError] = {
    "known": NotFound("long story", code="BATCH_NOT_FOUND", data={"code": "{B}"}),
    "other": Conflict("own words {x}", code="OTHER"),
    "field": Invalid("is odd", field="start_date"),
}


def declared(wording: Wording) -> Calls:
    blueprint = Calls("trial", tag="Trial")

    @blueprint.call(
        "POST",
        "/trial/<which>",
        name="tryIt",
        summary="Try",
        takes=STARTS,
        answers={200: object_of("It.", start_date={"type": "string"})},
        wording=wording,
    )
    def trial(given: Values, which: str) -> Response:
        if which in REFUSALS:
            raise REFUSALS[which]
        if which == "database":
            with transaction() as session:
                session.execute(DANGLING)
        return json_response(given)

    return blueprint


@pytest.fixture
def calling(database: str) -> Iterator[Any]:
    """A client of an application with the call, worded in a certain way."""
    from tests.databases import schema_app  # noqa: PLC0415  # only here

    with schema_app(database) as app:

        def client(wording: Wording) -> FlaskClient:
            _errors.init_app(app)
            app.register_blueprint(declared(wording))
            return app.test_client()

        yield client


def answer(client: FlaskClient, which: str, body: Any = None) -> tuple[int, Any]:
    given = {"start_date": "2026-06-15"} if body is None else body
    response = client.post(f"/api/trial/{which}", json=given)
    return response.status_code, response.json


FAULTY = {"start_date": " ", "name": "too long", "number": "x"}
FAULTS = {
    "start_date": ["can't be blank"],
    "name": ["should be at most 5 character(s)"],
    "number": ["is invalid"],
}
IN_WORDS = "start date: can't be blank; name: should be at most 5 character(s); number: is invalid"


def test_a_view_gets_every_field(calling: Any) -> None:
    client = calling(Wording())
    given = {"start_date": "2026-06-15T10:00:00Z", "number": "7", "unknown": 1}
    expected = {"start_date": "2026-06-15", "name": None, "number": 7}
    assert answer(client, "it", given) == (200, expected)


def test_faults_are_told_by_field_unless_a_call_words_them(calling: Any) -> None:
    client = calling(Wording(Rejected, 400))
    assert answer(client, "it", FAULTY) == (422, {"errors": FAULTS, "message": IN_WORDS})
    assert answer(client, "field")[1]["errors"] == {"start_date": ["is odd"]}
    assert answer(client, "database")[0] == 422


def test_faults_in_words(calling: Any) -> None:
    client = calling(Wording(faults=Faults(Rejected, 400, "Cannot: {faults}")))
    assert answer(client, "it", FAULTY) == (400, {"errors": f"Cannot: {IN_WORDS}"})
    assert answer(client, "field") == (400, {"errors": "Cannot: start date: is odd"})
    assert answer(client, "database") == (400, {"errors": "Cannot: user id: does not exist"})


def test_faults_in_details(calling: Any) -> None:
    client = calling(Wording(faults=Faults(Refused, 400, "Cannot", detailed=True)))
    assert answer(client, "it", FAULTY) == (400, {"error": "Cannot", "details": FAULTS})


@pytest.mark.parametrize(
    ("form", "body"),
    [
        (Refused, lambda _, text: {"error": text}),
        (Rejected, lambda _, text: {"errors": text}),
        (Failed, lambda title, text: {"errors": {"detail": title, "message": text}}),
    ],
)
def test_refusals_come_in_the_form_of_the_call(form: Any, body: Any, calling: Any) -> None:
    texts = {"BATCH_NOT_FOUND": "No batch {code}"}
    client = calling(Wording(form, 409, texts, {"BATCH_NOT_FOUND": 404}))
    assert answer(client, "known") == (404, body("Not Found", "No batch {B}"))
    assert answer(client, "other") == (409, body("Conflict", "own words {x}"))


def test_a_text_may_be_made_of_the_refusal(calling: Any) -> None:
    texts = {"OTHER": lambda refusal: refusal.code.lower()}
    assert answer(calling(Wording(texts=texts)), "other")[1]["errors"]["message"] == "other"


def test_a_call_tells_each_status_in_the_description(app: Flask) -> None:
    wording = Wording(Rejected, 400, {}, {"BATCH_NOT_FOUND": 404}, Faults(Refused, 409, "Cannot"))
    described = declared(wording).calls[0].described()
    assert described["requestBody"]["required"] is True
    bodies = {
        status: {
            one["$ref"].split("/")[-1]
            for one in answer["content"]["application/json"]["schema"]["anyOf"]
        }
        for status, answer in described["responses"].items()
        if status in {"400", "404", "409"}
    }
    assert bodies == {
        "400": {"Rejection", "Error"},
        "404": {"Rejection", "Error"},
        "409": {"Refusal", "Error"},
    }
    assert described["responses"].keys() >= {"200", "401", "403", "406", "413", "422", "503"}


COLUMNS_OF_BOTH = {"id", "inserted_at", "updated_at"}


def test_the_columns_of_students_and_users_are_named(api: Api, rows: Rows) -> None:
    response = api.get("/api/student/get-schema")
    assert response.status_code == 200
    names = response.json["fields"]
    assert (len(names), names[0], names[47:50]) == (66, "id", ["updated_at", "id", "first_name"])
    assert {name for name in names if names.count(name) > 1} == COLUMNS_OF_BOTH
    stored = "SELECT column_name FROM information_schema.columns WHERE table_name = :table"
    assert set(names[:48]) <= set(rows.all(stored, table="student"))
    assert set(names[48:]) == set(rows.all(stored, table="user"))


ODD = [
    *(None, "", " ", "\0", "x", "x" * 300, "2026-06-15", "0", "-1", "99999999999999999999"),
    *(0, 1, -1, 1.5, 10**12, 10**30, True, [], ["x"], [None], [{}], [{"data": 1}], {}, {"a": 1}),
]


@every_call
def test_no_value_breaks_a_call(call: Call, blueprint: Calls, api: Api) -> None:
    """Each field is as odd as the others, so that what is read first does not hide the rest."""
    path = re.sub(r"<[^<>]+>", "1", f"{blueprint.path}{call.path}")
    fields = [*call.takes.schema("Trial")().fields] if call.takes else []
    for odd in ODD:
        for body in (dict.fromkeys(fields, odd), {"data": [dict.fromkeys(ITEM_FIELDS, odd)]}):
            response = api.call(call.method, path, None if call.method == "GET" else body)
            assert response.status_code < 500, (odd, response.text)


@every_call
def test_bodies_of_no_kind_break_no_call(call: Call, blueprint: Calls, api: Api) -> None:
    path = re.sub(r"<[^<>]+>", "1", f"{blueprint.path}{call.path}")
    for data, kind in (
        (b"[]", "application/json"),
        (b"{", "application/json"),
        (b"x=1&x[]=2", "application/x-www-form-urlencoded"),
        (b"\xff\xfe", "text/plain"),
        (b'{"data": [{"x": %s}]}' % (b"[" * 900 + b"]" * 900), "application/json"),
        (b'{"data": [{"x": "\\ud800", "y": %s}]}' % (b"9" * 30), "application/json"),
    ):
        response = api.call(call.method, path, data=data, content_type=kind)
        assert response.status_code < 500, (data, response.text)
