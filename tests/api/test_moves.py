"""Many resources and problems at a time."""

from typing import Any

import pytest
from flask import Flask

from tests.api.conftest import Api, Rows, sent_statements
from tests.api.library import Library, library, problem

__all__ = ["library"]

BATCH = "/api/resources/problems/batch"


def moved(api: Api, **body: Any) -> Any:
    return api.post("/api/resources/move", body)


@pytest.fixture
def fitting(api: Api, library: Library) -> dict[str, Any]:
    """A target of which all parts belong together."""
    chapter, topic = library.chapters[0], library.topics[0]
    subject, place = library.subjects[0], library.place(0, 0)
    api.patch(f"/api/topic/{topic}", {"chapter_id": chapter})
    about = {"subject_id": subject, "grade_id": place["grade_id"]}
    api.patch(f"/api/chapter/{chapter}", about)
    link = {"chapter_id": chapter, "curriculum_id": place["curriculum_id"]}
    assert api.post("/api/chapter-curriculum", link).status_code == 201
    return {
        "chapter_id": chapter,
        "topic_id": topic,
        "subject_id": subject,
        "curriculum_grades": [place],
    }


def test_resources_are_moved_with_all_their_links(
    api: Api, app: Flask, rows: Rows, library: Library, fitting: dict[str, Any]
) -> None:
    linked = {
        "chapter_id": library.chapters[1],
        "topic_id": library.topics[1],
        "curriculum_grades": [library.place(0, 1), library.place(1, 0)],
        "difficulty_level": "easy",
    }
    first, other, stays = problem(api, **linked), problem(api), problem(api, **linked)
    ids = [other["id"], first["id"]]
    response = moved(api, resource_ids=[*ids, ids[0]], **fitting)
    assert response.status_code == 200
    at = {name: fitting[name] for name in ("chapter_id", "topic_id", "curriculum_grades")}
    assert response.json == [{**other, **at}, {**first, **at}]
    stored = "SELECT DISTINCT subject_id, resource_id, difficulty_level FROM resource_curriculum"
    places = rows.all(f"{stored} WHERE subject_id IS NOT NULL ORDER BY 2")
    subject = library.subjects[0]
    assert places == [(subject, first["id"], "easy"), (subject, other["id"], None)]
    assert api.get(f"/api/resource/{stays['id']}").json == stays
    counted = []
    for size in (1, 3):
        with sent_statements(app) as sent:
            moved(api, resource_ids=[first["id"], other["id"], stays["id"]][:size], **fitting)
        counted.append(len(sent))
    assert counted[0] == counted[1]


def test_a_move_changes_what_it_names(api: Api, library: Library, fitting: dict[str, Any]) -> None:
    linked = {"topic_id": library.topics[1], "curriculum_grades": [library.place(1, 1)]}
    made = problem(api, chapter_id=library.chapters[1], **linked)
    [now] = moved(api, resource_ids=[made["id"]], topic_id=library.topics[0]).json
    at = {"chapter_id": library.chapters[0], "topic_id": library.topics[0]}
    assert now == {**made, **at}
    [now] = moved(api, resource_ids=[made["id"]], chapter_id=library.chapters[1]).json
    assert now == {**made, "topic_id": None}


def test_what_does_not_belong_together_is_refused(
    api: Api, library: Library, fitting: dict[str, Any]
) -> None:
    made = problem(api)
    chapter = library.chapters[0]
    wrong: dict[str, dict[str, Any]] = {
        f"Topic {library.topics[1]} is not of chapter {chapter}": {"topic_id": library.topics[1]},
        f"Topic {10**9} does not exist": {"topic_id": 10**9},
        f"Chapter {10**9} does not exist": {"chapter_id": 10**9, "topic_id": None},
        f"Chapter {chapter} is not of subject {library.subjects[1]}": {
            "subject_id": library.subjects[1]
        },
        f"Chapter {chapter} is not of grade {library.grades[1]}": {
            "curriculum_grades": [library.place(0, 1)]
        },
        f"Chapter {chapter} is not in curriculum {library.curricula[1]}": {
            "curriculum_grades": [library.place(1, 0)]
        },
        f"Resources do not exist: {10**9}": {"resource_ids": [made["id"], 10**9]},
        "resource_ids must not be empty": {"resource_ids": []},
        "Not possible: resource ids: can't be blank": {"resource_ids": None},
        "Not possible: grade id: can't be blank": {"curriculum_grades": [{"curriculum_id": 1}]},
    }
    for error, change in wrong.items():
        response = moved(api, **{"resource_ids": [made["id"]], **fitting, **change})
        assert (response.status_code, response.json) == (422, {"error": error})
    assert api.get(f"/api/resource/{made['id']}").json == made
    assert moved(api, resource_ids=[*range(1, 1002)]).status_code == 413


