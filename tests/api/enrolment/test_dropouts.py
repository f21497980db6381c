"""Leaving, coming back, and other statuses."""

from typing import Any

import pytest

from tests.api.conftest import Api, Rows
from tests.api.enrolment.answers import S1, TERM, done, general, refused
from tests.enrollment.office import DAY, EVERYWHERE, Office, stay

UNKNOWN = "Student not found with the provided identifier"
OUT = {"academic_year": "2026-2027", "start_date": "2026-09-01"}
KINDS = ("auth_group", "school", "batch", "grade", "status")


@pytest.fixture
def office(office: Office) -> Office:
    """S1 is enrolled everywhere."""
    office.enroll_everywhere("S1")
    return office


@pytest.fixture
def gone(office: Office) -> Office:
    """And has dropped out."""
    office.do("dropout", **S1, start_date="2026-09-01")
    return office


@pytest.fixture
def back(office: Office) -> dict[str, Any]:
    """What a return takes."""
    return {
        **S1,
        "auth_group": EVERYWHERE["auth_group"],
        "school_code": "SCH002",
        "batch_id": "NU-12-Nucleus-24-001",
        "grade_id": office.id("grade", "12"),
        "academic_year": "2027-2028",
        "start_date": "2027-06-15",
    }


# Dropping out


def test_a_dropout_ends_everything_and_is_recorded(office: Office, api: Api) -> None:
    members = office.stage.snapshot().memberships(office.user("S1"))
    student = done(api.patch("/api/dropout", {**S1, **OUT}))
    assert student["status"] == "dropout"
    assert student == done(api.get(f"/api/student/{student['id']}"))
    for kind in KINDS[:4]:
        [ended] = office.stays("S1", kind)
        assert (ended.start, ended.end) == (DAY, OUT["start_date"])
    assert office.stays("S1", "status") == [stay("dropout", start=OUT["start_date"])]
    assert office.stage.snapshot().memberships(office.user("S1")) == members


def test_who_drops_out_is_found_by_either_number(office: Office, api: Api) -> None:
    office.run("UPDATE student SET apaar_id = 'A' || student_id")
    body = {"student_id": "nobody", "apaar_id": "AS1"}
    assert done(api.patch("/api/dropout", {**body, **OUT}))["student_id"] == "S1"
    assert done(api.patch("/api/dropout", {"apaar_id": "AS2", **OUT}))["student_id"] == "S2"
    assert done(api.patch("/api/dropout", {"student_id": "S3", "apaar_id": "?", **OUT}))


def test_who_drops_out_may_be_known_by_their_pen_number(office: Office, api: Api) -> None:
    office.run("UPDATE student SET pen_number = '00000000001' WHERE student_id = 'S2'")
    body = {"pen_number": "00000000001", **OUT}
    answer = refused(office, api, "PATCH", "/api/dropout", {**S1, **body})
    assert answer == (400, {"errors": "Conflicting student identifiers"})
    assert done(api.patch("/api/dropout", body))["student_id"] == "S2"
    answer = refused(office, api, "PATCH", "/api/dropout", {**OUT, "pen_number": "7"})
    assert answer == (404, {"errors": UNKNOWN})


def test_numbers_of_different_students_are_no_one(office: Office, api: Api) -> None:
    office.run("UPDATE student SET apaar_id = 'A' || student_id")
    body = {"student_id": "S1", "apaar_id": "AS2", **OUT}
    answer = refused(office, api, "PATCH", "/api/dropout", body)
    assert answer == (400, {"errors": "Conflicting student identifiers"})


def test_of_several_with_a_number_the_first_drops_out(office: Office, api: Api) -> None:
    office.run("UPDATE student SET student_id = 'S1' WHERE student_id = 'S2'")
    student = done(api.patch("/api/dropout", {**S1, **OUT}))
    assert student["id"] == min(office.stage.snapshot().tables["student"])
    office.run("UPDATE student SET apaar_id = 'A2' WHERE status IS NULL AND student_id = 'S1'")
    other = done(api.patch("/api/dropout", {**S1, "apaar_id": "A2", **OUT}))
    assert other["id"] != student["id"]
    office.run("UPDATE student SET student_id = NULL")


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        ({"student_id": "nobody", **OUT}, (404, {"errors": UNKNOWN})),
        ({"apaar_id": "nobody", **OUT}, (404, {"errors": UNKNOWN})),
        ({"student_id": " ", **OUT}, (404, {"errors": UNKNOWN})),
        (OUT, (404, {"errors": UNKNOWN})),
        (
            {**S1, "academic_year": "2026-2027"},
            (400, {"errors": "Failed to process dropout: start date: can't be blank"}),
        ),
        (
            {**S1, "start_date": DAY, "academic_year": ""},
            (400, {"errors": "Failed to process dropout: academic year: can't be blank"}),
        ),
        (
            {**S1, **OUT, "start_date": "soon"},
            (400, {"errors": "Failed to process dropout: start date: is invalid"}),
        ),
        (
            {**OUT, "student_id": 7},
            (400, {"errors": "Failed to process dropout: student id: is invalid"}),
        ),
    ],
)
def test_a_dropout_that_is_refused(body: Any, answer: Any, office: Office, api: Api) -> None:
    assert refused(office, api, "PATCH", "/api/dropout", body) == answer


