"""What a change of a resource does to its row and its links, and what goes with it."""

from typing import Any

from tests.api.conftest import Api, Rows
from tests.api.library import RESOURCES, Library, library, posted, video

__all__ = ["library"]


def test_a_change_replaces_tags(api: Api, rows: Rows) -> None:
    shown = posted(api, video(tags=["a", "b"]))
    path = f"{RESOURCES}/{shown['id']}"
    changed = api.patch(path, {"tags": ["c", 5], "tag_ids": [7], "source": "s"})
    assert changed.status_code == 200
    c = rows.one("SELECT id FROM tag WHERE name = 'c'")
    assert changed.json == {**shown, "tag_ids": [c, 5], "source": "s"}
    assert api.put(path, {"tag_ids": [7]}).json["tag_ids"] == [7]


def test_a_change_revises_places(api: Api, rows: Rows, library: Library) -> None:
    places = [library.place(0, 0), library.place(0, 1)]
    shown = posted(api, video(curriculum_grades=places, subject_id=library.subjects[0]))
    path = f"{RESOURCES}/{shown['id']}"
    stored = "SELECT subject_id, difficulty_level FROM resource_curriculum ORDER BY id"

    more = [*places[::-1], library.place(1, 0)]
    changed = api.patch(path, {"curriculum_grades": more, "difficulty_level": "hard"})
    assert changed.json == {**shown, "curriculum_grades": [*places, library.place(1, 0)]}
    first = library.subjects[0]
    assert rows.all(stored) == [(first, "hard"), (first, "hard"), (None, "hard")]

    body = {"curriculum_grades": [library.place(1, 1)], "subject_id": library.subjects[1]}
    changed = api.patch(path, body)
    assert changed.json["curriculum_grades"] == [*places, library.place(1, 1)]
    assert rows.all(stored)[2] == (library.subjects[1], "hard")

    body = {"curriculum_grades": [library.place(1, 1)], "grade_id": library.grades[0]}
    assert api.patch(path, body).json["curriculum_grades"][2] == library.place(1, 0)
    alone = [{"curriculum_id": library.curricula[1]}]
    assert api.patch(path, {"curriculum_grades": alone}).status_code == 422
    assert api.patch(path, {"grade_id": library.grades[1]}).json["curriculum_grades"] == [
        *places,
        library.place(1, 0),
    ]


def test_a_change_makes_concepts_equal_and_leaves_chapter_and_topic(
    api: Api, rows: Rows, library: Library
) -> None:
    shown = posted(api, video(concept_ids=library.concepts[:1], chapter_id=library.chapters[0]))
    path = f"{RESOURCES}/{shown['id']}"
    body = {"chapter_id": library.chapters[1], "topic_id": library.topics[0]}
    assert api.patch(path, {**body, "concept_ids": library.concepts[1:]}).json == shown
    linked = "SELECT concept_id FROM resource_concept ORDER BY 1"
    assert rows.all(linked) == library.concepts[1:]
    api.patch(path, {"concept_ids": []})
    assert rows.all(linked) == []


def test_a_change_of_a_problem_sets_its_text_in_a_language(api: Api, library: Library) -> None:
    body = {"type": "problem", "type_params": {}, "lang_code": "en", "meta_data": {"text": "a"}}
    path = f"{RESOURCES}/{posted(api, body)['id']}"

    def texts(change: dict[str, Any]) -> list[tuple[str, Any]]:
        response = api.patch(path, change)
        assert response.status_code == 200
        return [(one["lang_code"], one["meta_data"]) for one in response.json["lang_versions"]]

    english, hindi = {"text": "b"}, {"text": "क"}
    assert texts({"lang_code": "en", "meta_data": english}) == [("en", english)]
    both = [("en", english), ("hi", hindi)]
    assert texts({"lang_code": "hi", "meta_data": hindi}) == both
    assert texts({"meta_data": {"text": "c"}, "source": "x"}) == both
    assert texts({"lang_code": "hi"}) == both
    only = [{"lang_code": "hi", "meta_data": None}]
    assert texts({"lang_versions": only}) == [("hi", None)]
    response = api.patch(path, {"source": "y", "lang_code": "xx", "meta_data": {}})
    assert (response.status_code, response.json) == (422, {"error": "Language not found"})
    assert api.get(path).json["source"] == "x"


def test_a_change_that_is_refused_changes_nothing(api: Api, library: Library) -> None:
    shown = posted(api, video(concept_ids=library.concepts))
    path = f"{RESOURCES}/{shown['id']}"
    for wrong in ({"concept_ids": [10**9]}, {"type": None}, {"teacher_id": 10**9}):
        assert api.patch(path, {"source": "x", "tags": ["t"], **wrong}).status_code == 422
    assert api.get(path).json == shown
    assert api.get("/api/tag").json == []
    assert api.patch(f"{RESOURCES}/{10**6}", {"concept_ids": []}).status_code == 404


def test_a_resource_goes_with_its_links(api: Api, rows: Rows, library: Library) -> None:
    body = video(
        curriculum_grades=[library.place(0, 0)],
        lang_code="en",
        chapter_id=library.chapters[0],
        topic_id=library.topics[0],
        concept_ids=library.concepts,
    )
    shown = posted(api, body)
    assert api.delete(f"{RESOURCES}/{shown['id']}").status_code == 204
    for kind in ("chapter", "topic", "concept", "curriculum"):
        assert rows.count(f"resource_{kind}") == 0
    assert rows.count("problem_lang") == rows.count("resource") == 0
