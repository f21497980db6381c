"""A problem in a language and a curriculum; problems and resources that are searched for."""

from typing import Any

import pytest
from flask import Flask

from dbservice.blueprints._problems import PROBLEM_IN_CURRICULUM
from tests.api.conftest import Api, sent_statements
from tests.api.library import LISTED_KEYS, Library, library, problem, valid

__all__ = ["library"]


def test_a_problem_in_a_language_and_a_curriculum(api: Api, library: Library) -> None:
    places = [library.place(0, 0), library.place(1, 1)]
    made = problem(api, "How?", curriculum_grades=places, concept_ids=library.concepts)
    english = {"meta_data": {"text": "How?"}, "lang_code": "en"}
    common = {"subject_id": None, "difficulty_level": None}
    common["concepts"] = [api.get(f"/api/concept/{id}").json for id in library.concepts]
    path = f"/api/resource/problem/{made['id']}"

    shown = api.get(f"{path}/en/{library.curricula[1]}")
    assert shown.status_code == 200
    assert shown.json == {**made, **english, **places[1], **common}
    assert not PROBLEM_IN_CURRICULUM.response_schema().validate(shown.json)
    unsaid = dict.fromkeys(english)
    shown = api.get(f"{path}/{library.curricula[1]}")
    assert shown.json == {**made, **unsaid, **places[1], **common}
    assert api.get(path).json == {**made, **unsaid, **places[0], **common}


def test_a_problem_that_is_not_so_is_not_found(api: Api, library: Library) -> None:
    placed = problem(api, "a", curriculum_grades=[library.place(0, 0)])["id"]
    nowhere, silent = problem(api, "a")["id"], problem(api)["id"]
    here, elsewhere = library.curricula
    missing = "Problem not found for given inputs"
    refusals = {
        f"{placed}/hi/{here}": missing,
        f"{placed}/xx/{here}": missing,
        f"{placed}/%00/{here}": missing,
        f"{10**6}/en/{here}": missing,
        f"{silent}/{here}": missing,
        f"{silent}": missing,
        f"{placed}/en/{elsewhere}": "No resource found for given curriculum_id",
        f"{placed}/{elsewhere}": "No resource found for given curriculum_id",
        f"{nowhere}/{here}": "No resource found for given curriculum_id",
        f"{nowhere}": "No curriculum mapping found for this problem",
    }
    for path, error in refusals.items():
        response = api.get(f"/api/resource/problem/{path}")
        assert (response.status_code, response.json) == (404, {"error": error}), path
    for path in ("x/en/1", "1/en/x", "x", "1/x", "x/1"):
        assert api.get(f"/api/resource/problem/{path}").status_code == 400, path


def test_problems_are_searched(api: Api, app: Flask, library: Library) -> None:
    in_subject = {"curriculum_grades": [library.place(0, 0)], "subject_id": library.subjects[0]}
    first = problem(api, "Zebra 100%", subtype="mcq", **in_subject)
    second = problem(api, "apple", lang_code="hi", meta_data={"text": "Ant", "hint": "APPLE"})
    third = problem(api, "b", lang_code="en", meta_data={"text": "c", "solution": "apple_pie"})
    api.post("/api/resource", {"type": "video", "type_params": {}, "code": "apple"})

    def found(**query: Any) -> list[int]:
        response = api.get("/api/problems/search", query_string=query)
        assert response.status_code == 200, response.json
        assert valid(response.json)
        return [row["id"] for row in response.json]

    ids = [row["id"] for row in (first, second, third)]
    assert found() == ids
    assert found(search="apple") == ids[1:]
    assert found(search="apple", lang_code="en") == ids[2:]
    assert found(search="_") == ids[2:]
    assert found(search="0%") == ids[:1]
    assert found(search=first["code"].lower()) == ids[:1]
    assert found(subtype="mcq", subject_id=library.subjects[0]) == ids[:1]
    assert found(subject_id=library.subjects[1]) == []
    assert found(sort_by="text") == [ids[1], ids[2], ids[0]]
    assert found(sort_by="code", sort_order="desc") == ids[::-1]
    assert found(sort_by="x", limit=1, offset=1) == ids[1:2]
    [shown] = api.get("/api/problems/search?search=ant&lang_code=hi").json
    assert shown["meta_data"] == {"text": "Ant", "hint": "APPLE"}
    assert set(shown) == LISTED_KEYS

    for _ in range(12):
        problem(api)
    with sent_statements(app) as sent:
        page = api.get("/api/problems/search")
    assert (len(page.json), page.headers["X-Total-Count"]) == (10, "15")
    assert len(sent) == 1
    assert api.get("/api/problems/search?offset=99").headers["X-Total-Count"] == "15"
    assert api.get("/api/problems/search?lang_code=xx").json == {"error": "Language not found"}
    assert api.get("/api/problems/search?limit=x").status_code == 400


def test_the_subtypes_of_a_type(api: Api) -> None:
    for subtype in ("b", "a", None, "b"):
        problem(api, subtype=subtype)
    assert api.get("/api/resource/subtypes/problem").json == ["a", "b"]
    assert api.get("/api/resource/subtypes/none").json == []
    assert api.get("/api/resource/subtypes/%00").status_code == 400


def test_the_resources_of_a_curriculum(api: Api, app: Flask, library: Library) -> None:
    twice = problem(api, curriculum_grades=[library.place(0, 0), library.place(0, 1)])
    linked = {"chapter_id": library.chapters[0], "topic_id": library.topics[0]}
    other = problem(
        api,
        subtype="s",
        subject_id=library.subjects[0],
        curriculum_grades=[library.place(0, 1), library.place(1, 0)],
        **linked,
    )
    problem(api, curriculum_grades=[library.place(1, 0)])

    def found(**query: Any) -> list[dict[str, Any]]:
        given = {"curriculum_id": library.curricula[0], **query}
        response = api.get("/api/resources/curriculum", query_string=given)
        assert response.status_code == 200
        rows: list[dict[str, Any]] = response.json
        return rows

    with sent_statements(app) as sent:
        assert found() == [twice, other]
    assert len(sent) == 1
    assert found(grade_id=library.grades[0]) == [twice]
    assert found(grade_id=library.grades[0], subject_id=library.subjects[0]) == []
    assert found(subject_id=library.subjects[0], **linked) == [other]
    assert found(subtype="s", type="problem", nonsense="x") == [other]
    assert found(limit=1, offset=1) == [other]
    assert found(offset=1) == [twice, other]
    assert api.get("/api/resources/curriculum").status_code == 400
    for wrong in ("curriculum_id=x", "curriculum_id=1&grade_id=x", "curriculum_id=1&limit=x"):
        assert api.get(f"/api/resources/curriculum?{wrong}").status_code == 400


@pytest.mark.parametrize(
    "path",
    [
        "/api/problems/search",
        "/api/problems?topic_id=1",
        "/api/resource/test/1/problems?curriculum_id=1",
        "/api/resources/curriculum?curriculum_id=1",
    ],
)
def test_odd_parameters_are_no_matter(path: str, api: Api) -> None:
    for query in ("search=%00", "lang_code=%00", "type=%00", "limit=-1", "offset=9e9"):
        response = api.get(f"{path}{'&' if '?' in path else '?'}{query}")
        assert response.status_code in {200, 400, 404}
