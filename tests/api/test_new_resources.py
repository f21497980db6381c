"""Which resource a POST means, and what is written of a new one."""

from typing import Any

import pytest
from sqlalchemy import Engine

from tests.api.conftest import Api, Rows
from tests.api.library import RESOURCE_KEYS, RESOURCES, Library, library, posted, video
from tests.rows import add_row

__all__ = ["library"]

ADDED = {"cms_status_id", "lang_versions"}
BLANK = ["can't be blank"]


def test_a_resource_has_the_keys_of_the_contract(api: Api) -> None:
    shown = posted(api, video())
    assert set(shown) == RESOURCE_KEYS | ADDED
    empty = {"tag_ids": [], "exam_details": [], "curriculum_grades": []}
    rest = dict.fromkeys(RESOURCE_KEYS | ADDED) | empty
    assert shown == {**rest, **video(), "id": shown["id"]}
    assert api.get(f"{RESOURCES}/{shown['id']}").json == shown


def test_everything_of_a_new_resource_is_written_together(
    api: Api, rows: Rows, library: Library
) -> None:
    old = api.post("/api/tag", {"name": "old"}).json["id"]
    api.post("/api/exam_occurrence", {"exam_id": library.exams[0], "year": 2026})
    body = {
        "type": "problem",
        "type_params": {"difficulty": 1},
        "name": [{"lang_code": "en", "resource": "Speed"}],
        "code": "mine",
        "tag_ids": [77],
        "tags": ["new", old, "old", " ", "new"],
        "exam_ids": [library.exams[1], 10**9, library.exams[0]],
        "curriculum_grades": [library.place(0, 0), library.place(0, 1), library.place(1, 0)],
        "subject_id": library.subjects[0],
        "difficulty_level": "easy",
        "lang_code": "en",
        "meta_data": {"text": "How fast?"},
        "chapter_id": library.chapters[0],
        "topic_id": str(library.topics[0]),
        "concept_ids": library.concepts,
    }
    shown = posted(api, body)
    new = rows.one("SELECT id FROM tag WHERE name = 'new'")
    assert shown["code"] == f"P{shown['id']:07}"
    assert shown["tag_ids"] == [new, old]
    assert shown["curriculum_grades"] == body["curriculum_grades"]
    assert (shown["chapter_id"], shown["topic_id"]) == (library.chapters[0], library.topics[0])
    exams = [api.get(f"/api/exam/{id}").json for id in library.exams[::-1]]
    assert shown["exam_details"] == exams
    assert [len(exam["exam_occurrences"]) for exam in exams] == [0, 1]
    assert shown["exam_ids"] == body["exam_ids"]
    assert shown["lang_versions"] == [{"lang_code": "en", "meta_data": {"text": "How fast?"}}]
    placed = "SELECT DISTINCT subject_id, difficulty_level FROM resource_curriculum"
    assert rows.one(placed) == (library.subjects[0], "easy")
    assert rows.all("SELECT concept_id FROM resource_concept ORDER BY 1") == library.concepts
    assert api.get(RESOURCES).json == [shown]


def test_the_codes_of_problems_are_never_cut(api: Api, rows: Rows) -> None:
    problem = {"type": "problem", "type_params": {}}
    rows.run("SELECT setval('resource_id_seq', 23)")
    assert posted(api, problem)["code"] == "P0000024"
    rows.run("SELECT setval('resource_id_seq', 123456788)")
    assert posted(api, problem)["code"] == "P123456789"
    assert rows.count("resource") == 2


@pytest.mark.parametrize(
    ("first", "again"),
    [
        (video("a", code="1"), video("a", code="2")),
        ({"type": "test", "type_params": {}, "code": "T"}, {"type": "test", "code": "T"}),
        (video("a", code="T"), {"type": "test", "code": "T"}),
        (
            {"type": "document", "type_params": {"a": 1, "b": [2]}},
            {"type": "document", "type_params": {"b": [2], "a": 1}, "source": "x"},
        ),
    ],
)
def test_what_is_known_is_changed(
    first: dict[str, Any], again: dict[str, Any], api: Api, rows: Rows
) -> None:
    shown = posted(api, first)
    response = api.post(RESOURCES, again)
    assert (response.status_code, "Location" in response.headers) == (200, False)
    assert response.json == {**shown, **again}
    assert rows.count("resource") == 1


@pytest.mark.parametrize(
    ("first", "again"),
    [
        ({"type": "problem", "type_params": {}}, {"type": "problem", "type_params": {}}),
        (video(None), video(None)),
        (video("a"), video("A")),
        (video("a"), {**video("a"), "type": "clip"}),
        ({"type": "document", "type_params": {}}, {"type": "document", "type_params": {"a": 1}}),
    ],
)
def test_what_is_not_known_is_new(
    first: dict[str, Any], again: dict[str, Any], api: Api, rows: Rows
) -> None:
    posted(api, first)
    posted(api, again)
    assert rows.count("resource") == 2


