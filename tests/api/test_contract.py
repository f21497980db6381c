"""What the contract says of schools, batches, users and students, route by route."""

from typing import Any

import pytest
from sqlalchemy import Engine

from dbservice.services.clock import indian_today
from tests.api.conftest import SCHOOL, Api, Rows
from tests.api.shapes import SHAPES
from tests.rows import add_row

OLD = "2020-01-01 00:00:00"


# Users


def test_an_empty_body_makes_an_empty_user(api: Api) -> None:
    response = api.post("/api/user", {})
    assert response.status_code == 201
    id = response.json["id"]
    assert response.headers["Location"] == f"/api/user/{id}"
    assert response.json == dict.fromkeys(SHAPES["user"].keys) | {"id": id}


def test_user_id_is_the_key_of_a_user(api: Api, rows: Rows) -> None:
    id = api.post("/api/user", {"first_name": "Asha"}).json["id"]
    for sent in (id, str(id)):
        response = api.post("/api/user", {"user_id": sent, "last_name": f"Rao {sent!r}"})
        assert response.status_code == 200
        assert "Location" not in response.headers
        assert response.json["last_name"] == f"Rao {sent!r}"
        assert response.json["first_name"] == "Asha"
    assert rows.count("user") == 1


@pytest.mark.parametrize("user_id", [None, "", 999, 2**63, 10**30])
def test_a_user_id_that_nobody_has_makes_a_new_user(user_id: Any, api: Api) -> None:
    response = api.post("/api/user", {"user_id": user_id, "first_name": "Asha"})
    assert response.status_code == 201
    assert response.json["id"] not in (user_id, None)


@pytest.mark.parametrize("user_id", ["x", 1.5, [], {}, True])
def test_a_user_id_that_is_no_number_is_a_bad_request(user_id: Any, api: Api, rows: Rows) -> None:
    response = api.post("/api/user", {"user_id": user_id})
    assert response.status_code == 400
    assert response.json["errors"]["detail"] == "Bad Request"
    assert rows.count("user") == 0


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("phone", "12-34", "has invalid format"),
        ("phone", "٣٤", "has invalid format"),
        ("gender", "Unknown", "is invalid"),
        ("date_of_birth", "2999-01-01", "cannot be later than today"),
        ("email", "x" * 256, "should be at most 255 character(s)"),
        ("email", 5, "is invalid"),
    ],
)
def test_what_a_user_cannot_be(field: str, value: Any, message: str, api: Api, rows: Rows) -> None:
    response = api.post("/api/user", {field: value})
    assert response.status_code == 422
    readable = field.replace("_", " ")
    assert response.json == {
        "errors": {field: [message]},
        "message": f"{readable}: {message}",
    }
    assert rows.count("user") == 0


def test_several_faults_are_told_together(api: Api) -> None:
    response = api.post("/api/user", {"phone": "x", "gender": "x", "first_name": "Asha"})
    assert response.json["errors"] == {"phone": ["has invalid format"], "gender": ["is invalid"]}
    parts = set(response.json["message"].split("; "))
    assert parts == {"phone: has invalid format", "gender: is invalid"}


@pytest.mark.parametrize(
    ("sent", "stored"),
    [("female", "Female"), ("FEMALE", "Female"), ("others", "Others"), ("other", "Other")],
)
def test_gender_comes_in_any_case(sent: str, stored: str, api: Api) -> None:
    assert api.post("/api/user", {"gender": sent}).json["gender"] == stored


def test_today_is_a_date_of_birth(api: Api) -> None:
    today = indian_today().isoformat()
    assert api.post("/api/user", {"date_of_birth": today}).json["date_of_birth"] == today


