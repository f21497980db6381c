"""Users who are enrolled in groups, one or many, and corrections of where they are."""

from typing import Any

import pytest
from flask import Flask

from tests.api.conftest import Api, Rows, sent_statements
from tests.api.enrolment.answers import FIRST, S1, SECOND, TERM, THIRD, done, general, refused
from tests.enrollment.office import DAY, YEAR, Office, stay

PATH = "/api/group-user"
BATCH = "/api/group-user/batch-process"
CORRECTION = "/api/update-group-user-by-type"
CREATING = "Failed to create group user"
CODES = {"auth_group": "EnableStudents", "school": "SCH001", "batch": FIRST, "grade": "11"}
each_kind = pytest.mark.parametrize("kind", CODES)


def group_of(office: Office, kind: str, code: str) -> int:
    """The group row of a place."""
    places = office.stage.places
    [entity] = [one for (of, name), one in places.entities.items() if (of, name) == (kind, code)]
    return int(places.group_rows[entity])


def wish(office: Office, kind: str, code: str, **more: Any) -> dict[str, Any]:
    """What enrols S1 in a place."""
    return {
        "user_id": office.user("S1"),
        "group_id": group_of(office, kind, code),
        **TERM,
        **more,
    }


# One


@each_kind
def test_a_membership_comes_with_its_record(kind: str, office: Office, api: Api) -> None:
    body = wish(office, kind, CODES[kind])
    response = api.post(PATH, body)
    member = done(response, 201)
    assert member == {**{name: body[name] for name in ("group_id", "user_id")}, "id": member["id"]}
    assert response.headers["Location"] == f"{PATH}/{member['id']}"
    assert done(api.get(f"{PATH}/{member['id']}")) == member
    year = None if kind == "auth_group" else YEAR
    assert office.stays("S1", kind) == [stay(CODES[kind], year=year)]
    assert office.member_of("S1", kind) == [CODES[kind]]
    assert office.grade("S1") == ("11" if kind == "grade" else None)


@each_kind
def test_enrolling_again_changes_nothing_and_is_201_too(
    kind: str, office: Office, api: Api
) -> None:
    body = wish(office, kind, CODES[kind])
    first = done(api.post(PATH, body), 201)
    before = office.stage.snapshot()
    bare = {name: body[name] for name in ("user_id", "group_id")}
    for again in (body, bare, {**bare, "academic_year": YEAR}):
        response = api.post(PATH, again)
        assert done(response, 201) == first
        assert response.headers["Location"] == f"{PATH}/{first['id']}"
        assert before == office.stage.snapshot()


@pytest.mark.parametrize(("kind", "other"), [("product", "CO"), ("program", "Photon")])
def test_products_and_programs_have_members_too(
    kind: str, other: str, office: Office, api: Api, rows: Rows
) -> None:
    column = "code" if kind == "product" else "name"
    place = rows.one(
        f'SELECT g.id, t.id FROM "group" AS g JOIN {kind} AS t ON t.id = g.child_id'
        f" WHERE g.type = '{kind}' AND t.{column} = '{other}'"
    )
    done(api.post(PATH, {"user_id": office.user("S1"), "group_id": place[0], **TERM}), 201)
    stored = "SELECT group_type, group_id, is_current FROM enrollment_record"
    assert rows.one(stored) == (kind, place[1], True)
    rows.run("DELETE FROM group_user")


def test_a_further_batch_leaves_the_others(office: Office, api: Api) -> None:
    for code in (FIRST, SECOND):
        done(api.post(PATH, wish(office, "batch", code)), 201)
    assert office.current("S1", "batch") == office.member_of("S1", "batch") == [FIRST, SECOND]


def test_another_year_at_the_school_ends_the_year_before(office: Office, api: Api) -> None:
    body = wish(office, "school", "SCH001")
    member = done(api.post(PATH, body), 201)
    next_year = {**body, "academic_year": "2027-2028", "start_date": "2027-06-15"}
    assert done(api.post(PATH, next_year), 201) == member
    assert office.stays("S1", "school") == [
        stay("SCH001", end="2027-06-15"),
        stay("SCH001", year="2027-2028", start="2027-06-15"),
    ]


