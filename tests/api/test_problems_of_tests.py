"""The problems of a test, in its order."""

from typing import Any

from flask import Flask

from tests.api.conftest import Api, Rows, sent_statements
from tests.api.library import LISTED_KEYS, PROBLEM_KEYS, Library, library, problem, valid

__all__ = ["library"]


def section(compulsory: Any = (), optional: Any = None) -> dict[str, Any]:
    found: dict[str, Any] = {"compulsory": {"problems": [{"id": id} for id in compulsory]}}
    return found if optional is None else {**found, "optional": {"problems": optional}}


def a_test(api: Api, *subjects: Any, code: str = "T") -> int:
    params = {"subjects": [{"sections": one} for one in subjects]}
    body = {"type": "test", "type_params": params, "code": code}
    return int(api.post("/api/resource", body).json["id"])


def of_test(api: Api, id: Any, **query: Any) -> Any:
    given = {"lang_code": "en", "curriculum_id": 1, **query}
    return api.get(f"/api/resource/test/{id}/problems", query_string=given)


def test_the_problems_of_a_test_come_in_its_order(
    api: Api, app: Flask, rows: Rows, library: Library
) -> None:
    ids = [problem(api, f"text {number}")["id"] for number in range(5)]
    other = api.post("/api/resource", {"type": "document", "type_params": {}}).json["id"]
    first = section([ids[4], ids[2]], [{"id": str(ids[0])}, {"id": "x"}, {}, {"id": None}])
    second = section([ids[2], other, 10**12, ids[1]])
    id = a_test(api, [first, second], [section([ids[3]]), {}, {"compulsory": None}], {}, None)
    with sent_statements(app) as sent:
        found = of_test(api, id)
    assert found.status_code == 200
    wanted = [ids[4], ids[2], ids[0], ids[1], ids[3]]
    assert [row["id"] for row in found.json] == wanted
    assert valid(found.json)
    assert len(sent) == 1
    hindi = of_test(api, id, lang_code="hi").json
    assert [(row["id"], row["meta_data"], row["lang_id"]) for row in hindi] == [
        (id, None, None) for id in wanted
    ]


def test_a_problem_of_a_test_has_the_keys_of_the_contract(api: Api, library: Library) -> None:
    chapter = {"code": "C", "name": [{"lang_code": "en", "chapter": "Optics"}]}
    chapter["id"] = api.post("/api/chapter", chapter).json["id"]
    places = [library.place(0, 0), library.place(1, 1)]
    made = problem(
        api,
        "How?",
        name=[{"lang_code": "en", "resource": "R"}],
        curriculum_grades=places,
        subject_id=library.subjects[0],
        difficulty_level="hard",
        chapter_id=chapter["id"],
        topic_id=library.topics[0],
        concept_ids=library.concepts[:1],
        exam_ids=library.exams,
    )
    id = a_test(api, [section([made["id"]])])
    [shown] = of_test(api, id, curriculum_id=library.curricula[1]).json
    assert set(shown) == LISTED_KEYS
    concept = api.get(f"/api/concept/{library.concepts[0]}").json
    language = api.get("/api/language?code=en").json[0]["id"]
    same = {name: made[name] for name in made.keys() & PROBLEM_KEYS}
    assert shown == {
        **same,
        "cms_status_id": None,
        "topic_id": None,
        "chapter_id": chapter["id"],
        "chapter_code": "C",
        "chapter_name": chapter["name"],
        "curriculum_grades": places,
        **places[1],
        "subject_id": library.subjects[0],
        "difficulty_level": "hard",
        "meta_data": {"text": "How?"},
        "lang_id": language,
        "lang_versions": [{"lang_code": "en", "meta_data": {"text": "How?"}}],
        "concepts": [concept],
        "paragraph_id": None,
        "paragraph": None,
    }
    [elsewhere] = of_test(api, id, curriculum_id=10**6).json
    assert {**elsewhere, **places[0]} == elsewhere


def test_what_is_asked_of_a_test_must_be_there(api: Api, library: Library) -> None:
    id, video = a_test(api), problem(api)["id"]
    for query in ("lang_code=en", "curriculum_id=1", "lang_code=en&curriculum_id=x"):
        response = api.get(f"/api/resource/test/{id}/problems?{query}")
        assert (response.status_code, response.json["errors"]["detail"]) == (400, "Bad Request")
    assert of_test(api, "x").status_code == 400
    refusals = {
        (10**6, "xx"): (404, "Language with code 'xx' not found"),
        (10**6, "en"): (404, "Test resource not found"),
        (video, "en"): (400, "The specified resource is not a test"),
    }
    for (test, lang_code), (status, error) in refusals.items():
        response = of_test(api, test, lang_code=lang_code)
        assert (response.status_code, response.json) == (status, {"error": error})
    assert of_test(api, id).json == []


def test_a_test_may_have_parameters_of_any_shape(api: Api, library: Library) -> None:
    shapes: list[Any] = [{"subjects": 5}, {"subjects": {"sections": "x"}}, {"subjects": [[[1]]]}]
    shapes += [{"subjects": [{"sections": [{"compulsory": {"problems": [5, [], "x"]}}]}]}]
    for number, params in enumerate(shapes):
        body = {"type": "test", "type_params": params, "code": str(number)}
        id = api.post("/api/resource", body).json["id"]
        assert (of_test(api, id).status_code, of_test(api, id).json) == (200, [])