def test_an_old_value_that_breaks_a_rule_may_be_sent_back(api: Api, engine: Engine) -> None:
    with engine.begin() as connection:
        old = {"phone": "+91 98", "gender": "M"}
        id = add_row(connection, "user", **old)
    path = f"/api/user/{id}"
    response = api.patch(path, {**old, "city": "Pune"})
    assert response.status_code == 200
    assert {**response.json, **old, "city": "Pune"} == response.json
    assert api.patch(path, {**old, "phone": "+91 99"}).json["errors"] == {
        "phone": ["has invalid format"]
    }
    assert api.post("/api/user", {"user_id": id, **old}).status_code == 200


def test_a_change_that_changes_nothing_leaves_the_time_stamp(api: Api, rows: Rows) -> None:
    id = api.post("/api/user", {"city": "Pune"}).json["id"]
    rows.run('UPDATE "user" SET updated_at = :old', old=OLD)
    api.patch(f"/api/user/{id}", {"city": "Pune", "state": None})
    assert str(rows.one('SELECT updated_at FROM "user"')) == OLD
    api.patch(f"/api/user/{id}", {"city": "Goa"})
    assert str(rows.one('SELECT updated_at FROM "user"')) > OLD


def test_a_user_with_a_student_stays(api: Api) -> None:
    student = api.post("/api/student", {"student_id": "1", "first_name": "A"}).json
    response = api.delete(f"/api/user/{student['user']['id']}")
    assert response.status_code == 409
    assert response.json["errors"]["detail"] == "Conflict"
    assert api.get(f"/api/user/{student['user']['id']}").status_code == 200


# Schools


def test_a_school_is_made_once_and_changed_after_that(api: Api, rows: Rows) -> None:
    created = api.post("/api/school", SCHOOL)
    assert created.status_code == 201
    id = created.json["id"]
    assert created.headers["Location"] == f"/api/school/{id}"
    assert created.json == {
        **dict.fromkeys(SHAPES["school"].keys),
        **SCHOOL,
        "id": id,
        "program_ids": [],
    }
    changed = api.post("/api/school", {"code": "S1", "board": "CBSE"})
    assert changed.status_code == 200
    assert "Location" not in changed.headers
    assert changed.json == created.json | {"board": "CBSE"}
    assert rows.all('SELECT type, child_id FROM "group"') == [("school", id)]


def test_a_school_must_have_what_it_must_have(api: Api, rows: Rows) -> None:
    response = api.post("/api/school", {"code": "S1", "name": " "})
    assert response.status_code == 422
    missing = [*SCHOOL.keys() - {"code"}]
    assert response.json["errors"] == {"name": ["can't be blank"]} | {
        name: ["can't be blank"] for name in missing
    }
    assert rows.count("school") == rows.count("group") == 0


@pytest.mark.parametrize("code", [{}, {"code": None}, {"code": ""}, {"code": "  "}])
def test_a_school_needs_its_code(code: dict[str, Any], api: Api) -> None:
    response = api.post("/api/school", {**SCHOOL, "code": None, **code})
    assert (response.status_code, response.json) == (422, {"error": "School code is required"})


def test_a_school_code_alone_decides_what_is_listed(api: Api) -> None:
    for code in ("S1", "S2"):
        api.post("/api/school", {**SCHOOL, "code": code})
    found = api.get("/api/school?code=S2&state=nowhere&limit=0&offset=9&nonsense=1")
    assert [school["code"] for school in found.json] == ["S2"]
    assert api.get("/api/school?code=S9").json == []
    assert api.get("/api/school?code=s2").json == []


def test_a_school_code_is_unique(api: Api) -> None:
    api.post("/api/school", SCHOOL)
    id = api.post("/api/school", {**SCHOOL, "code": "S2"}).json["id"]
    response = api.patch(f"/api/school/{id}", {"code": "S1"})
    assert response.status_code == 422
    assert response.json["errors"] == {"code": ["has already been taken"]}
    assert api.get(f"/api/school/{id}").json["code"] == "S2"