@pytest.mark.parametrize(
    ("kind", "code", "other", "plural"),
    [
        ("school", "SCH001", "SCH002", "schools"),
        ("grade", "11", "12", "grades"),
        ("auth_group", "EnableStudents", "Walk-in", "auth groups"),
    ],
)
def test_of_some_kinds_one_is_all_one_can_have(
    kind: str, code: str, other: str, plural: str, office: Office, api: Api
) -> None:
    done(api.post(PATH, wish(office, kind, code)), 201)
    message = (
        f"Student is already enrolled in a different {kind}."
        f" Use 'update_incorrect_{kind}_to_correct_{kind}' import type to change {plural}."
    )
    answer = refused(office, api, "POST", PATH, wish(office, kind, other))
    assert answer == (422, general(422, message))


def test_ids_of_schools_and_of_their_groups_are_not_mixed_up(office: Office, api: Api) -> None:
    """Every school has the number of another school's group."""
    for code in ("SCH001", "SCH002", "SCH003"):
        done(api.post(PATH, wish(office, "school", code)), 201)
        done(api.post(PATH, wish(office, "school", code)), 201)
        assert office.current("S1", "school") == [code]
        office.stage.begin_anew()


@pytest.mark.parametrize(
    ("change", "status", "body"),
    [
        ({"group_id": 10**9}, 404, general(404, "There is no such group: 1000000000")),
        ({"start_date": None}, 422, general(422, CREATING)),
        ({"start_date": "soon"}, 422, general(422, CREATING)),
        ({"academic_year": " "}, 422, general(422, CREATING)),
        ({"academic_year": "2" * 256}, 422, general(422, CREATING)),
        ({"user_id": 10**9}, 422, general(422, CREATING)),
        (
            {"group_id": None, "user_id": "x"},
            422,
            {
                "errors": {"group_id": ["can't be blank"], "user_id": ["is invalid"]},
                "message": "user id: is invalid; group id: can't be blank",
            },
        ),
    ],
)
def test_an_enrolment_that_is_refused(
    change: Any, status: int, body: Any, office: Office, api: Api
) -> None:
    sent = wish(office, "batch", FIRST, **change)
    assert refused(office, api, "POST", PATH, sent) == (status, body)


def test_a_member_without_a_record_gets_one_that_is_whole(
    office: Office, api: Api, rows: Rows
) -> None:
    body = wish(office, "batch", FIRST)
    done(api.post(PATH, body), 201)
    rows.run("DELETE FROM enrollment_record")
    answer = refused(office, api, "POST", PATH, {**body, "start_date": None})
    assert answer == (422, general(422, "Failed to update group user"))
    done(api.post(PATH, body), 201)
    assert office.stays("S1", "batch") == [stay(FIRST)]


def test_who_has_dropped_out_is_enrolled_again_first(office: Office, api: Api) -> None:
    office.do("dropout", **S1)
    answer = refused(office, api, "POST", PATH, wish(office, "batch", FIRST))
    text = "Student has dropped out; re-enroll the student first"
    assert answer == (422, general(422, text))


def test_a_status_is_not_joined(office: Office, api: Api) -> None:
    sent = wish(office, "status", "enrolled")
    answer = refused(office, api, "POST", PATH, sent)
    assert answer == (422, general(422, "A status is set, not joined"))


def test_groups_of_nothing_have_no_members(office: Office, api: Api, rows: Rows) -> None:
    rows.run(
        """INSERT INTO "group" (type, child_id, inserted_at, updated_at)
        VALUES ('choir', 1, now(), now())"""
    )
    id = rows.one("""SELECT id FROM "group" WHERE type = 'choir'""")
    answer = refused(office, api, "POST", PATH, wish(office, "batch", FIRST, group_id=id))
    assert answer == (422, general(422, "Nobody can be enrolled in this group"))
    rows.run("""DELETE FROM "group" WHERE type = 'choir'""")


# Many


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


def conflict(kind: str, plural: str) -> str:
    return (
        f"Student is already enrolled in a different {kind}."
        f" Use 'update_incorrect_{kind}_to_correct_{kind}' import type to change {plural}."
    )


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


# Corrections


@pytest.fixture
def enrolled(office: Office) -> Office:
    office.enroll_everywhere("S1")
    return office


RIGHT = {"auth_group": "Walk-in", "school": "SCH003", "batch": SECOND, "grade": "12"}


