"""Problems of tests, of topics and of searches, in their languages and curricula."""

from typing import Any

import pytest
from flask import Flask

from dbservice.blueprints._problems import PROBLEM, PROBLEM_IN_CURRICULUM
from tests.api.conftest import Api, Rows, sent_statements
from tests.api.library import Library, library, problem

__all__ = ["library"]

KEYS = {
    "id",
    "name",
    "type",
    "type_params",
    "subtype",
    "source",
    "code",
    "purpose_ids",
    "tag_ids",
    "skill_ids",
    "learning_objective_ids",
    "teacher_id",
    "topic_id",
    "chapter_id",
    "chapter_code",
    "chapter_name",
    "cms_status",
    "curriculum_grades",
    "curriculum_id",
    "difficulty_level",
    "grade_id",
    "subject_id",
    "meta_data",
    "lang_id",
    "concepts",
}
ADDED = {"cms_status_id", "lang_versions", "paragraph_id", "paragraph"}


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


def valid(rows: list[dict[str, Any]]) -> bool:
    return not PROBLEM.response_schema(many=True).validate(rows)


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
    assert set(shown) == KEYS | ADDED
    concept = api.get(f"/api/concept/{library.concepts[0]}").json
    language = api.get("/api/language?code=en").json[0]["id"]
    same = {name: made[name] for name in made.keys() & KEYS}
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


def test_problems_of_a_topic_are_in_the_curriculum_and_the_language(
    api: Api, app: Flask, library: Library
) -> None:
    topic = library.topics[0]
    linked = {"topic_id": topic, "curriculum_grades": [library.place(0, 0), library.place(1, 1)]}
    later, *wanted = [problem(api, text, **linked) for text in "cab"]
    api.patch(f"/api/resource/{later['id']}", {"code": "Z1"})
    wanted.append(later)
    problem(api, **linked)  # no text
    problem(api, "c", **{**linked, "topic_id": library.topics[1]})
    problem(api, "d", topic_id=topic, curriculum_grades=[library.place(0, 0)])
    api.post("/api/resource", {**linked, "type": "x", "type_params": {}, "lang_code": "en"})
    query = {"topic_id": topic, "curriculum_id": library.curricula[1], "lang_code": "en"}
    with sent_statements(app) as sent:
        found = api.get("/api/problems", query_string=query)
    assert [row["id"] for row in found.json] == [row["id"] for row in wanted]
    assert len(sent) == 1
    assert valid(found.json)
    first = found.json[0]
    assert set(first) == KEYS | ADDED
    assert first["topic_id"] == topic
    assert [first[f"chapter_{name}"] for name in ("id", "code", "name")] == [None] * 3
    assert first["curriculum_grades"] == [library.place(1, 1)]
    assert first["meta_data"] == {"text": "a"}
    for name in query:
        less = {key: value for key, value in query.items() if key != name}
        assert api.get("/api/problems", query_string=less).status_code == 400
    unknown = api.get("/api/problems", query_string={**query, "lang_code": "xx"})
    assert (unknown.status_code, unknown.json) == (404, {"error": "Language not found"})


def test_a_problem_of_comprehension_shows_its_passage(
    api: Api, rows: Rows, library: Library
) -> None:
    plain, long = (
        problem(api, "a", topic_id=library.topics[0], curriculum_grades=[library.place(0, 0)])
        for _ in range(2)
    )
    api.patch(f"/api/resource/{long['id']}", {"subtype": "comprehension"})
    passage = api.post("/api/paragraph", {"body": "Once upon a time"}).json["id"]
    rows.run("UPDATE problem_lang SET paragraph_id = :passage", passage=passage)
    query = f"topic_id={library.topics[0]}&curriculum_id={library.curricula[0]}&lang_code=en"
    first, second = api.get(f"/api/problems?{query}").json
    assert (first["paragraph_id"], first["paragraph"]) == (passage, None)
    assert second["paragraph"] == {"id": passage, "body": "Once upon a time"}
    using = api.get(f"/api/paragraph/{passage}").json["problem_lang"]
    assert [row["res_id"] for row in using] == [plain["id"], long["id"]]
    shown = [api.get(f"/api/problem-language/{row['id']}").json["paragraph"] for row in using]
    assert shown == [None, second["paragraph"]]


def test_problems_that_share_a_passage_with_one_of_the_topic(
    api: Api, rows: Rows, library: Library
) -> None:
    here, there = library.topics
    placed = {"curriculum_grades": [library.place(0, 0)]}
    first, sibling = (problem(api, "a", topic_id=topic, **placed) for topic in (here, there))
    problem(api, "a", topic_id=there, **placed)
    passage = api.post("/api/paragraph", {"body": "Once"}).json["id"]
    ids = [first["id"], sibling["id"]]
    rows.run(
        "UPDATE problem_lang SET paragraph_id = :passage WHERE res_id = ANY(:ids)",
        passage=passage,
        ids=ids,
    )
    query = f"topic_id={here}&curriculum_id={library.curricula[0]}&lang_code=en"
    found = api.get(f"/api/problems?{query}&include_paragraph_siblings=true").json
    assert [(row["id"], row["topic_id"]) for row in found] == [(ids[0], here), (ids[1], there)]
    assert len(api.get(f"/api/problems?{query}&include_paragraph_siblings=0").json) == 1
    assert api.get(f"/api/problems?{query}&include_paragraph_siblings=x").status_code == 400


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
    assert set(shown) == KEYS | ADDED

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
