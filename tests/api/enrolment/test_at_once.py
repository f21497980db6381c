"""Many callers who enrol the same students at the same time."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from random import Random
from typing import Any

import pytest
from flask import Flask

from tests.api.conftest import Api
from tests.api.enrolment.answers import FIRST, SECOND, TERM, THIRD
from tests.api.enrolment.memberships import group_of
from tests.enrollment.office import EVERYWHERE, Office

CALLERS = 4
SECONDS = 6
# What may come of calls that meet others: done, or refused in the words of the contract.
DEFINED = {200, 201, 400, 404, 422}
Call = Callable[[Api], Any]


def calls(office: Office, chance: Random) -> list[Call]:
    """One call of each sort, on one of three students."""
    number = chance.choice(("S1", "S2", "S3"))
    batch = chance.choice((FIRST, SECOND, THIRD))
    term = {**TERM, "start_date": chance.choice(("2026-06-15", "2026-09-01", "2026-01-01"))}
    student = {"student_id": number, **term}
    membership = {"user_id": office.user(number), **term}
    school = chance.choice(("SCH001", "SCH002"))
    grade = chance.choice(("11", "12"))
    back = {**student, **EVERYWHERE, "grade_id": office.id("grade", grade), "batch_id": batch}
    items = [
        {**membership, "enrollment_type": "school", "school_code": school},
        {**membership, "enrollment_type": "batch", "batch_id": batch},
        {**membership, "enrollment_type": "grade", "grade_id": office.id("grade", grade)},
    ]
    in_batch = {**membership, "group_id": group_of(office, "batch", batch)}
    in_school = {**membership, "group_id": group_of(office, "school", school), "type": "school"}
    return [
        lambda api: api.patch("/api/dropout", student),
        lambda api: api.patch("/api/re-enroll", back),
        lambda api: api.patch("/api/enrolled", {**student, "batch_id": batch, "grade": grade}),
        lambda api: api.post("/api/group-user", in_batch),
        lambda api: api.post("/api/group-user/batch-process", {"data": items}),
        lambda api: api.patch("/api/update-group-user-by-type", in_school),
        lambda api: api.patch(f"/api/student/remove-dropout-status/{number}"),
        lambda api: api.post(f"/api/student/{number}/status", {**term, "status": "enrolled"}),
        lambda api: api.delete(f"/api/remove-batch/{number}/{batch}"),
        lambda api: api.post(
            "/api/student/create-with-enrollments", {**student, "batch_id": batch}
        ),
    ]


@pytest.mark.parametrize("seed", range(2))
def test_whatever_is_called_at_once_the_invariants_hold(
    office: Office, app: Flask, token_headers: dict[str, str], seed: int
) -> None:
    for number in ("S1", "S2"):
        office.enroll_everywhere(number)
    drawn = [
        [calls(office, Random(f"{seed} {caller} {turn}")) for turn in range(30)]
        for caller in range(CALLERS)
    ]
    done: set[int] = set()
    begun = time.monotonic()

    def work(caller: int) -> None:
        api, chance = Api(app.test_client(), token_headers), Random(f"{seed} {caller}")
        while (took := time.monotonic() - begun) < SECONDS or (len(done) < 10 and took < 60):
            made = chance.choice(drawn[caller])
            which = chance.randrange(len(made))
            response = made[which](api)
            assert response.status_code in DEFINED, response.text
            if response.status_code < 300:
                done.add(which)

    with ThreadPoolExecutor(CALLERS) as pool:
        list(pool.map(work, range(CALLERS)))
    assert done == set(range(10))
    assert office.stage.exceptions() == []


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/dropout", {}),
        ("/api/enrolled", {"batch_id": SECOND, "grade": 12}),
    ],
)
def test_the_same_call_many_times_at_once_is_done_once(
    path: str, body: Any, office: Office, app: Flask, token_headers: dict[str, str]
) -> None:
    office.enroll_everywhere("S1")
    sent = {"student_id": "S1", **TERM, **body}

    def call(_: int) -> int:
        return Api(app.test_client(), token_headers).patch(path, sent).status_code

    with ThreadPoolExecutor(8) as pool:
        statuses = sorted(pool.map(call, range(8)))
    dropped_out = path == "/api/dropout"
    assert statuses == [200, *[400 if dropped_out else 200] * 7]
    assert len(office.stays("S1", "status")) == 1
    assert len(office.stays("S1", "batch")) == (1 if dropped_out else 2)
    assert len(office.stays("S1", "grade")) == (1 if dropped_out else 2)


def test_a_newcomer_registered_many_times_at_once_comes_once(
    office: Office, app: Flask, token_headers: dict[str, str]
) -> None:
    body = {"student_id": "N1", **EVERYWHERE, **TERM}

    def call(_: int) -> Any:
        path = "/api/student/create-with-enrollments"
        return Api(app.test_client(), token_headers).post(path, body)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(call, range(8)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json["id"] for answer in answers}) == 1
    tables = office.stage.snapshot().tables
    assert sum(one["student_id"] == "N1" for one in tables["student"].values()) == 1
    assert len(tables["enrollment_record"]) == len(tables["group_user"]) == 4
