"""Corrections of where users are enrolled."""

from typing import Any

import pytest

from tests.api.conftest import Api
from tests.api.enrolment.answers import FIRST, S1, SECOND, THIRD, done, general, refused
from tests.api.enrolment.memberships import each_kind, group_of
from tests.enrollment.office import YEAR, Office, stay

CORRECTION = "/api/update-group-user-by-type"


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
