"""Resources: which are listed, which one a POST means, and all that is linked to them."""

import json
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from dbservice.blueprints._resource_writing import FURTHER
from tests.api.conftest import Api, Rows, sent_statements
from tests.api.library import Library, library
from tests.api.test_casting import json_values
from tests.rows import add_row

__all__ = ["library"]

PATH = "/api/resource"
KEYS = {
    "id",
    "name",
    "type",
    "subtype",
    "code",
    "type_params",
    "source",
    "purpose_ids",
    "tag_ids",
    "skill_ids",
    "learning_objective_ids",
    "teacher_id",
    "topic_id",
    "chapter_id",
    "cms_status",
    "exam_ids",
    "exam_details",
    "curriculum_grades",
}
ADDED = {"cms_status_id", "lang_versions"}
BLANK = ["can't be blank"]


def video(link: str | None = "v", **more: Any) -> dict[str, Any]:
    return {"type": "video", "type_params": {"src_link": link}, **more}


def posted(api: Api, body: dict[str, Any]) -> dict[str, Any]:
    response = api.post(PATH, body)
    assert response.status_code == 201, response.json
    assert response.headers["Location"] == f"{PATH}/{response.json['id']}"
    found: dict[str, Any] = response.json
    return found


def ids(api: Api, **query: Any) -> list[int]:
    response = api.get(PATH, query_string=query)
    assert response.status_code == 200, response.json
    return [row["id"] for row in response.json]


def test_a_resource_has_the_keys_of_the_contract(api: Api) -> None:
    shown = posted(api, video())
    assert set(shown) == KEYS | ADDED
    empty = {"tag_ids": [], "exam_details": [], "curriculum_grades": []}
    rest = dict.fromkeys(KEYS | ADDED) | empty
    assert shown == {**rest, **video(), "id": shown["id"]}
    assert api.get(f"{PATH}/{shown['id']}").json == shown


def test_everything_of_a_new_resource_is_written_together(
    api: Api, rows: Rows, library: Library
) -> None:
    old = api.post("/api/tag", {"name": "old"}).json["id"]
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
    assert shown["exam_details"] == [{**exam, "exam_occurrences": None} for exam in exams]
    assert shown["exam_ids"] == body["exam_ids"]
    assert shown["lang_versions"] == [{"lang_code": "en", "meta_data": {"text": "How fast?"}}]
    placed = "SELECT DISTINCT subject_id, difficulty_level FROM resource_curriculum"
    assert rows.one(placed) == (library.subjects[0], "easy")
    assert rows.all("SELECT concept_id FROM resource_concept ORDER BY 1") == library.concepts
    assert api.get(PATH).json == [shown]


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
    response = api.post(PATH, again)
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


def test_of_several_videos_with_a_link_the_oldest_is_meant(api: Api, engine: Engine) -> None:
    with engine.begin() as connection:
        first, _ = (add_row(connection, "resource", **video("a")) for _ in range(2))
    assert api.post(PATH, video("a", source="x")).json["id"] == first
    assert ids(api, source="x") == [first]


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
    assert api.post(PATH, body).json == {**first, "tag_ids": [one, other, 99, 98]}
    assert api.post(PATH, video(source="s")).json["tag_ids"] == [one, other, 99, 98]
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
    response = api.post(PATH, {**body, **good})
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
    response = api.post(PATH, {**body, "tags": ["new"]})
    assert (response.status_code, response.json) == (422, {"errors": errors})
    assert rows.count("resource") == rows.count("tag") == 0


def test_faults_of_a_known_row_come_with_one(api: Api) -> None:
    posted(api, video())
    response = api.post(PATH, video(teacher_id=10**9))
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
    response = api.post(PATH, video(curriculum_grades=[library.place(0, 0), place]))
    assert response.status_code == 422
    assert response.json["error"].startswith("Failed to create resource curriculum entries:")
    assert rows.count("resource") == rows.count("resource_curriculum") == 0


def test_a_language_that_there_is_not_is_refused(api: Api, rows: Rows, library: Library) -> None:
    response = api.post(PATH, video(lang_code="xx", meta_data={}))
    assert (response.status_code, response.json) == (422, {"error": "Language not found"})
    assert rows.count("resource") == 0


# Changes


def test_a_change_replaces_tags(api: Api, rows: Rows) -> None:
    shown = posted(api, video(tags=["a", "b"]))
    path = f"{PATH}/{shown['id']}"
    changed = api.patch(path, {"tags": ["c", 5], "tag_ids": [7], "source": "s"})
    assert changed.status_code == 200
    c = rows.one("SELECT id FROM tag WHERE name = 'c'")
    assert changed.json == {**shown, "tag_ids": [c, 5], "source": "s"}
    assert api.put(path, {"tag_ids": [7]}).json["tag_ids"] == [7]


def test_a_change_revises_places(api: Api, rows: Rows, library: Library) -> None:
    places = [library.place(0, 0), library.place(0, 1)]
    shown = posted(api, video(curriculum_grades=places, subject_id=library.subjects[0]))
    path = f"{PATH}/{shown['id']}"
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
    path = f"{PATH}/{shown['id']}"
    body = {"chapter_id": library.chapters[1], "topic_id": library.topics[0]}
    assert api.patch(path, {**body, "concept_ids": library.concepts[1:]}).json == shown
    linked = "SELECT concept_id FROM resource_concept"
    assert rows.all(linked) == library.concepts[1:]
    api.patch(path, {"concept_ids": []})
    assert rows.all(linked) == []


