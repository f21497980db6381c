"""Students as they are known inside an auth group."""

from typing import Any

import pytest

from tests.api.conftest import Api
from tests.api.enrolment.answers import FIRST, S1, TERM, done, refused
from tests.enrollment.office import Office, stay

PATH = "/api/student"
ENABLE = {"auth_group": "EnableStudents"}
WALK_IN = {"auth_group": "Walk-in"}


def listed(api: Api, **query: Any) -> list[int]:
    return [one["id"] for one in done(api.get(PATH, query_string=query))]


def test_a_new_student_enters_the_auth_group(office: Office, api: Api) -> None:
    student = done(api.post(PATH, {"student_id": "N1", "first_name": "Asha", **ENABLE}))
    assert student["user"]["first_name"] == "Asha"
    assert office.current("N1", "auth_group") == office.member_of("N1", "auth_group")
    assert office.current("N1", "auth_group") == ["EnableStudents"]
    before = office.stage.snapshot()
    assert done(api.post(PATH, {"student_id": "N1", **ENABLE})) == student
    id = office.id("auth_group", "EnableStudents")
    assert done(api.post(PATH, {"student_id": "N1", "auth_group_id": str(id)})) == student
    assert before == office.stage.snapshot()


def test_the_same_number_in_another_auth_group_is_someone_else(office: Office, api: Api) -> None:
    first, second = (done(api.post(PATH, {"student_id": "N1", **one})) for one in (ENABLE, WALK_IN))
    assert first["id"] != second["id"]
    changed = done(api.post(PATH, {"student_id": "N1", "father_name": "F", **WALK_IN}))
    assert changed["id"] == second["id"]
    assert done(api.post(PATH, {"student_id": "N1", "father_name": "G"}))["id"] == first["id"]
    assert listed(api, student_id="N1") == [first["id"], second["id"]]
    assert listed(api, student_id="N1", **WALK_IN) == [second["id"]]
    id = office.id("auth_group", "Walk-in")
    assert listed(api, auth_group_id=id) == [second["id"]]
    assert listed(api, id="N1", group="EnableStudents") == [first["id"]]
    assert listed(api, id="N1", group="EnableStudents", auth_group_id=id) == [second["id"]]
    assert listed(api, auth_group="Ghosts") == listed(api, auth_group_id=10**9) == []
    assert api.get(PATH, query_string={"auth_group_id": "x"}).status_code == 400


def test_who_is_in_no_auth_group_is_taken_in(office: Office, api: Api) -> None:
    number = office.student("S1")["id"]
    assert done(api.post(PATH, {**S1, **WALK_IN}))["id"] == number
    assert office.current("S1", "auth_group") == ["Walk-in"]


def test_who_is_known_by_the_other_number_stays_in_their_auth_group(
    office: Office, api: Api
) -> None:
    done(api.post(PATH, {"student_id": "N1", "apaar_id": "A1", **ENABLE}))
    status, answer = refused(office, api, "POST", PATH, {"apaar_id": "A1", **WALK_IN})
    assert status == 400
    assert answer["error"].startswith("Student is already enrolled in a different auth_group.")


def test_who_had_dropped_out_is_back_without_their_places(office: Office, api: Api) -> None:
    office.enroll_everywhere("S1")
    office.do("dropout", **S1)
    student = done(api.post(PATH, {**S1, "father_name": "F", **ENABLE}))
    assert (student["status"], student["father_name"]) == (None, "F")
    assert office.stays("S1", "auth_group") == [stay("EnableStudents", year=None)]
    assert office.member_of("S1", "auth_group") == ["EnableStudents"]
    assert office.current("S1", "status") == []
    for kind in ("school", "batch", "grade"):
        assert office.current("S1", kind) == office.member_of("S1", kind) == []
    assert office.stage.exceptions() == []
    office.do("enroll", **S1, batch_id=FIRST)


def test_out_of_another_auth_group_nobody_comes_back(office: Office, api: Api) -> None:
    office.enroll_everywhere("S1")
    office.do("dropout", **S1)
    gone = office.student("S1")
    student = done(api.post(PATH, {**S1, **WALK_IN}))
    assert student["id"] != gone["id"]
    assert office.stage.exceptions() == []


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"auth_group": "Ghosts"}, "Auth group not found with name: Ghosts"),
        ({"auth_group_id": 10**9}, "Auth group not found with id: 1000000000"),
    ],
)
def test_an_auth_group_has_to_be_there(body: Any, error: str, office: Office, api: Api) -> None:
    answer = refused(office, api, "POST", PATH, {"student_id": "N1", **body})
    assert answer == (400, {"error": error})


def test_what_names_an_auth_group_is_checked(office: Office, api: Api) -> None:
    body = {"student_id": "N1", "auth_group": 5, "auth_group_id": "x"}
    status, answer = refused(office, api, "POST", PATH, body)
    assert status == 422
    assert answer["errors"] == {"auth_group": ["is invalid"], "auth_group_id": ["is invalid"]}


def test_blank_names_are_none(office: Office, api: Api) -> None:
    done(api.post(PATH, {**S1, "auth_group": " ", "auth_group_id": None}))
    assert office.stays("S1", "auth_group") == []


@pytest.mark.parametrize("named", ["name", "id"])
@pytest.mark.parametrize("path", ["/api/dropout", "/api/enrolled"])
def test_a_student_is_meant_inside_an_auth_group(
    path: str, named: str, office: Office, api: Api
) -> None:
    first, second = (done(api.post(PATH, {"student_id": "N1", **one})) for one in (ENABLE, WALK_IN))
    body = {"student_id": "N1", **TERM, **({"batch_id": FIRST} if "enrolled" in path else {})}
    within = WALK_IN if named == "name" else {"auth_group_id": office.id("auth_group", "Walk-in")}
    assert done(api.patch(path, {**body, **within}))["id"] == second["id"]
    assert done(api.patch(path, body))["id"] == first["id"]
    answer = refused(office, api, "PATCH", path, {**body, "auth_group": "Ghosts"})
    assert answer == (400, {"errors": "Auth group not found with name: Ghosts"})
    with office.without_group_row("auth_group", "Walk-in"):
        assert refused(office, api, "PATCH", path, {**body, **WALK_IN})[0] in {400, 404}
