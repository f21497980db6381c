"""Bodies of every kind, good and bad; none may break the service."""

import json
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dbservice.blueprints._resource import Resource
from tests.api.conftest import SCHOOL, Api, Rows
from tests.api.resources import every_resource
from tests.api.test_casting import json_values

JSON = "application/json"
BAD_REQUEST = "Bad Request"
MALFORMED = {
    "blanks": b"  \n",
    "cut off": b'{"first_name": "A',
    "no JSON": b"first_name=A",
    "more after it": b'{"first_name": "A"} x',
    "a list": b'[{"first_name": "A"}]',
    "an empty list": b"[]",
    "a number": b"5",
    "null": b"null",
    "a text": b'"first_name"',
    "NaN": b'{"first_name": NaN}',
    "infinity": b'{"first_name": 1e999}',
    "a lone surrogate": b'{"first_name": "\\ud800"}',
    "no UTF-8": b'{"first_name": "\xff"}',
    "a byte order mark": b"\xef\xbb\xbf{}",
    "endless brackets": b'{"first_name": ' + b"[" * 200_000,
    "endless objects": b'{"a":' * 200_000 + b"1" + b"}" * 200_000,
    "an endless number": b'{"user_id": ' + b"9" * 5000 + b"}",
}


@pytest.mark.parametrize("raw", MALFORMED.values(), ids=MALFORMED.keys())
def test_what_is_no_json_object_is_a_bad_request(raw: bytes, api: Api, rows: Rows) -> None:
    for method, path in (("POST", "/api/user"), ("PATCH", "/api/user/1"), ("GET", "/api/user")):
        response = api.call(method, path, data=raw, content_type=JSON)
        assert response.status_code == 400
        assert response.json["errors"]["detail"] == BAD_REQUEST
        assert response.json["errors"]["message"]
    assert rows.count("user") == 0


def test_no_body_is_an_empty_one(api: Api) -> None:
    assert api.call("POST", "/api/user", data=b"", content_type=JSON).status_code == 201


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "application/octet-stream", ""])
def test_other_kinds_of_content_count_as_empty(kind: str, api: Api) -> None:
    response = api.call("POST", "/api/user", data=b'{"city": "Pune"}', content_type=kind)
    assert (response.status_code, response.json["city"]) == (201, None)


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "application/vnd.api+json"])
def test_json_by_its_other_names(kind: str, api: Api) -> None:
    response = api.call("POST", "/api/user", data='{"city": "पुणे"}'.encode(), content_type=kind)
    assert response.json["city"] == "पुणे"


def test_forms_are_taken_too(api: Api) -> None:
    form = {"student_id": "1", "city": "पुणे", "planned_competitive_exams[]": ["3", "4"]}
    for more in ({}, {"photo": (BytesIO(b"\xff" * 1000), "photo.png")}):
        response = api.call("POST", "/api/student", data={**form, **more})
        assert response.status_code == 200
        assert response.json["planned_competitive_exams"] == [3, 4]
        assert response.json["user"]["city"] == "पुणे"
        assert response.json["photo"] is None
    batch = {"batch_id": "B", "name": "N", "metadata[a][b]": "1", "parent_id": ""}
    response = api.call("POST", "/api/batch", data=batch)
    assert response.json["metadata"] == {"a": {"b": "1"}}


@pytest.mark.parametrize(
    "form",
    [
        "a[=1&]=2&[]=3&a[b=4&student_id=1",
        "student_id=1&student_id[]=2",
        "student_id[x]=1&student_id=%ff",
        "student_id=%00",
        "student_id=1&first_name[a][][b]=2",
        "&&==&student_id=1",
    ],
)
def test_odd_forms_do_no_harm(form: str, api: Api) -> None:
    response = api.call(
        "POST", "/api/student", data=form, content_type="application/x-www-form-urlencoded"
    )
    assert response.status_code in {200, 400, 422}


def test_names_with_brackets_without_end_are_a_bad_request(api: Api) -> None:
    deep = "first_name" + "[a]" * 5000
    assert api.call("POST", "/api/user", data={deep: "1"}).status_code == 400
    assert api.get("/api/user", query_string={deep: "1"}).status_code == 400


