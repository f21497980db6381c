"""Subjects, chapters and topics, and their places in curricula."""

from typing import Any

import pytest
from sqlalchemy import Engine

from tests.api.conftest import Api, Rows
from tests.rows import add_row

PLACED = {
    "chapter": ("priority", "priority_text", "weightage", "curriculum_id"),
    "topic": ("priority", "priority_text", "curriculum_id"),
}
NAMED = ("subject", "chapter", "topic")
COMMON = {"id", "name", "code", "cms_status_id", "curriculums"}
PLAIN = {
    "chapter": {*COMMON, "grade_id", "subject_id", "topic_count"},
    "topic": {*COMMON, "chapter_id", "curriculum_ids"},
}
each_placed = pytest.mark.parametrize("kind", PLACED)


def names(kind: str, **texts: str) -> list[dict[str, str]]:
    return [{"lang_code": code, kind: text} for code, text in texts.items()]


@pytest.fixture
def curricula(engine: Engine) -> list[int]:
    with engine.begin() as connection:
        return [add_row(connection, "curriculum", name=name) for name in ("CBSE", "JEE")]


@pytest.mark.parametrize("kind", NAMED)
def test_a_name_is_found_exactly_in_any_language(kind: str, api: Api) -> None:
    path = f"/api/{kind}"
    first = {"code": "1", "name": names(kind, en="Optics", hi="प्रकाशिकी")}
    ids = [api.post(path, body).json["id"] for body in (first, {"code": "2", "name": None})]
    for name in ("Optics", "प्रकाशिकी"):
        assert [row["id"] for row in api.get(path, query_string={"name": name}).json] == ids[:1]
    for name in ("optics", "Optic", "en", ""):
        assert api.get(path, query_string={"name": name}).json == []


@each_placed
def test_a_list_in_one_language_shows_names_in_it_alone(kind: str, api: Api) -> None:
    path = f"/api/{kind}"
    named = names(kind, en="Optics", hi="प्रकाशिकी", ta="ஒளியியல்")
    both = api.post(path, {"code": "1", "name": named}).json
    api.post(path, {"code": "2", "name": names(kind, en="Waves")})
    api.post(path, {"code": "3"})
    assert api.get(f"{path}?lang_code=hi").json == [{**both, "name": named[1:2]}]
    assert len(api.get(f"{path}?lang_code=en&limit=2").json) == 2
    assert api.get(f"{path}?lang_code=gu").json == []
    assert len(api.get(f"{path}?lang_code=all").json) == 3
    assert api.get("/api/subject?lang_code=en").status_code == 400


def test_a_subject_is_made_anew_each_time(api: Api, rows: Rows) -> None:
    body = {"name": names("subject", en="Physics"), "code": "P"}
    first, second = api.post("/api/subject", body), api.post("/api/subject", body)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.headers["Location"] == f"/api/subject/{first.json['id']}"
    assert first.json == {"id": first.json["id"], "parent_id": None, **body}
    refused = api.post("/api/subject", {"name": "Physics"})
    assert (refused.status_code, refused.json["errors"]) == (422, {"name": ["is invalid"]})
    assert rows.count("subject") == 2


def test_what_lies_in_a_subject_that_is_deleted_lies_nowhere(api: Api) -> None:
    above = api.post("/api/subject", {"code": "A"}).json["id"]
    below = api.post("/api/subject", {"code": "B", "parent_id": above}).json["id"]
    assert api.delete(f"/api/subject/{above}").status_code == 204
    assert api.get(f"/api/subject/{below}").json["parent_id"] is None


@each_placed
def test_without_a_curriculum_there_are_no_keys_of_one(kind: str, api: Api) -> None:
    body = {"code": "C1", "priority": 1, "priority_text": "x", "weightage": 2}
    response = api.post(f"/api/{kind}", body)
    assert response.status_code == 201
    assert response.headers["Location"] == f"/api/{kind}/{response.json['id']}"
    assert set(response.json) == PLAIN[kind]
    assert response.json["curriculums"] == []


