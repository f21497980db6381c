"""Erasing people, and batches from the history of a student."""

import pytest

from tests.api.conftest import Api, Rows
from tests.api.enrolment.answers import FIRST, S1, SECOND, refused
from tests.enrollment.office import Office
from tests.rows import add_row


@pytest.fixture
def office(office: Office) -> Office:
    """S1 is enrolled everywhere, T1 in a batch."""
    office.enroll_everywhere("S1")
    office.do("enroll", teacher_id="T1", batch_id=FIRST)
    return office


def refer(rows: Rows, table: str, **values: int) -> None:
    with rows.engine.begin() as connection:
        add_row(connection, table, **values)


def erased(api: Api, path: str, text: str) -> None:
    response = api.delete(path)
    assert (response.status_code, response.text) == (200, text)
    assert response.mimetype == "text/plain"


def test_a_student_goes_with_everything_of_theirs(office: Office, api: Api) -> None:
    user_id = office.user("S1")
    erased(api, "/api/cleanup-student/S1", "Student deleted successfully!")
    tables = office.stage.snapshot().tables
    assert user_id not in tables["user"]
    for table in ("student", "enrollment_record", "group_user"):
        assert [row for row in tables[table].values() if row["user_id"] == user_id] == []
    assert office.current("T1", "batch") == [FIRST]


def test_a_student_who_took_part_stays(office: Office, api: Api, rows: Rows) -> None:
    refer(rows, "user_session", user_id=office.user("S1"))
    answer = refused(office, api, "DELETE", "/api/cleanup-student/S1")
    assert answer == (400, {"error": "Active session exists for the user"})
    rows.run("DELETE FROM user_session")


def test_a_student_who_is_referred_to_stays(office: Office, api: Api, rows: Rows) -> None:
    refer(rows, "alumni", student_id=office.student("S1")["id"])
    answer = refused(office, api, "DELETE", "/api/cleanup-student/S1")
    assert answer == (409, {"error": "The student is still referred to: 1 alumni record"})
    rows.run("DELETE FROM alumni")


def test_students_who_are_not_there(office: Office, api: Api, rows: Rows) -> None:
    unknown = (404, {"error": "Student not found"})
    assert refused(office, api, "DELETE", "/api/cleanup-student/nobody") == unknown
    assert refused(office, api, "DELETE", f"/api/remove-batch/nobody/{FIRST}") == unknown
    rows.run("INSERT INTO student (student_id, inserted_at, updated_at) VALUES ('9', now(), now())")
    answer = refused(office, api, "DELETE", "/api/cleanup-student/9")
    assert answer == (400, {"error": "Error occurred: :user_id_not_found"})
    answer = refused(office, api, "DELETE", f"/api/remove-batch/9/{FIRST}")
    assert answer == (400, {"error": "User ID not found for student"})
    rows.run("DELETE FROM student WHERE student_id = '9'")


def test_of_several_students_with_a_number_none_is_erased(office: Office, api: Api) -> None:
    office.run("UPDATE student SET student_id = 'S1' WHERE student_id = 'S2'")
    status, answer = refused(office, api, "DELETE", "/api/cleanup-student/S1")
    assert (status, answer["error"]) == (409, "2 students have the student_id S1")
    office.run("UPDATE student SET student_id = NULL")


def test_a_teacher_goes_with_everything_of_theirs(office: Office, api: Api, rows: Rows) -> None:
    user_id = office.user("T1")
    refer(rows, "user_session", user_id=user_id)
    erased(api, "/api/cleanup-teacher/T1", "Teacher deleted successfully!")
    tables = office.stage.snapshot().tables
    assert user_id not in tables["user"]
    assert rows.count("user_session") == 0
    answer = refused(office, api, "DELETE", "/api/cleanup-teacher/T1")
    assert answer == (404, {"error": "Teacher not found"})


def test_a_teacher_who_is_referred_to_stays(office: Office, api: Api, rows: Rows) -> None:
    teacher = office.stage.snapshot().teacher("T2")
    assert teacher
    refer(rows, "teacher_profile", teacher_fk=teacher["id"])
    status, answer = refused(office, api, "DELETE", "/api/cleanup-teacher/T2")
    assert (status, answer) == (
        409,
        {"error": "The teacher is still referred to: 1 teacher profile"},
    )
    rows.run("DELETE FROM teacher_profile")


def test_a_batch_leaves_no_trace(office: Office, api: Api) -> None:
    office.do("batch_movement", **S1, batch_id=SECOND)
    office.do("batch_movement", **S1, batch_id=FIRST, start_date="2026-09-01")
    done = "Batch mapping removed successfully!"
    erased(api, f"/api/remove-batch/S1/{FIRST}", done)
    assert [one.code for one in office.stays("S1", "batch")] == [SECOND]
    assert office.member_of("S1", "batch") == []
    before = office.stage.snapshot()
    erased(api, f"/api/remove-batch/S1/{FIRST}", done)
    assert before == office.stage.snapshot()


def test_batches_that_are_not_there(office: Office, api: Api) -> None:
    answer = refused(office, api, "DELETE", "/api/remove-batch/S1/X")
    assert answer == (400, {"error": "Error occurred: :batch_not_found"})
    with office.without_group_row("batch", FIRST):
        answer = refused(office, api, "DELETE", f"/api/remove-batch/S1/{FIRST}")
    assert answer == (400, {"error": "Error occurred: :batch_group_not_found"})


@pytest.mark.parametrize(
    "path", ["/api/cleanup-student/S1", "/api/cleanup-teacher/T1", f"/api/remove-batch/S1/{FIRST}"]
)
def test_erasing_needs_the_right_to(path: str, office: Office, api: Api) -> None:
    app = api.client.application
    with app.app_context():
        from dbservice.db import transaction  # noqa: PLC0415  # next to its use
        from dbservice.security import tokens  # noqa: PLC0415

        with transaction() as session:
            token = tokens.create(session, f"writer of {path}", ["read", "write"])
    caller = Api(app.test_client(), {"Authorization": f"Bearer {token}"})
    assert refused(office, caller, "DELETE", path)[0] == 403
