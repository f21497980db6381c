"""The import type `alumni_addition`: one alumni row a student, who is created if need be."""

from typing import Any

import pytest
from sqlalchemy import Engine, text

from tests.engine.conftest import Take
from tests.engine.types.bringing import Bringer, changed_tables, snapshot
from tests.rows import add_row

RESOURCES = (
    "if_avanti_was_not_your_only_source_of_test_prep_coaching"
    "_then_what_other_resources_did_you_opt_for"
)
INCOME = (
    "what_was_your_monthly_household_income_excluding_the_respondent"
    "_when_you_were_starting_your_first_job"
)
ALUMNUS = {
    "student_id": "A1",
    "student_apaar_id": "AP1",
    "user_first_name": "Asha",
    "user_gender": "female",
    "student_stream": "PCM",
    "student_family_income": "1-3 lakh",
    "student_g12_graduating_year": "2019",
    "college_id_ug": "COL1",
    "branch_id_ug": "BR2",
    "start_year_ug": "2019",
    "current_ctc": "1200000.0",
    "seeking_employment": "No",
    RESOURCES: "Friends",
    INCOME: "15000",
}
STUDENT = "S1"


@pytest.fixture
def clerk(take: Take, engine: Engine) -> Bringer:
    return Bringer(take, engine, "alumni_addition")


@pytest.fixture
def student(organisation: None, engine: Engine) -> int:
    """Somebody who was a student; the id."""
    return add_student(engine, student_id=STUDENT, apaar_id="AP0")


def add_student(engine: Engine, **numbers: str) -> int:
    with engine.begin() as connection:
        user_id = add_row(connection, "user", first_name="Ravi")
        return add_row(connection, "student", user_id=user_id, **numbers)


def alumni(engine: Engine) -> dict[str, dict[str, Any]]:
    """What is filled of every alumni row, with the codes of college and branch, by student_id."""
    query = text("""
        SELECT s.student_id, jsonb_strip_nulls(to_jsonb(a)) || jsonb_strip_nulls(jsonb_build_object(
            'college_id_ug', cu.college_id, 'college_id_pg', cp.college_id,
            'branch_id_ug', bu.branch_id, 'branch_id_pg', bp.branch_id))
        FROM alumni AS a JOIN student AS s ON s.id = a.student_id
        LEFT JOIN college AS cu ON cu.id = a.college_id_ug
        LEFT JOIN college AS cp ON cp.id = a.college_id_pg
        LEFT JOIN branch AS bu ON bu.id = a.branch_id_ug
        LEFT JOIN branch AS bp ON bp.id = a.branch_id_pg
    """)
    silent = {"id", "student_id", "inserted_at", "updated_at"}
    with engine.connect() as connection:
        return {
            student_id: {name: value for name, value in row.items() if name not in silent}
            for student_id, row in connection.execute(query)
        }


def test_who_is_no_student_yet_is_created(clerk: Bringer, engine: Engine) -> None:
    before = snapshot(engine)
    assert clerk.bring(ALUMNUS).outcomes == ["created"]
    assert alumni(engine) == {
        "A1": {
            "college_id_ug": "COL1",
            "branch_id_ug": "BR2",
            "start_year_ug": 2019,
            "current_ctc": 1200000,
            "seeking_employment": "No",
            RESOURCES[:63]: "Friends",
            INCOME[:63]: "15000",
        }
    }
    with engine.connect() as connection:
        query = text("""
            SELECT u.first_name, u.gender, s.apaar_id, s.stream, s.family_income,
                   s.g12_graduating_year, s.status
            FROM student AS s JOIN "user" AS u ON u.id = s.user_id
        """)
        [student] = connection.execute(query)
    assert tuple(student) == ("Asha", "Female", "AP1", "pcm", "1-3 lakh", 2019, None)
    assert changed_tables(before, snapshot(engine)) == {"user", "student", "alumni"}


def test_a_student_and_the_user_stay_as_they_are(
    clerk: Bringer, engine: Engine, student: int
) -> None:
    before = snapshot(engine)
    assert clerk.bring(ALUMNUS | {"student_id": STUDENT}).outcomes == ["created"]
    assert changed_tables(before, snapshot(engine)) == {"alumni"}
    assert alumni(engine)[STUDENT]["college_id_ug"] == "COL1"


def test_an_alumni_row_changes_in_the_filled_cells(
    clerk: Bringer, engine: Engine, student: int
) -> None:
    clerk.bring(ALUMNUS | {"student_id": STUDENT})
    changed = {"student_id": f" {STUDENT} ", "degree_pg": "MTech", "college_id_ug": "COL2"}
    brought = clerk.bring(changed | {"current_ctc": " ", "user_first_name": "Nobody"})
    assert brought.outcomes == ["updated"]
    after = alumni(engine)[STUDENT]
    assert after["current_ctc"] == 1200000
    assert (after["degree_pg"], after["college_id_ug"]) == ("MTech", "COL2")