def test_of_several_videos_with_a_link_the_oldest_is_meant(
    api: Api, rows: Rows, engine: Engine
) -> None:
    with engine.begin() as connection:
        first, _ = (add_row(connection, "resource", **video("a")) for _ in range(2))
    assert api.post(RESOURCES, video("a", source="x")).json["id"] == first
    assert rows.all("SELECT id FROM resource WHERE source = 'x'") == [first]


def test_posting_again_adds_tags_and_leaves_the_links(
    api: Api, rows: Rows, library: Library
) -> None:
    first = posted(api, video(tags=["a", "b"], chapter_id=library.chapters[0]))
    one, other = first["tag_ids"]
    body = video(
        tag_ids=[99, other, 98, 99],
        tags=["c"],
        chapter_id=library.chapters[1],
        topic_id=library.topics[0],
        curriculum_grades=[library.place(0, 0)],
        concept_ids=library.concepts,
        lang_code="en",
        meta_data={},
    )
    assert api.post(RESOURCES, body).json == {**first, "tag_ids": [one, other, 99, 98]}
    assert api.post(RESOURCES, video(source="s")).json["tag_ids"] == [one, other, 99, 98]
    tables = ("resource_topic", "resource_curriculum", "resource_concept", "problem_lang")
    assert [rows.count(table) for table in tables] == [0, 0, 0, 0]
    assert rows.count("tag") == 2


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({}, {"type": BLANK}),
        ({"type": " ", "type_params": {}}, {"type": BLANK}),
        ({"type": 5}, {"type": ["is invalid"]}),
        ({"type": "test", "type_params": {}}, {"code": BLANK}),
        ({"type": "test", "type_params": {}, "code": 5}, {"code": ["is invalid"]}),
        (video(tags="a"), {"tags": ["is invalid"]}),
        (video(tags=["x" * 256]), {"tags": ["should be at most 255 character(s)"]}),
        (video(tags=[1.5]), {"tags": ["is invalid"]}),
        (video(chapter_id=10**9), {"chapter_id": ["does not exist"]}),
        (video(topic_id=10**9), {"topic_id": ["does not exist"]}),
        (video(concept_ids=[10**9]), {"concept_id": ["does not exist"]}),
        (video(concept_ids=5), {"concept_ids": ["is invalid"]}),
        (video(curriculum_grades={}), {"curriculum_grades": ["is invalid"]}),
    ],
)
def test_a_refused_resource_leaves_nothing_behind(
    body: dict[str, Any], errors: dict[str, Any], api: Api, rows: Rows, library: Library
) -> None:
    good = {"tags": ["new"]} if "tags" not in body else {}
    response = api.post(RESOURCES, {**body, **good})
    assert (response.status_code, response.json["errors"]) == (422, errors)
    assert "message" in response.json
    assert rows.count("resource") == rows.count("tag") == 0


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({"type": "video"}, {"type_params": BLANK}),
        ({"type": "document", "type_params": None}, {"type_params": BLANK}),
        (video(teacher_id=10**9), {"teacher_id": ["does not exist"]}),
        (video(purpose_ids=["x"]), {"purpose_ids": ["is invalid"]}),
    ],
)
def test_faults_of_a_new_row_come_without_a_message(
    body: dict[str, Any], errors: dict[str, Any], api: Api, rows: Rows
) -> None:
    response = api.post(RESOURCES, {**body, "tags": ["new"]})
    assert (response.status_code, response.json) == (422, {"errors": errors})
    assert rows.count("resource") == rows.count("tag") == 0


def test_faults_of_a_known_row_come_with_one(api: Api) -> None:
    posted(api, video())
    response = api.post(RESOURCES, video(teacher_id=10**9))
    assert (response.status_code, response.json) == (
        422,
        {
            "errors": {"teacher_id": ["does not exist"]},
            "message": "teacher id: does not exist",
        },
    )


@pytest.mark.parametrize(
    "place", [{"curriculum_id": 1}, {"grade_id": 1}, {}, {"curriculum_id": 10**9, "grade_id": 1}]
)
def test_places_that_cannot_be_are_refused(
    place: dict[str, int], api: Api, rows: Rows, library: Library
) -> None:
    response = api.post(RESOURCES, video(curriculum_grades=[library.place(0, 0), place]))
    assert response.status_code == 422
    assert response.json["error"].startswith("Failed to create resource curriculum entries:")
    assert rows.count("resource") == rows.count("resource_curriculum") == 0


def test_a_language_that_there_is_not_is_refused(api: Api, rows: Rows, library: Library) -> None:
    response = api.post(RESOURCES, video(lang_code="xx", meta_data={}))
    assert (response.status_code, response.json) == (422, {"error": "Language not found"})
    assert rows.count("resource") == 0


def test_links_of_a_known_row_stay_but_must_make_sense(api: Api) -> None:
    shown = posted(api, video())
    answer = api.post(RESOURCES, {**video(), "code": "OTHER", "concept_ids": "\x84"})
    assert answer.status_code == 422
    assert answer.json["errors"] == {"concept_ids": ["is invalid"]}
    assert api.get(f"{RESOURCES}/{shown['id']}").json == shown