def test_a_school_shows_its_user_and_does_not_write_it(api: Api) -> None:
    user = api.post("/api/user", {"first_name": "Head"}).json
    school = api.post("/api/school", {**SCHOOL, "user_id": user["id"], "first_name": "X"}).json
    assert school["user"] == user
    response = api.patch(f"/api/school/{school['id']}", {"user_id": 10**9})
    assert response.status_code == 422
    assert response.json["errors"] == {"user_id": ["does not exist"]}


def test_posting_a_school_again_touches_its_members(api: Api, rows: Rows, engine: Engine) -> None:
    school = api.post("/api/school", SCHOOL).json
    member, other = (api.post("/api/user", {}).json["id"] for _ in range(2))
    with engine.begin() as connection:
        group_id = connection.exec_driver_sql('SELECT id FROM "group"').scalar_one()
        add_row(connection, "group_user", user_id=member, group_id=group_id)
    rows.run('UPDATE "user" SET updated_at = :old', old=OLD)
    api.patch(f"/api/school/{school['id']}", {"name": "Other"})
    untouched = 'SELECT id FROM "user" WHERE updated_at = :old ORDER BY id'
    assert rows.all(untouched, old=OLD) == [member, other]
    api.post("/api/school", {"code": "S1"})
    assert rows.all(untouched, old=OLD) == [other]


def test_a_school_goes_with_its_group_row_unless_someone_is_in_it(
    api: Api, rows: Rows, engine: Engine
) -> None:
    ids = [api.post("/api/school", {**SCHOOL, "code": code}).json["id"] for code in "ABC"]
    with engine.begin() as connection:
        group_ids = connection.exec_driver_sql('SELECT id FROM "group" ORDER BY child_id')
        add_row(connection, "group_user", group_id=group_ids.scalars().all()[0])
        add_row(connection, "enrollment_record", group_type="school", group_id=ids[1])
    statuses = [api.delete(f"/api/school/{id}").status_code for id in ids]
    assert statuses == [409, 409, 204]
    assert rows.all('SELECT child_id FROM "group" ORDER BY 1') == ids[:2]
    assert rows.all("SELECT id FROM school ORDER BY 1") == ids[:2]


# Batches


def test_a_batch_is_made_once_and_changed_after_that(api: Api, rows: Rows) -> None:
    body = {"batch_id": "EN-11", "name": "Photon", "start_date": "2026-04-01T10:00:00Z"}
    created = api.post("/api/batch", body)
    assert created.status_code == 201
    assert created.headers["Location"] == f"/api/batch/{created.json['id']}"
    assert created.json["start_date"] == "2026-04-01"
    assert created.json["metadata"] == {}
    changed = api.post("/api/batch", {"batch_id": "EN-11", "metadata": {"b": [1], "a": None}})
    assert changed.status_code == 200
    assert changed.json == created.json | {"metadata": {"a": None, "b": [1]}}
    assert rows.all('SELECT type, child_id FROM "group"') == [("batch", created.json["id"])]


@pytest.mark.parametrize("batch_id", [{}, {"batch_id": None}, {"batch_id": ""}])
def test_a_batch_needs_its_id(batch_id: dict[str, Any], api: Api) -> None:
    response = api.post("/api/batch", {"name": "Photon", **batch_id})
    assert (response.status_code, response.json) == (400, {"error": "Batch ID is required"})


def test_a_batch_is_not_below_itself(api: Api) -> None:
    ids = [
        api.post("/api/batch", {"batch_id": str(number), "name": "B"}).json["id"]
        for number in range(3)
    ]
    assert api.patch(f"/api/batch/{ids[1]}", {"parent_id": ids[0]}).status_code == 200
    assert api.post("/api/batch", {"batch_id": "2", "parent_id": ids[1]}).status_code == 200
    for parent_id in ids:
        response = api.patch(f"/api/batch/{ids[0]}", {"parent_id": parent_id})
        assert response.status_code == 422
        assert [*response.json["errors"]] == ["parent_id"]
    assert api.post("/api/batch", {"batch_id": "0", "parent_id": ids[2]}).status_code == 422
    assert api.get(f"/api/batch/{ids[0]}").json["parent_id"] is None