def test_nobody_drops_out_twice(gone: Office, api: Api) -> None:
    answer = refused(gone, api, "PATCH", "/api/dropout", {**S1, **OUT})
    assert answer == (400, {"errors": "Student is already marked as dropout"})


def test_nobody_drops_out_without_the_status(office: Office, api: Api) -> None:
    with office.without_group_row("status", "dropout"):
        answer = refused(office, api, "PATCH", "/api/dropout", {**S1, **OUT})
    assert answer == (400, {"errors": "Dropout status not found in the system"})


def test_a_student_without_user_has_nothing_to_end(office: Office, api: Api, rows: Rows) -> None:
    rows.run("INSERT INTO student (student_id, inserted_at, updated_at) VALUES ('9', now(), now())")
    answer = refused(office, api, "PATCH", "/api/dropout", {"student_id": "9", **OUT})
    assert answer == (400, {"errors": "There is no such user"})
    rows.run("DELETE FROM student WHERE student_id = '9'")


# Coming back


def test_who_comes_back_begins_anew_in_the_old_auth_group(
    gone: Office, api: Api, back: dict[str, Any]
) -> None:
    student = done(api.patch("/api/re-enroll", back))
    assert (student["status"], student["grade_id"]) == ("enrolled", back["grade_id"])
    assert gone.stays("S1", "auth_group") == [stay("EnableStudents", year=None)]
    places = {"school": "SCH002", "batch": back["batch_id"], "grade": "12"}
    for kind, code in places.items():
        assert gone.stays("S1", kind)[1:] == [stay(code, year="2027-2028", start="2027-06-15")]
        assert gone.member_of("S1", kind) == [code]
    assert gone.member_of("S1", "auth_group") == ["EnableStudents"]
    assert [one.code for one in gone.stays("S1", "status")] == ["dropout", "enrolled"]
    assert gone.current("S1", "status") == ["enrolled"]


@pytest.mark.parametrize(
    ("change", "status", "text"),
    [
        ({"student_id": "nobody"}, 404, UNKNOWN),
        ({"student_id": None}, 404, UNKNOWN),
        ({"student_id": "S2"}, 400, "Student is not in dropout status. Current status: "),
        ({"auth_group": None}, 400, "Auth group information is missing"),
        ({"auth_group": "Ghosts"}, 400, "Auth group not found with name: Ghosts"),
        (
            {"auth_group": "Walk-in"},
            400,
            "Auth group mismatch. Current: EnableStudents, Incoming: Walk-in",
        ),
        ({"school_code": "X"}, 400, "School not found with code: X"),
        ({"batch_id": "X"}, 400, "Batch not found with id: X"),
        ({"grade_id": 10**9}, 400, "Grade not found with id: 1000000000"),
        ({"grade_id": None}, 400, "Failed to re-enroll student: grade id: can't be blank"),
        ({"school_code": " "}, 400, "Failed to re-enroll student: school code: can't be blank"),
        ({"batch_id": 5}, 400, "Failed to re-enroll student: batch id: is invalid"),
        ({"start_date": None}, 400, "Failed to re-enroll student: start date: can't be blank"),
        ({"academic_year": ""}, 400, "Failed to re-enroll student: academic year: can't be blank"),
    ],
)
def test_a_return_that_is_refused(
    change: Any, status: int, text: str, gone: Office, api: Api, back: dict[str, Any]
) -> None:
    body = {**back, **change}
    assert refused(gone, api, "PATCH", "/api/re-enroll", body) == (status, {"errors": text})


def test_nobody_comes_back_twice(gone: Office, api: Api, back: dict[str, Any]) -> None:
    done(api.patch("/api/re-enroll", back))
    text = "Student is not in dropout status. Current status: enrolled"
    assert refused(gone, api, "PATCH", "/api/re-enroll", back) == (400, {"errors": text})


def test_who_never_had_an_auth_group_cannot_come_back(
    office: Office, api: Api, back: dict[str, Any]
) -> None:
    office.do("dropout", student_id="S2")
    answer = refused(office, api, "PATCH", "/api/re-enroll", {**back, "student_id": "S2"})
    assert answer == (400, {"errors": "Auth group information is missing"})