def test_a_row_of_a_number_alone_makes_an_empty_alumni_row(clerk: Bringer, engine: Engine) -> None:
    assert clerk.bring({"student_id": "A1"}, {"student_id": "A2"}).outcomes == ["created"] * 2
    assert alumni(engine) == {"A1": {}, "A2": {}}


def test_the_same_student_twice_has_one_row_and_a_remark(clerk: Bringer, engine: Engine) -> None:
    rows = [
        ALUMNUS,
        {"student_id": "A2", "degree_ug": "BSc"},
        {"student_id": "A1", "degree_ug": "BTech"},
        {"student_id": "A2", "degree_ug": "BSc"},
    ]
    brought = clerk.bring(*rows)
    told = [(one["outcome"], one["code"]) for one in brought.reports]
    assert told == [
        ("created", None),
        ("created", None),
        ("updated", "DUPLICATE_IN_SHEET"),
        ("unchanged", "DUPLICATE_IN_SHEET"),
    ]
    assert alumni(engine)["A1"]["degree_ug"] == "BTech"
    assert alumni(engine)["A1"]["college_id_ug"] == "COL1"


def test_an_apaar_id_is_one_students_alone(clerk: Bringer, engine: Engine, student: int) -> None:
    brought = clerk.bring(
        {"student_id": "A1", "student_apaar_id": "AP0"},
        {"student_id": "A2", "student_apaar_id": "AP2"},
        {"student_id": "A3", "student_apaar_id": "AP2"},
        {"student_id": STUDENT, "student_apaar_id": "AP2"},
    )
    taken = "IDENTIFIER_TAKEN"
    assert brought.outcomes == [taken, "created", taken, "created"]
    assert "APAAR ID 'AP0' already exists for another student" in (brought.messages[0] or "")
    assert alumni(engine).keys() == {"A2", STUDENT}


def test_of_two_new_students_the_first_good_row_gets_the_apaar_id(
    clerk: Bringer, engine: Engine
) -> None:
    brought = clerk.bring(
        {"student_id": "A1", "college_id_ug": "none"},
        {"student_id": "A1", "student_apaar_id": "AP1"},
        {"student_id": "A2", "student_apaar_id": "AP1"},
    )
    assert brought.outcomes == ["INVALID_FIELDS", "created", "IDENTIFIER_TAKEN"]


REFUSALS = [
    ({"student_id": " "}, "VALUE_REQUIRED", "student_id is blank"),
    ({"college_id_ug": "COL"}, "INVALID_FIELDS", "College COL not found; nearest: COL"),
    ({"college_id_pg": "1"}, "INVALID_FIELDS", "College 1 not found"),
    ({"branch_id_pg": "BR9"}, "INVALID_FIELDS", "Branch BR9 not found; nearest: BR"),
    ({"student_stream": "arts"}, "INVALID_CHOICE", "arts"),
    ({"current_ctc": "12.5"}, "INVALID_FIELDS", "12.5"),
    ({"years_of_experience": "two"}, "INVALID_FIELDS", "two"),
    ({"user_date_of_birth": "2999-01-01"}, "INVALID_FIELDS", "later than today"),
    ({"student_id": "TWICE"}, "AMBIGUOUS", "2 students have the student_id TWICE"),
]


@pytest.mark.parametrize(("cells", "code", "told"), REFUSALS)
def test_rows_that_cannot_be_are_refused(
    clerk: Bringer, engine: Engine, cells: dict[str, str], code: str, told: str
) -> None:
    for _ in range(2):
        add_student(engine, student_id="TWICE")
    before = snapshot(engine)
    [report] = clerk.bring(ALUMNUS | cells).reports
    assert (report["outcome"], report["code"], report["column"]) == (
        "failed",
        code,
        next(iter(cells)),
    )
    assert told in report["message"]
    assert snapshot(engine) == before


def test_a_second_run_writes_nothing(clerk: Bringer, engine: Engine, student: int) -> None:
    rows = [ALUMNUS, {"student_id": STUDENT, "degree_ug": "BSc"}]
    clerk.bring(*rows)
    before = snapshot(engine, with_times=True)
    assert clerk.bring(*rows).outcomes == ["unchanged", "unchanged"]
    assert snapshot(engine, with_times=True) == before


def test_undo_brings_everything_back(clerk: Bringer, engine: Engine, student: int) -> None:
    clerk.bring({"student_id": STUDENT, "degree_ug": "BSc", "current_ctc": "5"})
    before = snapshot(engine)
    clerk.undo(clerk.bring(ALUMNUS, {"student_id": STUDENT, "degree_ug": "BA", "current_ctc": "6"}))
    assert snapshot(engine) == before
