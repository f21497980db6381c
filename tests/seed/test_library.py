"""The curriculum and the content of the demo: what the API answers about them."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from dbservice.services.seed.curriculums import chapters
from dbservice.services.seed.problems import exercises
from tests.databases import engine_on
from tests.seed.running import run_seed


@pytest.fixture
def get(shared_client: FlaskClient, token_headers: dict[str, str]) -> Any:
    def answer(path: str, **query: Any) -> Any:
        response = shared_client.get(path, headers=token_headers, query_string=query)
        assert response.status_code == 200, response.text
        return response.json

    return answer


def the(rows: list[dict[str, Any]], **wanted: Any) -> dict[str, Any]:
    [row] = [row for row in rows if wanted.items() <= row.items()]
    return row


def test_a_chapter_tells_its_place_in_each_curriculum(get: Any) -> None:
    [chapter] = get("/api/chapter", code="PHY-11-04")
    assert [entry["chapter"] for entry in chapter["name"]] == ["Laws of Motion", "गति के नियम"]
    assert chapter["topic_count"] == 2
    names = {row["id"]: row["name"] for row in get("/api/curriculum")}
    places = {names[place["curriculum_id"]]: place for place in chapter["curriculums"]}
    assert set(places) == {"CBSE", "JEE", "NEET"}
    assert all(place["weightage"] for place in places.values())
    in_hindi = get("/api/chapter", lang_code="hi", limit=1000)
    assert len(in_hindi) == len(list(chapters()))


def test_the_problems_of_a_topic_are_found_by_language(get: Any) -> None:
    [topic] = get("/api/topic", code="PHY-12-03-1")
    jee = the(get("/api/curriculum"), name="JEE")
    place = {"topic_id": topic["id"], "curriculum_id": jee["id"]}
    english, hindi = (get("/api/problems", lang_code=code, **place) for code in ("en", "hi"))
    assert [one["subtype"] for one in english] == ["mcq", "numerical"]
    assert english[0]["meta_data"]["options"][2] == "16 Ω"
    assert english[0]["meta_data"]["answer"] == hindi[0]["meta_data"]["answer"] == "C"
    assert english[0]["code"] == f"P{english[0]['id']:07}"
    assert [concept["topic_id"] for concept in english[0]["concepts"]] == [topic["id"]]


def test_a_test_holds_its_problems_and_is_found_by_them(
    get: Any, shared_client: FlaskClient, token_headers: dict[str, str]
) -> None:
    [test] = get("/api/resource", code="NEET-PT-01")
    assert [exam["name"] for exam in test["exam_details"]] == ["NEET-UG"]
    neet = the(get("/api/curriculum"), name="NEET")
    asked = {"lang_code": "en", "curriculum_id": neet["id"]}
    problems = get(f"/api/resource/test/{test['id']}/problems", **asked)
    assert len(problems) == 18
    assert all(one["meta_data"]["solution"] for one in problems)
    subjects = test["type_params"]["subjects"]
    assert test["type_params"]["marks"] == sum(subject["marks"] for subject in subjects) == 48
    found = shared_client.post(
        "/api/resources/tests-containing-problems",
        json={"problem_ids": [problems[0]["id"]]},
        headers=token_headers,
    )
    [containing] = found.json["problem_tests"]
    assert {one["test_code"] for one in containing["tests"]} >= {"NEET-PT-01", "JEE-PT-01"}


def test_two_problems_ask_about_one_passage(get: Any) -> None:
    rows = get("/api/problems/search", subtype="comprehension", lang_code="en")
    assert len({row["paragraph_id"] for row in rows}) == 1
    assert {"heterozygous" in row["paragraph"]["body"] for row in rows} == {True}
    assert len(rows) == 2


def test_a_cutoff_names_college_branch_and_sitting(get: Any) -> None:
    madras = the(get("/api/college"), college_id="IITM")
    rows = get("/api/cutoffs", college_id=madras["id"])
    assert {row["exam_occurrence"]["year"] for row in rows} == {2025}
    assert {row["branch"]["branch_id"] for row in rows} == {"CSE", "EE", "ME", "CE"}
    assert all(0 < row["opening_rank"] <= row["closing_rank"] for row in rows)


def test_every_problem_has_one_right_answer_in_each_language() -> None:
    assert len({one.name for one in exercises()}) == len(exercises())
    for one in exercises():
        for wording in filter(None, (one.english, one.hindi)):
            assert wording.answer == one.english.answer
            assert len(wording.options) == len(one.english.options) == len({*wording.options})
            assert wording.answer in "ABCD"[: len(wording.options)] if wording.options else True
            assert wording.options or float(wording.answer) >= 0


def test_content_that_somebody_changed_is_brought_back(seeded_database: str) -> None:
    changes = """
        UPDATE concept SET name = name || '[{"lang": "ta", "value": "x"}]'
        WHERE name @> '[{"value": "Free fall"}]';
        UPDATE resource SET source = NULL, code = 'mine' WHERE name @> '[{"resource": "Two dice"}]';
        DELETE FROM problem_lang WHERE meta_data ->> 'answer' = '108';
    """
    engine = engine_on(seeded_database)
    with Session(engine) as session:
        session.execute(text(changes))
        session.commit()
    assert run_seed(seeded_database).exit_code == 0
    with Session(engine) as session:
        two_dice = """
            SELECT source, code = 'P' || lpad(id::text, 7, '0') FROM resource
            WHERE name @> '[{"resource": "Two dice"}]'
        """
        assert session.execute(text(two_dice)).one() == ("Written for practice", True)
        concept = """SELECT name FROM concept WHERE name @> '[{"value": "Free fall"}]'"""
        assert session.scalars(text(concept)).all() == [[{"lang": "en", "value": "Free fall"}]]
        texts = "SELECT count(*) FROM problem_lang WHERE meta_data ->> 'answer' = '108'"
        assert session.scalar(text(texts)) == 1