@pytest.mark.parametrize(
    ("kind", "code", "text"),
    [
        ("status", "enrolled", "Enrolled status not found in the system"),
        ("auth_group", "EnableStudents", "Auth group not found with name: EnableStudents"),
        ("school", "SCH002", "School group not found with code: SCH002"),
        ("batch", "NU-12-Nucleus-24-001", "Batch group not found with id: NU-12-Nucleus-24-001"),
        ("grade", "12", "Grade group not found with id: {id}"),
    ],
)
def test_a_return_to_what_is_not_set_up(
    kind: str, code: str, text: str, gone: Office, api: Api, back: dict[str, Any]
) -> None:
    with gone.without_group_row(kind, code):
        answer = refused(gone, api, "PATCH", "/api/re-enroll", back)
    assert answer == (400, {"errors": text.format(id=gone.id(kind, code))})


# Taking a dropout back


def test_a_dropout_taken_back_leaves_no_trace(office: Office, api: Api) -> None:
    before = office.stage.snapshot()
    office.do("dropout", **S1)
    answer = done(api.patch("/api/student/remove-dropout-status/S1"))
    assert answer == {"message": "Student status updated successfully"}
    assert before.told() == office.stage.snapshot().told()


def test_nothing_to_take_back(office: Office, api: Api) -> None:
    path = "/api/student/remove-dropout-status"
    assert refused(office, api, "PATCH", f"{path}/nobody") == (422, {"error": "Student not found"})
    none = (422, {"error": "Student has no dropout record"})
    assert refused(office, api, "PATCH", f"{path}/S1") == none
    office.run("UPDATE student SET status = 'dropout' WHERE student_id = 'S2'")
    assert refused(office, api, "PATCH", f"{path}/S2") == none
    office.run("UPDATE student SET status = NULL WHERE student_id = 'S2'")


# Statuses


@pytest.mark.parametrize("where", ["body", "query"])
def test_a_status_ends_the_one_before(where: str, office: Office, api: Api) -> None:
    office.do("set_status", **S1, status="enrolled")
    given = {"status": "registered", **OUT}
    options: Any = {"body": given} if where == "body" else {"query_string": given}
    student = done(api.post("/api/student/S1/status", **options))
    assert student["status"] == "registered"
    first, second = office.stays("S1", "status")
    assert first == stay("enrolled", end="2026-09-01")
    assert second == stay("registered", start="2026-09-01")
    assert office.current("S1", "school") == ["SCH001"]


def test_the_same_status_again_changes_nothing(office: Office, api: Api) -> None:
    office.do("set_status", **S1, status="enrolled")
    before = office.stage.snapshot()
    answer = done(api.post("/api/student/S1/status", {"status": "enrolled", **OUT}))
    assert answer == {"message": "Student already has the requested status"}
    assert before == office.stage.snapshot()


def test_the_status_dropout_is_a_dropout(office: Office, api: Api) -> None:
    done(api.post("/api/student/S1/status", {"status": "dropout", **OUT}))
    assert office.current("S1", "batch") == []
    assert office.current("S1", "status") == ["dropout"]


@pytest.mark.parametrize(
    ("number", "body", "answer"),
    [
        ("nobody", {"status": "enrolled", **TERM}, (404, {"error": "Student not found"})),
        ("S1", {"status": "graduated", **TERM}, (404, {"error": "Status not found"})),
        (
            "S1",
            {"status": "enrolled"},
            (
                422,
                {
                    "error": "Missing required parameter(s): academic_year, start_date",
                    "missing": ["academic_year", "start_date"],
                },
            ),
        ),
        (
            "S1",
            {"status": "enrolled", **TERM, "start_date": "x"},
            (
                400,
                {"error": "Failed to update status", "details": {"start_date": ["is invalid"]}},
            ),
        ),
    ],
)
def test_a_status_that_is_refused(
    number: str, body: Any, answer: Any, office: Office, api: Api
) -> None:
    assert refused(office, api, "POST", f"/api/student/{number}/status", body) == answer


def test_a_status_is_one_of_seven(office: Office, api: Api) -> None:
    path = "/api/student/S1/status"
    status, body = refused(office, api, "POST", path, {"status": "Enrolled", **TERM})
    titles = "registered, enrolled, active, inactive, at_risk, graduated, dropout"
    assert (status, body) == (400, general(400, f"status must be one of {titles}"))


def test_no_other_status_for_who_has_dropped_out(gone: Office, api: Api) -> None:
    body = {"status": "enrolled", **TERM}
    text = "Student has dropped out; re-enroll the student first"
    assert refused(gone, api, "POST", "/api/student/S1/status", body) == (422, {"error": text})


def test_a_number_with_a_nul_is_refused(office: Office, api: Api) -> None:
    assert refused(office, api, "POST", "/api/student/%00/status", {})[0] == 400


def test_numbers_may_have_any_other_letter(office: Office, api: Api) -> None:
    office.run("UPDATE student SET student_id = 'ü 1' WHERE student_id = 'S2'")
    done(api.post("/api/student/%C3%BC%201/status", {"status": "enrolled", **TERM}))
    assert office.student("ü 1")["status"] == "enrolled"
