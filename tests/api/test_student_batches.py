"""Many students in one call."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine

from tests.api.conftest import Api, Rows, sent_statements
from tests.rows import add_row

PATH = "/api/student/batch-process"
CREATING = "Failed to create student with user. Some problem with changeset"
UPDATING = "Failed to update student with user. Some problem with changeset"


def put(api: Api, *items: Any) -> Any:
    response = api.post(PATH, {"data": items})
    assert response.status_code == 200, response.text
    return response.json


def test_students_are_created_and_changed_with_their_users(api: Api, rows: Rows) -> None:
    grade = api.post("/api/grade", {"number": 11}).json["id"]
    old = api.post(
        "/api/student",
        {"student_id": "S1", "first_name": "Asha", "city": "Pune", "father_name": "F"},
    ).json
    answer = put(
        api,
        {"student_id": "S1", "city": None, "father_name": "", "last_name": "B"},
        {"student_id": "S2", "first_name": "Ravi", "grade": "11", "category": "obc"},
    )
    assert {name: answer[name] for name in ("message", "successful", "failed")} == {
        "message": "Batch processing completed",
        "successful": 2,
        "failed": 0,
    }
    changed, created = answer["results"]
    user = {**old["user"], "city": None, "last_name": "B"}
    assert changed == {"status": "ok", "student": {**old, "father_name": None, "user": user}}
    student = created["student"]
    assert student == api.get(f"/api/student/{student['id']}").json
    assert (student["grade_id"], student["category"]) == (grade, "OBC")
    assert student["user"]["first_name"] == "Ravi"
    assert (rows.count("student"), rows.count("user")) == (2, 2)


@pytest.mark.parametrize(
    ("item", "details"),
    [
        ({"student_id": None}, {"student_id": ["can't be blank"]}),
        ({"apaar_id": "A1"}, {"student_id": ["can't be blank"]}),
        ({"student_id": 7}, {"student_id": ["is invalid"]}),
        ({"student_id": ["S9"]}, {"student_id": ["is invalid"]}),
        ({"student_id": "S9", "grade": 99}, {"grade": ["does not exist"]}),
        ({"student_id": "S9", "grade": "x"}, {"grade": ["is invalid"]}),
        (
            {"student_id": "S9", "phone": "x", "stream": "y"},
            {"phone": ["has invalid format"], "stream": ["is invalid"]},
        ),
        ({"student_id": "S9", "grade_id": 10**9}, {"grade_id": ["does not exist"]}),
        ({"student_id": "S9", "apaar_id": "TAKEN"}, {"apaar_id": ["has already been taken"]}),
    ],
)
@pytest.mark.parametrize("index", ["kept", "left out"])
def test_an_item_fails_alone(index: str, item: Any, details: Any, api: Api, rows: Rows) -> None:
    if index == "left out":
        rows.run("DROP INDEX student_apaar_id_key")
    api.post("/api/student", {"student_id": "S1", "apaar_id": "TAKEN"})
    others = [{"student_id": f"N{number}", "first_name": "A"} for number in range(5)]
    answer = put(api, *others[:3], {"first_name": "B", **item}, *others[3:])
    assert (answer["successful"], answer["failed"]) == (5, 1)
    errors = answer["results"][3].pop("errors")
    assert answer["results"][3] == {"status": "error"}
    assert errors == {
        "student_id": item.get("student_id"),
        "message": CREATING,
        "details": details,
    }
    assert rows.count("user") == rows.count("student") == 6


def test_a_change_that_fails_says_so(api: Api, rows: Rows) -> None:
    api.post("/api/student", {"student_id": "S1", "first_name": "A"})
    answer = put(
        api,
        {"student_id": "S1", "first_name": "B", "grade_id": 10**9},
        {"student_id": "S2"},
        {"student_id": "S2", "gender": "x"},
    )
    messages = [one["errors"]["message"] for one in answer["results"] if "errors" in one]
    assert messages == [UPDATING, UPDATING]
    assert rows.all('SELECT first_name FROM "user" ORDER BY id') == ["A", None]


def test_items_are_taken_one_after_the_other(api: Api, rows: Rows) -> None:
    answer = put(
        api,
        {"student_id": "S1", "first_name": "A"},
        {"student_id": "S1", "first_name": "B", "apaar_id": "A1"},
        {"student_id": "S2", "apaar_id": "A1"},
        {"student_id": "S1", "apaar_id": None},
        {"student_id": "S2", "apaar_id": "A1"},
    )
    assert [one["status"] for one in answer["results"]] == ["ok", "ok", "error", "ok", "ok"]
    names = [one["student"]["user"]["first_name"] for one in answer["results"] if "student" in one]
    assert names == ["A", "B", "B", None]
    stored = "SELECT student_id, apaar_id FROM student ORDER BY id"
    assert rows.all(stored) == [("S1", None), ("S2", "A1")]


def test_an_old_value_that_breaks_a_rule_may_be_sent_back(api: Api, engine: Engine) -> None:
    with engine.begin() as connection:
        user_id = add_row(connection, "user", phone="+91 98")
        add_row(connection, "student", student_id="S1", user_id=user_id, stream="arts")
    item = {"student_id": "S1", "phone": "+91 98", "stream": "arts", "city": "Goa"}
    answer = put(api, item, {**item, "phone": "+91 99"})
    assert [one["status"] for one in answer["results"]] == ["ok", "error"]
    assert answer["results"][0]["student"]["user"]["city"] == "Goa"


def test_a_student_without_user_gets_one(api: Api, engine: Engine) -> None:
    with engine.begin() as connection:
        add_row(connection, "student", student_id="S1")
    answer = put(api, {"student_id": "S1", "first_name": "A"})
    assert answer["results"][0]["student"]["user"]["first_name"] == "A"


def test_of_several_with_a_number_the_first_is_changed(api: Api, engine: Engine) -> None:
    with engine.begin() as connection:
        ids = [add_row(connection, "student", student_id="S1") for _ in range(2)]
    answer = put(api, {"student_id": "S1", "father_name": "F"})
    assert answer["results"][0]["student"]["id"] == ids[0]


def test_a_batch_costs_the_same_statements_whatever_its_length(api: Api, app: Flask) -> None:
    for _ in range(2):  # what is prepared once a connection does not count
        put(api, {"student_id": "first", "first_name": "A"})
    counted = []
    for numbers in (range(2), range(2, 300)):
        items = [{"student_id": f"S{number}", "first_name": "A"} for number in numbers]
        for _ in range(2):
            with sent_statements(app) as sent:
                assert put(api, *items)["failed"] == 0
            counted.append(len(sent))
    assert counted[0] == counted[2] <= 16
    assert counted[1] == counted[3] <= 16


def test_a_batch_is_a_list_of_objects_of_a_thousand_at_most(api: Api) -> None:
    for body in ({}, {"data": None}, {"data": {"student_id": "S1"}}, {"data": ["S1"]}, []):
        assert api.post(PATH, body).status_code == 400
    assert put(api)["results"] == []
    assert api.post(PATH, {"data": [{}] * 1001}).status_code == 413
    assert put(api, *[{}] * 1000)["failed"] == 1000