def test_a_multipart_body_without_its_boundary_is_empty(api: Api) -> None:
    response = api.call("POST", "/api/user", data=b"--x\r\n", content_type="multipart/form-data")
    assert response.status_code in {201, 400}


def test_a_filter_may_come_in_the_body_and_overrules_the_query(api: Api) -> None:
    for code in ("S1", "S2"):
        api.post("/api/school", {**SCHOOL, "code": code})
    for body in ({"code": "S2"}, {"udise_code": None}):
        response = api.call("GET", "/api/school?code=S1", body)
        assert [row["code"] for row in response.json] == ["S2" if "code" in body else "S1"]
    assert api.call("GET", "/api/user?city=Goa", {"id": 1}).json == []
    assert api.call("GET", "/api/user", {"id": [1]}).status_code == 400
    assert api.call("GET", "/api/user", {"id": None}).status_code == 400


def test_values_of_a_write_come_from_the_body_alone(api: Api) -> None:
    assert api.post("/api/user?city=Pune&_method=DELETE", {}).json["city"] is None


def test_the_limit_of_a_body_is_a_setting(api: Api, app: Flask) -> None:
    most = app.config["SETTINGS"].max_body_mb * 1024 * 1024
    for size, status in ((most, 201), (most + 1, 413)):
        raw = json.dumps({"address": ""}).encode()
        raw = raw.replace(b'""', b'"' + b"x" * (size - len(raw)) + b'"')
        assert len(raw) == size
        response = api.call("POST", "/api/user", data=raw, content_type=JSON)
        assert response.status_code == status
    assert response.json["errors"]["detail"] == "Request Entity Too Large"
    form = api.call("POST", "/api/user", data={"address": "x" * most})
    assert form.status_code == 413


def test_numbers_beyond_64_bits_stay_exact_in_documents(api: Api) -> None:
    document = {"big": 2**70, "small": -(2**70), "decimal": 1.5, "digits": "1" * 30}
    body = {"batch_id": "B", "name": "N", "metadata": document}
    assert api.post("/api/batch", body).json["metadata"] == document


def test_a_nul_is_refused_wherever_it_hides(api: Api) -> None:
    for document in ({"a": "\0"}, {"\0": 1}, {"a": [{"b": "x\0y"}]}):
        response = api.post("/api/batch", {"batch_id": "B", "name": "N", "metadata": document})
        assert response.json["errors"] == {"metadata": ["is invalid"]}
    escaped = {"a": "\\u0000"}
    response = api.post("/api/batch", {"batch_id": "B", "name": "N", "metadata": escaped})
    assert response.json["metadata"] == escaped
    response = api.post("/api/batch", {"batch_id": "a\0b", "name": "N"})
    assert response.json["errors"] == {"batch_id": ["is invalid"]}


@every_resource
def test_no_body_whatever_breaks_a_write(resource: Resource, api: Api) -> None:
    fields = st.sampled_from([*resource.entity.kinds, "user_id", "user", ""])
    bodies = json_values | st.dictionaries(fields, json_values, max_size=6)

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(bodies)
    def write(value: Any) -> None:
        raw = json.dumps(value).encode()
        created = api.call("POST", resource.path, data=raw, content_type=JSON)
        assert created.status_code in {200, 201, 400, 422}, created.text
        id = created.json.get("id", 1) if created.status_code in {200, 201} else 1
        for method in ("PATCH", "PUT"):
            changed = api.call(method, f"{resource.path}/{id}", data=raw, content_type=JSON)
            assert changed.status_code in {200, 400, 404, 422}, changed.text

    write()


@every_resource
def test_no_query_whatever_breaks_a_list(resource: Resource, api: Api) -> None:
    names = st.sampled_from([*resource.entity.kinds, "limit", "offset", "sort", "after_id", "x[]"])
    queries = st.dictionaries(names | st.text(), st.text() | st.integers().map(str), max_size=3)

    @settings(max_examples=60, deadline=None)
    @given(queries)
    def read(query: dict[str, str]) -> None:
        encodable = {
            name.encode("utf-8", "replace"): value.encode("utf-8", "replace")
            for name, value in query.items()
        }
        response = api.get(resource.path, query_string=encodable)
        assert response.status_code in {200, 400}, response.text

    read()
