"""The problems of a topic, and the passages that they share."""

from flask import Flask

from tests.api.conftest import Api, Rows, sent_statements
from tests.api.library import LISTED_KEYS, Library, library, problem, valid

__all__ = ["library"]


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
    assert set(first) == LISTED_KEYS
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
