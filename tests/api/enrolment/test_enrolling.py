"""Users who are enrolled in a group."""

from typing import Any

import pytest

from tests.api.conftest import Api, Rows
from tests.api.enrolment.answers import FIRST, S1, SECOND, TERM, done, general, refused
from tests.api.enrolment.memberships import CODES, CREATING, PATH, conflict, each_kind, wish
from tests.enrollment.office import YEAR, Office, stay


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
    answer = refused(office, api, "POST", PATH, wish(office, kind, other))
    assert answer == (422, general(422, conflict(kind, plural)))


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
