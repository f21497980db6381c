"""Bodies of whatever shape, for calls that write resources."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dbservice.blueprints._resource_writing import FURTHER
from tests.api.conftest import Api
from tests.api.library import RESOURCE_KEYS, RESOURCES, Library, library, posted
from tests.api.test_casting import json_values

__all__ = ["library"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", RESOURCES),
        ("PATCH", f"{RESOURCES}/{{id}}"),
        ("POST", "/api/resources/move"),
        ("POST", "/api/resources/tests-containing-problems"),
        ("POST", "/api/resources/problems/batch"),
        ("PATCH", "/api/resources/problems/batch"),
    ],
)
def test_no_body_whatever_breaks_a_call(method: str, path: str, api: Api, library: Library) -> None:
    known = posted(api, {"type": "problem", "type_params": {}})["id"]
    sensible = {
        "type": st.sampled_from(["problem", "test", "video", "x"]),
        "type_params": st.just({}) | st.dictionaries(st.just("src_link"), json_values, max_size=1),
        "lang_code": st.sampled_from(["en", "hi", "xx"]),
        "curriculum_grades": st.just([library.place(0, 0), library.place(0, 0)])
        | st.lists(st.dictionaries(st.sampled_from(["curriculum_id", "grade_id"]), json_values)),
        "chapter_id": st.sampled_from(library.chapters),
        "resource_ids": st.just([known]),
        "problem_ids": st.just([known]),
        "id": st.just(known),
    }
    names = {*sensible, *RESOURCE_KEYS, *FURTHER.kinds} - {"exam_details", *sensible}
    fields = st.fixed_dictionaries(sensible, optional=dict.fromkeys(names, json_values))
    odd = st.dictionaries(st.sampled_from(sorted({*names, *sensible})), json_values, max_size=6)
    items = {"problems": st.lists(fields | odd | json_values, max_size=3), "paragraph": json_values}
    bodies = fields | odd | json_values
    if path.endswith("batch"):
        bodies = st.fixed_dictionaries({}, optional=items) | st.fixed_dictionaries(items)

    @settings(
        max_examples=40,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(bodies)
    def call(value: Any) -> None:
        raw = json.dumps(value).encode()
        headers = {"content_type": "application/json"}
        response = api.call(method, path.format(id=known), data=raw, **headers)
        assert response.status_code in {200, 201, 400, 413, 422}, response.text

    call()