def test_the_tests_that_have_problems(api: Api) -> None:
    first, second = problem(api), problem(api)
    section = {"compulsory": {"problems": [{"id": first["id"]}, {"id": first["id"]}]}}
    name = [{"lang_code": "en", "resource": "Mock 1"}]
    body = {"type": "test", "type_params": {"subjects": [{"sections": [section]}]}}
    test = api.post("/api/resource", {**body, "code": "T", "name": name}).json["id"]
    path = "/api/resources/tests-containing-problems"
    ids = [second["id"], first["id"], 10**9]
    assert api.post(path, {"problem_ids": ids}).json == {
        "problem_tests": [
            {"problem_id": second["id"], "problem_code": second["code"], "tests": []},
            {
                "problem_id": first["id"],
                "problem_code": first["code"],
                "tests": [{"test_id": test, "test_code": "T", "name": name}],
            },
            {"problem_id": 10**9, "problem_code": None, "tests": []},
        ]
    }
    for wrong in ({}, {"problem_ids": []}, {"problem_ids": "x"}):
        response = api.post(path, wrong)
        assert (response.status_code, [*response.json]) == (422, ["error"])


def test_problems_are_created_each_on_its_own(api: Api, rows: Rows, library: Library) -> None:
    good = {"type_params": {}, "lang_code": "en", "meta_data": {"text": "a"}, "tags": ["t"]}
    items = [
        good,
        {"lang_code": "en"},
        {**good, "tags": ["lost"], "chapter_id": 10**9},
        {**good, "lang_code": "xx"},
        "x",
        {**good, "type": "video", "code": "mine"},
    ]
    response = api.post(BATCH, {"problems": items, "paragraph": "Once upon a time"})
    assert response.status_code == 200
    created, failed = response.json["created"], response.json["failed"]
    assert [row["type"] for row in created] == ["problem", "problem"]
    assert [row["code"] for row in created] == [f"P{row['id']:07}" for row in created]
    assert [api.get(f"/api/resource/{row['id']}").json for row in created] == created
    assert failed == [
        {"index": 1, "errors": {"type_params": ["can't be blank"]}},
        {"index": 2, "errors": {"chapter_id": ["does not exist"]}},
        {"index": 3, "error": "Language not found"},
        {"index": 4, "error": "A problem must be an object"},
    ]
    assert rows.all("SELECT name FROM tag") == ["t"]
    assert rows.one("SELECT body FROM paragraph") == "Once upon a time"
    assert rows.one("SELECT count(paragraph_id) FROM problem_lang") == 2


def test_problems_are_changed_each_on_its_own(api: Api, rows: Rows, library: Library) -> None:
    first, second = problem(api, "a"), problem(api, "b")
    video = api.post("/api/resource", {"type": "video", "type_params": {}}).json["id"]
    items = [
        {"id": first["id"], "source": "s", "type": "video"},
        {"id": second["id"], "source": "s", "teacher_id": 10**9},
        {"id": 10**9},
        {"id": video},
        {"source": "s"},
    ]
    response = api.patch(BATCH, {"problems": items, "paragraph": "Once"})
    assert response.json == {
        "updated": [{**first, "source": "s"}],
        "failed": [
            {"index": 1, "errors": {"teacher_id": ["does not exist"]}},
            {"index": 2, "error": "There is no such problem"},
            {"index": 3, "error": "There is no such problem"},
            {"index": 4, "errors": {"id": ["can't be blank"]}},
        ],
    }
    both = [{"id": row["id"]} for row in (first, second)]
    api.patch(BATCH, {"problems": both, "paragraph": "Upon"})
    assert rows.all("SELECT body FROM paragraph") == ["Upon"]
    assert rows.one("SELECT count(paragraph_id) FROM problem_lang") == 2


@pytest.mark.parametrize("method", ["POST", "PATCH"])
def test_a_batch_has_problems(method: str, api: Api, rows: Rows) -> None:
    for wrong in ({}, {"problems": []}, {"problems": {}}, {"problems": [{}], "paragraph": 5}):
        response = api.call(method, BATCH, wrong)
        assert (response.status_code, [*response.json]) == (422, ["error"]), wrong
    assert api.call(method, BATCH, {"problems": [{}] * 1001}).status_code == 413
    failed = api.call(method, BATCH, {"problems": [{}], "paragraph": "x"}).json["failed"]
    assert [one["index"] for one in failed] == [0]
    assert rows.count("paragraph") == 0