def test_of_several_rows_with_one_key_the_oldest_is_changed(api: Api, rows: Rows) -> None:
    rows.run("DROP INDEX batch_batch_id_key")
    for name in ("first", "second"):
        rows.run(
            "INSERT INTO batch (batch_id, name, inserted_at, updated_at)"
            " VALUES ('B', :name, now(), now())",
            name=name,
        )
    response = api.post("/api/batch", {"batch_id": "B", "name": "changed"})
    assert response.status_code == 200
    assert rows.all("SELECT name FROM batch ORDER BY id") == ["changed", "second"]


# Students


def test_a_student_and_the_user_are_made_from_one_body(api: Api, rows: Rows) -> None:
    body = {
        "student_id": "2401",
        "first_name": "Asha",
        "category": "obc",
        "planned_competitive_exams": ["1", 2],
        "has_air_conditioner": "true",
        "user": {"first_name": "ignored"},
        "user_id": 77,
        "category_certificate": "ignored",
    }
    response = api.post("/api/student", body)
    assert response.status_code == 200
    assert "Location" not in response.headers
    student = response.json
    assert (student["category"], student["planned_competitive_exams"]) == ("OBC", [1, 2])
    assert student["user"]["first_name"] == "Asha"
    assert student["has_air_conditioner"] is True
    stored = "SELECT user_id, category_certificate FROM student"
    assert rows.one(stored) == (student["user"]["id"], None)


def test_posting_a_student_again_changes_both_and_null_clears(api: Api, rows: Rows) -> None:
    body = {"student_id": "1", "first_name": "A", "city": "Pune", "father_name": "F"}
    created = api.post("/api/student", body).json
    changed = api.post("/api/student", {"student_id": "1", "city": None, "father_name": ""})
    assert changed.status_code == 200
    assert (changed.json["father_name"], changed.json["user"]["city"]) == (None, None)
    assert changed.json["user"]["first_name"] == "A"
    assert changed.json["id"] == created["id"]
    assert (rows.count("student"), rows.count("user")) == (1, 1)


def test_a_student_is_also_found_by_apaar_id(api: Api) -> None:
    id = api.post("/api/student", {"apaar_id": "AP1"}).json["id"]
    response = api.post("/api/student", {"student_id": "S1", "apaar_id": "AP1"})
    assert (response.json["id"], response.json["student_id"]) == (id, "S1")


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({}, "Student ID or APAAR ID is required"),
        ({"student_id": " ", "apaar_id": None}, "Student ID or APAAR ID is required"),
        (
            {"student_id": "S1", "apaar_id": "AP9"},
            (
                "Student found with Student ID 'S1' but APAAR ID 'AP9'"
                " doesn't match existing APAAR ID 'AP1'"
            ),
        ),
        (
            {"student_id": "S9", "apaar_id": "AP1"},
            (
                "Student found with APAAR ID 'AP1' but Student ID 'S9'"
                " doesn't match existing Student ID 'S1'"
            ),
        ),
        (
            {"student_id": "S2", "apaar_id": "AP1"},
            "APAAR ID 'AP1' already exists for another student",
        ),
    ],
)
def test_numbers_that_contradict_what_is_stored(
    body: dict[str, Any], error: str, api: Api, rows: Rows
) -> None:
    api.post("/api/student", {"student_id": "S1", "apaar_id": "AP1"})
    api.post("/api/student", {"student_id": "S2"})
    response = api.post("/api/student", {**body, "first_name": "X"})
    assert (response.status_code, response.json) == (400, {"error": error})
    assert rows.all('SELECT count(*) FROM "user" WHERE first_name IS NOT NULL') == [0]