def test_a_change_of_a_problem_sets_its_text_in_a_language(api: Api, library: Library) -> None:
    body = {"type": "problem", "type_params": {}, "lang_code": "en", "meta_data": {"text": "a"}}
    path = f"{PATH}/{posted(api, body)['id']}"

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
    path = f"{PATH}/{shown['id']}"
    for wrong in ({"concept_ids": [10**9]}, {"type": None}, {"teacher_id": 10**9}):
        assert api.patch(path, {"source": "x", "tags": ["t"], **wrong}).status_code == 422
    assert api.get(path).json == shown
    assert api.get("/api/tag").json == []
    assert api.patch(f"{PATH}/{10**6}", {"concept_ids": []}).status_code == 404


def test_a_resource_goes_with_its_links(api: Api, rows: Rows, library: Library) -> None:
    body = video(
        curriculum_grades=[library.place(0, 0)],
        lang_code="en",
        chapter_id=library.chapters[0],
        topic_id=library.topics[0],
        concept_ids=library.concepts,
    )
    shown = posted(api, body)
    assert api.delete(f"{PATH}/{shown['id']}").status_code == 204
    for kind in ("chapter", "topic", "concept", "curriculum"):
        assert rows.count(f"resource_{kind}") == 0
    assert rows.count("problem_lang") == rows.count("resource") == 0


# Lists


def test_resources_are_found_by_what_they_are_linked_to(
    api: Api, rows: Rows, library: Library
) -> None:
    first = posted(api, video("1", chapter_id=library.chapters[0], topic_id=library.topics[0]))
    second = posted(api, video("2", chapter_id=library.chapters[0]))
    rows.run("DROP INDEX resource_chapter_resource_id_chapter_id_key")
    rows.run(
        "INSERT INTO resource_chapter (resource_id, chapter_id, inserted_at, updated_at)"
        " SELECT resource_id, chapter_id, now(), now() FROM resource_chapter"
    )
    both = [first["id"], second["id"]]
    assert ids(api, chapter_id=library.chapters[0]) == both
    assert ids(api, chapter_id=library.chapters[0], topic_id=library.topics[0]) == both[:1]
    assert ids(api, topic_id=library.topics[1]) == []
    assert api.get(f"{PATH}?topic_id=x").status_code == 400


def test_resources_are_searched(api: Api) -> None:
    def named(code: str, **texts: str) -> int:
        name = [{"lang_code": one, "resource": text} for one, text in texts.items()]
        return int(posted(api, video(code, code=code, name=name))["id"])

    optics, tenth, plain = named("V-1", en="Optics", hi="100% Wave"), named("v_10"), named("X\\Y")
    assert ids(api, search="v") == [optics, tenth]
    assert ids(api, search="OPT") == [optics]
    assert ids(api, search="wave") == [optics]
    assert ids(api, search="0%") == [optics]
    assert ids(api, search="_") == [tenth]
    assert ids(api, search="\\") == [plain]
    assert ids(api, search="hi") == []
    assert ids(api, search="") == [optics, tenth, plain]
    assert ids(api, name="100% Wave") == [optics]
    assert ids(api, name="wave") == []
    assert ids(api, search="v", lang_code="hi", code="V-1") == [optics]
    [found] = api.get(f"{PATH}?lang_code=hi").json
    assert found["name"] == [{"lang_code": "hi", "resource": "100% Wave"}]


def test_resources_are_found_by_their_kind(api: Api) -> None:
    params = {"resource_type": "Module", "n": 1}
    module = posted(api, {"type": "document", "type_params": params, "subtype": "s"})["id"]
    other = posted(api, video(cms_status="draft"))["id"]
    assert ids(api, resource_type="Module") == [module]
    assert ids(api, type="document", subtype="s") == [module]
    assert ids(api, cms_status="draft") == [other]
    assert ids(api, curriculum_id="5", grade_id="x", nonsense="1") == [module, other]
    assert api.get(f"{PATH}?purpose_ids=5").status_code == 400
    assert api.get(f"{PATH}?teacher_id=x").status_code == 400


def test_resources_are_sorted(api: Api) -> None:
    def made(code: str | None, subtype: str, *texts: str) -> int:
        name = [{"lang_code": "en", "resource": text} for text in texts]
        body = {"type": "problem", "type_params": {}, "subtype": subtype, "name": name}
        id = int(posted(api, body)["id"])
        api.patch(f"{PATH}/{id}", {"code": code})
        return id

    a, b, c = made("3", "x", "beta"), made("1", "y", "Alpha", "zeta"), made("2", "x", "alpha")
    assert ids(api, sort_by="code") == [b, c, a]
    assert ids(api, sort_by="code", sort_order="desc") == [a, c, b]
    assert ids(api, sort_by="subtype", sort_order="DESC") == [b, a, c]
    assert ids(api, sort_by="subtype", sort_order="up") == [a, c, b]
    assert ids(api, sort_by="name") == [b, c, a]
    assert ids(api, sort_by="name", limit=1, offset=1) == [c]
    assert ids(api, sort_by="id", sort_order="desc") == [a, b, c]
    assert ids(api, sort_order="desc") == [a, b, c]
    assert api.get(f"{PATH}?sort_by=code&after_id=1").status_code == 400


def test_a_list_of_linked_resources_costs_one_statement(
    api: Api, app: Flask, library: Library
) -> None:
    for number in range(5):
        body = video(
            str(number),
            exam_ids=library.exams,
            curriculum_grades=[library.place(0, 0)],
            chapter_id=library.chapters[0],
        )
        posted(api, body)
    with sent_statements(app) as sent:
        found = api.get(PATH, query_string={"chapter_id": library.chapters[0], "search": ""}).json
    assert len(found) == 5
    assert len(sent) == 1


# Whatever comes


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", PATH),
        ("PATCH", f"{PATH}/{{id}}"),
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
    names = {*sensible, *KEYS, *FURTHER.kinds} - {"exam_details", *sensible}
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
