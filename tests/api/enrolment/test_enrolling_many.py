"""Many users who are enrolled in groups by one call."""

from typing import Any

import pytest
from flask import Flask

from tests.api.conftest import Api, Rows, sent_statements
from tests.api.enrolment.answers import FIRST, SECOND, TERM, done, general, refused
from tests.api.enrolment.memberships import CODES, CREATING, PATH, conflict
from tests.enrollment.office import DAY, Office, stay

BATCH = "/api/group-user/batch-process"


def item(office: Office, **more: Any) -> dict[str, Any]:
    return {"user_id": office.user("S1"), **TERM, **more}


def everywhere(office: Office, number: str = "S1") -> list[dict[str, Any]]:
    places = [
        {"enrollment_type": "auth_group", "auth_group": "EnableStudents"},
        {"enrollment_type": "school", "school_code": "SCH001"},
        {"enrollment_type": "batch", "batch_id": FIRST},
        {"enrollment_type": "grade", "grade_id": office.id("grade", "11")},
    ]
    return [{"user_id": office.user(number), **TERM, **place} for place in places]


def test_many_are_enrolled_each_in_what_its_item_names(office: Office, api: Api) -> None:
    items = [*everywhere(office), *everywhere(office, "S2")]
    answer = done(api.post(BATCH, {"data": items}))
    assert answer["message"] == "Batch processing completed"
    assert (answer["successful"], answer["failed"]) == (8, 0)
    for sent, result in zip(items, answer["results"], strict=True):
        member = result["group_user"]
        assert result == {"status": "ok", "group_user": member}
        assert done(api.get(f"{PATH}/{member['id']}")) == member
        assert member["user_id"] == sent["user_id"]
    for number in ("S1", "S2"):
        for kind, code in CODES.items():
            assert office.current(number, kind) == office.member_of(number, kind) == [code]
    before = office.stage.snapshot()
    assert done(api.post(BATCH, {"data": items})) == answer
    assert before == office.stage.snapshot()


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        ({}, "Unknown enrollment type"),
        ({"enrollment_type": ["batch"]}, "Unknown enrollment type"),
        ({"enrollment_type": "status", "status": "enrolled"}, "Unknown enrollment type"),
        (
            {"enrollment_type": "auth_group", "auth_group": "Ghosts"},
            "Auth group not found with name: Ghosts",
        ),
        ({"enrollment_type": "school", "school_code": "X"}, "School not found with code: X"),
        ({"enrollment_type": "batch", "batch_id": "X"}, "Batch not found with id: X"),
        ({"enrollment_type": "grade", "grade_id": 0}, "Grade not found with id: 0"),
        ({"enrollment_type": "auth_group", "auth_group": None}, "auth group: can't be blank"),
        ({"enrollment_type": "school"}, "school code: can't be blank"),
        ({"enrollment_type": "batch", "batch_id": 7}, "batch id: is invalid"),
        ({"enrollment_type": "grade", "grade_id": "ten"}, "grade id: is invalid"),
        ({"enrollment_type": "batch", "batch_id": SECOND, "start_date": "x"}, CREATING),
        ({"enrollment_type": "batch", "batch_id": SECOND, "academic_year": None}, CREATING),
        ({"enrollment_type": "batch", "batch_id": SECOND, "user_id": 10**9}, CREATING),
        (
            {"enrollment_type": "batch", "batch_id": SECOND, "user_id": None},
            "user id: can't be blank",
        ),
        ({"enrollment_type": "school", "school_code": "SCH002"}, conflict("school", "schools")),
    ],
)
def test_an_item_fails_alone(sent: Any, error: str, office: Office, api: Api) -> None:
    wrong = item(office, **sent)
    items = [*everywhere(office)[:2], wrong, everywhere(office)[2]]
    answer = done(api.post(BATCH, {"data": items}))
    assert (answer["successful"], answer["failed"]) == (3, 1)
    assert answer["results"][2] == {"status": "error", "errors": {"error": error, "data": wrong}}
    assert office.current("S1", "batch") == [FIRST]