@each_placed
def test_a_row_is_put_into_curricula_one_by_one(
    kind: str, api: Api, rows: Rows, curricula: list[int]
) -> None:
    path = f"/api/{kind}"
    place: dict[str, Any] = {"priority": 1, "priority_text": "High", "weightage": 5}
    shown = {name: place[name] for name in PLACED[kind] if name in place}
    first = api.post(path, {"code": "C", "curriculum_id": curricula[0], **place})
    assert first.status_code == 201
    id = first.json["id"]
    assert set(first.json) == PLAIN[kind] | set(PLACED[kind])
    places = [{"curriculum_id": curricula[0], **shown}]
    assert first.json == {**first.json, **places[0], "curriculums": places}

    second = api.post(path, {"code": "C", "curriculum_id": curricula[1], "priority": "7"})
    assert (second.status_code, second.json["id"]) == (200, id)
    places.append({**dict.fromkeys(PLACED[kind]), "curriculum_id": curricula[1], "priority": 7})
    ids = {"curriculum_ids": curricula} if kind == "topic" else {}
    assert second.json == {**first.json, **places[1], "curriculums": places, **ids}
    assert api.get(f"{path}/{id}").json == {**second.json, **places[0]}

    again = api.post(path, {"code": "C", "curriculum_id": curricula[0], "priority_text": "Low"})
    places[0] = {**dict.fromkeys(shown), "curriculum_id": curricula[0], "priority_text": "Low"}
    assert again.json == {**first.json, **places[0], "curriculums": places, **ids}
    assert rows.count(f"{kind}_curriculum") == 2


@each_placed
def test_a_change_leaves_the_places_alone(kind: str, api: Api, curricula: list[int]) -> None:
    body = {"code": "C", "curriculum_id": curricula[0], "priority": 1}
    created = api.post(f"/api/{kind}", body).json
    path = f"/api/{kind}/{created['id']}"
    sent = {"code": "D", "priority": 2, "curriculum_id": curricula[1]}
    assert api.patch(path, sent).json == {**created, "code": "D"}


@each_placed
def test_a_body_may_list_places(kind: str, api: Api, rows: Rows, curricula: list[int]) -> None:
    first, second = curricula
    none = dict.fromkeys(name for name in PLACED[kind] if name != "curriculum_id")
    places = [{**none, "curriculum_id": one, "priority": one} for one in curricula]
    created = api.post(f"/api/{kind}", {"code": "C", "curriculums": places})
    assert created.json["curriculums"] == places
    assert {**created.json, **places[0]} == created.json
    path = f"/api/{kind}/{created.json['id']}"
    changed = api.patch(path, {"curriculums": [{"curriculum_id": str(second)}]})
    places[1]["priority"] = None
    assert changed.json == {**created.json, "curriculums": places}
    assert api.patch(path, {**changed.json, "code": "D"}).json == {**changed.json, "code": "D"}
    flat = {"code": "D", "curriculum_id": first, "priority": 9, "curriculums": places}
    assert api.post(f"/api/{kind}", flat).json["priority"] == 9
    assert rows.count(f"{kind}_curriculum") == 2


@each_placed
@pytest.mark.parametrize("wrong", ["x", [1], [{}], [{"curriculum_id": None}], [[]], {}])
def test_a_list_of_places_has_a_curriculum_in_each(
    kind: str, wrong: Any, api: Api, rows: Rows
) -> None:
    id = api.post(f"/api/{kind}", {"code": "C"}).json["id"]
    for response in (
        api.post(f"/api/{kind}", {"code": "D", "curriculums": wrong}),
        api.patch(f"/api/{kind}/{id}", {"code": "D", "curriculums": wrong}),
    ):
        assert (response.status_code, response.json["errors"]) == (
            422,
            {"curriculums": ["is invalid"]},
        )
    assert rows.all(f"SELECT code FROM {kind}") == ["C"]


def test_a_topic_may_list_nothing_but_curricula(api: Api, curricula: list[int]) -> None:
    first = {"curriculum_id": curricula[0], "priority": 1, "priority_text": None}
    topic = api.post("/api/topic", {"code": "T", **first}).json
    changed = api.patch(
        f"/api/topic/{topic['id']}", {"curriculum_ids": [str(one) for one in curricula]}
    )
    second = {"curriculum_id": curricula[1], "priority": None, "priority_text": None}
    assert changed.json["curriculums"] == [first, second]
    assert changed.json["curriculum_ids"] == curricula
    refused = api.patch(f"/api/topic/{topic['id']}", {"curriculum_ids": [10**9]})
    assert (refused.status_code, refused.json["errors"]) == (
        422,
        {"curriculum_id": ["does not exist"]},
    )