@each_kind
@pytest.mark.parametrize("name", ["type", "group_type"])
def test_a_correction_rewrites_membership_and_record(
    kind: str, name: str, enrolled: Office, api: Api
) -> None:
    before = enrolled.stage.snapshot()
    body = {"user_id": enrolled.user("S1"), "group_id": group_of(enrolled, kind, RIGHT[kind])}
    member = done(api.patch(CORRECTION, {**body, name: kind}))
    assert member == {**body, "id": member["id"]}
    assert member["id"] in before.tables["group_user"]
    year = None if kind == "auth_group" else YEAR
    assert enrolled.stays("S1", kind) == [stay(RIGHT[kind], year=year)]
    assert enrolled.member_of("S1", kind) == [RIGHT[kind]]
    assert enrolled.grade("S1") == ("12" if kind == "grade" else "11")
    assert done(api.patch(CORRECTION, {**body, name: kind})) == member


@pytest.mark.parametrize("given", ["number", "text"])
def test_the_batch_to_correct_may_be_named(given: str, enrolled: Office, api: Api) -> None:
    enrolled.do("enroll", **S1, batch_id=THIRD)
    present = enrolled.id("batch", THIRD)
    body = {
        "user_id": enrolled.user("S1"),
        "group_id": group_of(enrolled, "batch", SECOND),
        "type": "batch",
        "current_batch_pk": present if given == "number" else str(present),
    }
    done(api.patch(CORRECTION, body))
    assert enrolled.current("S1", "batch") == [FIRST, SECOND]
    assert sorted(enrolled.member_of("S1", "batch")) == sorted([FIRST, SECOND])


def test_of_several_batches_the_first_is_corrected(enrolled: Office, api: Api) -> None:
    enrolled.do("enroll", **S1, batch_id=THIRD)
    body = {"user_id": enrolled.user("S1"), "group_id": group_of(enrolled, "batch", SECOND)}
    done(api.patch(CORRECTION, {**body, "type": "batch", "current_batch_pk": None}))
    assert enrolled.current("S1", "batch") == [SECOND, THIRD]


@pytest.mark.parametrize(
    ("change", "status", "body"),
    [
        ({"type": None}, 422, general(422, "group type is required")),
        ({"type": "school"}, 404, None),
        ({"type": "choir"}, 404, None),
        ({"group_id": 10**9}, 404, None),
        ({"user_id": 10**9}, 404, None),
        ({"current_batch_pk": 10**9}, 404, None),
        (
            {"user_id": None},
            422,
            {
                "errors": {"user_id": ["can't be blank"]},
                "message": "user id: can't be blank",
            },
        ),
    ],
)
def test_a_correction_that_is_refused(
    change: Any, status: int, body: Any, enrolled: Office, api: Api
) -> None:
    sent = {
        "user_id": enrolled.user("S1"),
        "group_id": group_of(enrolled, "batch", SECOND),
        "type": "batch",
    }
    answer = refused(enrolled, api, "PATCH", CORRECTION, {**sent, **change})
    assert answer[0] == status
    if body:
        assert answer[1] == body
    else:
        assert answer[1]["errors"]["detail"] == "Not Found"


def test_nothing_to_correct(enrolled: Office, api: Api) -> None:
    sent = {"group_id": group_of(enrolled, "batch", SECOND), "type": "batch"}
    nobody = {**sent, "user_id": enrolled.user("S2")}
    assert refused(enrolled, api, "PATCH", CORRECTION, nobody)[0] == 404
    enrolled.do("dropout", **S1)
    gone = {**sent, "user_id": enrolled.user("S1")}
    assert refused(enrolled, api, "PATCH", CORRECTION, gone)[0] == 404


def test_a_batch_is_not_corrected_into_one_that_is_there(enrolled: Office, api: Api) -> None:
    enrolled.do("enroll", **S1, batch_id=SECOND)
    sent = {
        "user_id": enrolled.user("S1"),
        "group_id": group_of(enrolled, "batch", SECOND),
        "type": "batch",
        "current_batch_pk": enrolled.id("batch", FIRST),
    }
    status, answer = refused(enrolled, api, "PATCH", CORRECTION, sent)
    assert (status, answer["errors"]) == (422, {"group_id": ["has already been taken"]})