@pytest.mark.parametrize(
    ("kind", "code", "text"),
    [
        ("auth_group", "EnableStudents", "Auth group not found with name: EnableStudents"),
        ("school", "SCH001", "School group not found with code: SCH001"),
        ("batch", FIRST, f"Batch group not found with id: {FIRST}"),
        ("grade", "11", "Grade group not found with id: {id}"),
    ],
)
def test_an_item_names_what_is_not_set_up(
    kind: str, code: str, text: str, office: Office, api: Api
) -> None:
    with office.without_group_row(kind, code):
        answer = done(api.post(BATCH, {"data": everywhere(office)}))
    [failed] = [one for one in answer["results"] if one["status"] == "error"]
    assert failed["errors"]["error"] == text.format(id=office.id(kind, code))


def test_items_are_taken_one_after_the_other(office: Office, api: Api) -> None:
    years = [("2026-2027", DAY), ("2027-2028", "2027-06-15"), ("2027-2028", "2027-06-16")]
    school = {"enrollment_type": "school", "school_code": "SCH001"}
    items = [item(office, **school, academic_year=year, start_date=start) for year, start in years]
    items.append(item(office, **{**school, "school_code": "SCH002"}))
    answer = done(api.post(BATCH, {"data": items}))
    assert [one["status"] for one in answer["results"]] == ["ok", "ok", "ok", "error"]
    assert office.stays("S1", "school") == [
        stay("SCH001", end="2027-06-15"),
        stay("SCH001", year="2027-2028", start="2027-06-15"),
    ]


def test_what_only_the_database_refuses_fails_alone(office: Office, api: Api, rows: Rows) -> None:
    rows.run(
        "ALTER TABLE enrollment_record ADD CONSTRAINT trial CHECK (academic_year <> '1999-2000')"
    )
    items = [*everywhere(office), *everywhere(office, "S2"), *everywhere(office, "S3")]
    items[5]["academic_year"] = items[10]["academic_year"] = "1999-2000"
    answer = done(api.post(BATCH, {"data": items}))
    rows.run("ALTER TABLE enrollment_record DROP CONSTRAINT trial")
    failed = [at for at, one in enumerate(answer["results"]) if one["status"] == "error"]
    assert failed == [5, 10]
    assert answer["results"][5]["errors"]["error"] == CREATING
    assert office.current("S2", "school") == []
    assert office.current("S3", "batch") == []
    assert office.current("S3", "grade") == ["11"]


def test_a_batch_costs_the_same_statements_whatever_its_length(
    office: Office, api: Api, app: Flask
) -> None:
    counted = []
    for items in (everywhere(office), [*everywhere(office, "S2"), *everywhere(office, "S3")] * 50):
        with sent_statements(app) as sent:
            answer = done(api.post(BATCH, {"data": items}))
        assert answer["failed"] == 0
        counted.append(len(sent))
    assert counted[0] == counted[1] <= 16


def test_a_batch_is_a_list_of_objects_of_a_thousand_at_most(office: Office, api: Api) -> None:
    message = "data must be a list of objects"
    for body in ({}, {"data": None}, {"data": {}}, {"data": "x"}, {"data": [1]}, []):
        status, answer = refused(office, api, "POST", BATCH, body)
        assert status == 400
        assert answer["errors"]["detail"] == "Bad Request"
        assert not isinstance(body, dict) or answer == general(400, message)
    assert done(api.post(BATCH, {"data": []}))["results"] == []
    assert done(api.post(BATCH, {"data": [{}] * 1000}))["failed"] == 1000
    status, answer = refused(office, api, "POST", BATCH, {"data": [{}] * 1001})
    assert (status, answer["errors"]["message"]) == (413, "data may have 1000 items at most")