@each_placed
@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"curriculum_id": 10**9}, "does not exist"),
        ({"curriculum_id": "x"}, "is invalid"),
        ({"priority": "x"}, "is invalid"),
        ({"priority_text": "x" * 256}, "should be at most 255 character(s)"),
    ],
)
def test_a_place_that_is_refused_leaves_nothing_behind(
    kind: str, wrong: dict[str, Any], message: str, api: Api, rows: Rows, curricula: list[int]
) -> None:
    kept = api.post(f"/api/{kind}", {"code": "old"}).json
    for code in ("old", "new"):
        body = {"code": code, "name": names(kind, en="X"), "curriculum_id": curricula[0], **wrong}
        response = api.post(f"/api/{kind}", body)
        assert (response.status_code, response.json["errors"]) == (
            422,
            {name: [message] for name in wrong},
        )
    assert api.get(f"/api/{kind}").json == [kept]


@each_placed
@pytest.mark.parametrize("none", [{}, {"curriculum_id": None}])
@pytest.mark.parametrize("wrong", [{"priority": 2**31}, {"priority_text": "x" * 256}])
def test_what_would_tell_of_a_place_makes_sense_without_one(
    kind: str, wrong: dict[str, Any], none: dict[str, Any], api: Api
) -> None:
    response = api.post(f"/api/{kind}", {"code": "C", **none, **wrong})
    assert (response.status_code, {*response.json["errors"]}) == (422, {*wrong})
    assert api.get(f"/api/{kind}").json == []


@each_placed
def test_a_code_is_needed(kind: str, api: Api) -> None:
    for blank in ({}, {"code": None}, {"code": " "}):
        response = api.post(f"/api/{kind}", blank)
        assert (response.status_code, response.json["errors"]) == (
            422,
            {"code": ["can't be blank"]},
        )


@each_placed
@pytest.mark.parametrize("method", ["PATCH", "PUT"])
def test_no_row_takes_over_the_code_of_another(
    method: str, kind: str, api: Api, rows: Rows
) -> None:
    first, second = (api.post(f"/api/{kind}", {"code": code}).json for code in "AB")
    path = f"/api/{kind}/{second['id']}"
    response = api.call(method, path, json={"code": "A", "name": names(kind, en="Motion")})
    assert (response.status_code, response.json) == (
        422,
        {"errors": {"code": ["has already been taken"]}, "message": "code: has already been taken"},
    )
    assert api.get(f"/api/{kind}").json == [first, second]
    assert api.call(method, f"/api/{kind}/{10**6}", json={"code": "A"}).status_code == 404
    rows.run(f"UPDATE {kind} SET code = 'A'")  # as old data may have it
    shared = api.call(method, path, json={"code": "A", "name": names(kind, en="Motion")})
    assert (shared.status_code, shared.json["name"]) == (200, names(kind, en="Motion"))
    assert api.call(method, path, json={"code": "C"}).json["code"] == "C"


def test_chapters_of_a_curriculum_show_their_place_in_it(
    api: Api, rows: Rows, curricula: list[int]
) -> None:
    for code, curriculum in (("A", 0), ("A", 1), ("B", 0), ("C", 1)):
        body = {"code": code, "curriculum_id": curricula[curriculum], "weightage": curriculum}
        api.post("/api/chapter", body)
    rows.run("DROP INDEX chapter_curriculum_chapter_id_curriculum_id_key")
    rows.run(
        "INSERT INTO chapter_curriculum (chapter_id, curriculum_id, inserted_at, updated_at)"
        " SELECT chapter_id, curriculum_id, now(), now() FROM chapter_curriculum"
    )
    found = api.get(f"/api/chapter?curriculum_id={curricula[1]}")
    assert [(row["code"], row["weightage"]) for row in found.json] == [("A", 1), ("C", 1)]
    assert found.headers["X-Total-Count"] == "2"
    paged = api.get(f"/api/chapter?limit=1&lang_code=all&curriculum_id={curricula[1]}&code=C")
    assert paged.json == found.json[1:]
    assert api.get(f"/api/topic?curriculum_id={curricula[1]}").status_code == 400