def test_a_refused_student_leaves_no_user_behind(api: Api, rows: Rows) -> None:
    body = {"student_id": "1", "first_name": "A"}
    for wrong in ({"category": "x"}, {"gender": "x"}, {"grade_id": 10**9}, {"stream": 5}):
        response = api.post("/api/student", body | wrong)
        assert response.status_code == 422, wrong
        assert [*response.json["errors"]] == [*wrong]
    assert (rows.count("student"), rows.count("user")) == (0, 0)


def test_a_change_of_a_student_clears_nothing(api: Api) -> None:
    body = {"student_id": "1", "first_name": "A", "father_name": "F", "has_air_conditioner": True}
    student = api.post("/api/student", body).json
    path = f"/api/student/{student['id']}"
    blank = {"father_name": None, "first_name": "", "student_id": " "}
    assert api.patch(path, blank).json == student
    response = api.patch(path, {**blank, "has_air_conditioner": False, "last_name": "B"})
    assert response.json["has_air_conditioner"] is False
    assert response.json["user"] == {**student["user"], "last_name": "B"}


def test_a_change_of_a_student_is_all_or_nothing(api: Api) -> None:
    student = api.post("/api/student", {"student_id": "1", "first_name": "A"}).json
    path = f"/api/student/{student['id']}"
    for wrong in ({"grade_id": 10**9}, {"stream": "x"}, {"phone": "x"}):
        assert api.patch(path, {"first_name": "B", "father_name": "F", **wrong}).status_code == 422
    assert api.get(path).json == student


def test_a_student_without_user_gets_one_when_there_is_something_to_keep(
    api: Api, engine: Engine
) -> None:
    with engine.begin() as connection:
        id = add_row(connection, "student", student_id="1")
    assert api.get(f"/api/student/{id}").json["user"] is None
    assert api.patch(f"/api/student/{id}", {"father_name": "F"}).json["user"] is None
    assert api.patch(f"/api/student/{id}", {"first_name": "A"}).json["user"]["first_name"] == "A"


def test_students_are_looked_up_by_number_with_a_group(api: Api) -> None:
    for number in ("S1", "S2"):
        api.post("/api/student", {"student_id": number, "apaar_id": f"AP{number}"})

    def found(query: str) -> list[str]:
        return [student["student_id"] for student in api.get(f"/api/student?{query}").json]

    assert found("id=S2&group=EnableStudents&limit=0&nonsense=1") == ["S2"]
    assert found("id=APS2&group=EnableStudents") == ["S2"]
    assert found("id=APS2&group=Other") == []
    assert found("id=S1&group=Other") == ["S1"]
    assert found("student_id=S1") == ["S1"]
    assert api.get("/api/student?id=S1").status_code == 400
    assert api.get("/api/student?first_name=A").status_code == 400


def test_a_pen_number_has_eleven_digits_and_is_unique(api: Api) -> None:
    body = {"student_id": "1", "pen_number": "12345678901", "g10_board": "CBSE", "g10_roll_no": "7"}
    later = {**body, "family_income": "1-3 LPA", "g12_graduating_year": 2028}
    student = api.post("/api/student", later).json
    assert {name: student[name] for name in later} == later
    for wrong in ("1234567890", "123456789012", "1234567890a", 12345678901):
        response = api.post("/api/student", {**body, "pen_number": wrong})
        assert response.json["errors"] == {
            "pen_number": ["is invalid" if isinstance(wrong, int) else "has invalid format"]
        }
    response = api.post("/api/student", {**body, "student_id": "2"})
    assert (response.status_code, response.json["errors"]) == (
        422,
        {"pen_number": ["has already been taken"]},
    )


def test_a_deleted_student_leaves_the_user(api: Api, rows: Rows) -> None:
    student = api.post("/api/student", {"student_id": "1"}).json
    assert api.delete(f"/api/student/{student['id']}").status_code == 204
    assert api.get(f"/api/user/{student['user']['id']}").status_code == 200
    assert rows.count("student") == 0