@each_placed
def test_places_go_with_their_row(kind: str, api: Api, rows: Rows, curricula: list[int]) -> None:
    body = {"code": "C", "curriculum_id": curricula[0]}
    id = api.post(f"/api/{kind}", body).json["id"]
    assert api.delete(f"/api/{kind}/{id}").status_code == 204
    assert rows.count(kind) == rows.count(f"{kind}_curriculum") == 0


def test_a_chapter_with_topics_stays(api: Api, rows: Rows, curricula: list[int]) -> None:
    id = api.post("/api/chapter", {"code": "C", "curriculum_id": curricula[0]}).json["id"]
    api.post("/api/topic", {"code": "T", "chapter_id": id})
    assert api.delete(f"/api/chapter/{id}").status_code == 409
    assert rows.count("chapter") == rows.count("chapter_curriculum") == 1


def test_the_place_of_a_topic_has_no_weight(api: Api, curricula: list[int]) -> None:
    topic = api.post("/api/topic", {"code": "T"}).json["id"]
    body = {"topic_id": topic, "curriculum_id": curricula[0], "priority": 3, "weightage": 9}
    response = api.post("/api/topic-curriculum", body)
    assert response.status_code == 201
    shown = {**body, "id": response.json["id"], "priority_text": None, "weightage": None}
    assert response.json == shown
    assert api.get("/api/topic-curriculum").json == [shown]


def test_the_grade_tells_which_place_of_a_resource_is_meant(
    api: Api, rows: Rows, engine: Engine, curricula: list[int]
) -> None:
    with engine.begin() as connection:
        resource = add_row(connection, "resource")
        grades = [add_row(connection, "grade", number=number) for number in (9, 10, 11)]

    def post(**more: Any) -> tuple[int, int]:
        body = {"resource_id": resource, "curriculum_id": curricula[0], **more}
        response = api.post("/api/resource-curriculum", body)
        return response.status_code, response.json.get("id")

    assert post()[0] == 422
    created, first = post(grade_id=grades[0])
    assert created == 201
    assert post(grade_id=grades[1], difficulty_level="easy") == (200, first)
    rows.run(
        "INSERT INTO resource_curriculum"
        " (resource_id, curriculum_id, grade_id, inserted_at, updated_at)"
        " VALUES (:resource, :curriculum, :grade, now(), now())",
        resource=resource,
        curriculum=curricula[0],
        grade=grades[0],
    )
    [_, second] = rows.all("SELECT id FROM resource_curriculum ORDER BY id")
    assert post(grade_id=grades[0], difficulty_level="hard") == (200, second)
    assert post(difficulty_level="new") == (200, first)
    assert post(grade_id=grades[2])[0] == 201
    stored = "SELECT grade_id, difficulty_level FROM resource_curriculum ORDER BY id"
    assert rows.all(stored) == [(grades[1], "new"), (grades[0], "hard"), (grades[2], None)]


def test_no_subject_lies_in_itself(api: Api) -> None:
    above = api.post("/api/subject", {"code": "A"}).json["id"]
    below = api.post("/api/subject", {"code": "B", "parent_id": above}).json["id"]
    for parent in (above, below):
        response = api.patch(f"/api/subject/{above}", {"parent_id": parent})
        assert response.status_code == 422
        assert "itself" in response.json["errors"]["parent_id"][0]


def test_a_chapter_counts_its_topics(api: Api, curricula: list[int]) -> None:
    first, second = (
        api.post("/api/chapter", {"code": code, "curriculum_id": curricula[0]}).json
        for code in "AB"
    )
    archived = api.post("/api/cms-status", {"name": "Archived"}).json["id"]
    topic = {"chapter_id": first["id"]}
    api.post("/api/topic", {"code": "1", **topic, "curriculum_id": curricula[0]})
    api.post("/api/topic", {"code": "2", **topic, "curriculum_id": curricula[1]})
    api.post("/api/topic", {"code": "3", **topic, "cms_status_id": archived})
    counts = [row["topic_count"] for row in api.get("/api/chapter").json]
    assert counts == [2, 0]
    of_one = f"/api/chapter?lang_code=all&curriculum_id={curricula[0]}"
    assert [row["topic_count"] for row in api.get(of_one).json] == [1, 0]
    assert api.get(f"/api/chapter/{second['id']}").json["topic_count"] == 0
