"""The import type `student`: what it writes, and what it refuses."""

from datetime import date

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from dbservice.models import Batch
from tests.engine import world
from tests.engine.conftest import Take


def test_a_row_makes_a_user_a_student_and_four_enrolments(take: Take, engine: Engine) -> None:
    cells = {
        "user_phone": "0900000001",
        "user_date_of_birth": "2009-06-15T10:00:00",
        "grade": "11th",
    }
    import_id = world.begin(world.sheet([world.student(1, **cells)]))
    take(import_id)
    [person] = world.people(engine)
    assert person["person"]["first_name"] == "Asha"
    assert person["person"]["gender"] == "Female"
    assert person["person"]["phone"] == "0900000001"
    assert person["person"]["date_of_birth"] == "2009-06-15"
    assert person["student"]["student_id"] == "S00001"
    assert person["student"]["category"] == "OBC"
    assert person["student"]["status"] is None
    assert person["grade"] == 11
    with engine.connect() as connection:
        ids = {
            "auth_group": connection.scalar(
                text("SELECT id FROM auth_group WHERE name = 'EnableStudents'")
            ),
            "batch": connection.scalar(text("SELECT id FROM batch WHERE batch_id LIKE 'EN-11-%'")),
            "grade": connection.scalar(text("SELECT id FROM grade WHERE number = 11")),
            "school": connection.scalar(text("SELECT id FROM school WHERE code = 'SCH001'")),
        }
    assert person["memberships"] == [[kind, id] for kind, id in sorted(ids.items())]
    assert person["records"] == [
        [kind, id, None if kind == "auth_group" else "2026-2027", "2026-06-15", None, True]
        for kind, id in sorted(ids.items())
    ]
    assert world.outcomes(engine, import_id) == {2: ("created", None)}


def test_blank_cells_leave_enrolments_out(take: Take, engine: Engine) -> None:
    blank = dict.fromkeys(("auth_group", "school_code", "batch_id", "grade"), "  ")
    take(world.begin(world.sheet([world.student(1, **blank, academic_year="", start_date="")])))
    [person] = world.people(engine)
    assert (person["records"], person["memberships"], person["grade"]) == (None, None, None)


def test_text_columns_that_look_boolean_keep_what_was_typed(take: Take, engine: Engine) -> None:
    cells = {"student_has_internet_access": "Yes", "student_know_about_avanti": "FALSE"}
    take(world.begin(world.sheet([world.student(1, **cells, student_has_air_conditioner="No")])))
    [person] = world.people(engine)
    assert person["student"]["has_internet_access"] == "Yes"
    assert person["student"]["know_about_avanti"] == "FALSE"
    assert person["student"]["has_air_conditioner"] is False


REFUSALS = [
    ({"student_id": " "}, "IDENTIFIER_MISSING", "student_id", ""),
    (
        {"batch_id": "EN-11-Photon-Enq-24-002"},
        "BATCH_NOT_FOUND",
        "batch_id",
        "EN-11-Photon-Enq-24-001",
    ),
    ({"school_code": "SCH009"}, "SCHOOL_NOT_FOUND", "school_code", "SCH00"),
    ({"auth_group": "EnableStudent"}, "AUTH_GROUP_NOT_FOUND", "auth_group", "EnableStudents"),
    ({"grade": "13"}, "GRADE_NOT_FOUND", "grade", "13"),
    ({"grade": "eleven"}, "GRADE_NOT_FOUND", "grade", "eleven"),
    ({"start_date": "15/06/2026"}, "INVALID_FIELDS", "start_date", "15/06/2026"),
    (
        {"user_date_of_birth": "2999-01-01"},
        "INVALID_FIELDS",
        "user_date_of_birth",
        "later than today",
    ),
    ({"user_gender": "F"}, "INVALID_CHOICE", "user_gender", "Male, Female, Others, Other"),
    ({"student_category": "General"}, "INVALID_CHOICE", "student_category", "Gen-EWS"),
    ({"student_stream": "arts"}, "INVALID_CHOICE", "student_stream", "pcmb"),
    ({"user_phone": "+91 90000"}, "INVALID_FIELDS", "user_phone", "+91 90000"),
    ({"user_first_name": "A" * 256}, "INVALID_FIELDS", "user_first_name", "255"),
    (
        {"student_has_air_conditioner": "yes"},
        "INVALID_FIELDS",
        "student_has_air_conditioner",
        "yes",
    ),
    ({"academic_year": ""}, "ENROLMENT_WRITE_FAILED", "academic_year", "academic_year"),
    ({"start_date": ""}, "ENROLMENT_WRITE_FAILED", "start_date", "start_date"),
]


@pytest.mark.parametrize(("cells", "code", "column", "told"), REFUSALS)
def test_a_bad_row_is_refused_and_leaves_nothing(
    take: Take, engine: Engine, cells: dict[str, str], code: str, column: str, told: str
) -> None:
    before = world.counts(engine)
    import_id = world.begin(world.sheet([world.student(1, **cells)]))
    take(import_id)
    [report] = world.reports(engine, import_id)
    assert (report["outcome"], report["code"], report["column"]) == ("failed", code, column)
    assert told in report["message"]
    assert world.counts(engine) == before | {"import_row": 1}
    facts = world.facts_of(engine, import_id)
    assert (facts["status"], facts["processed_rows"], facts["error_count"]) == ("failed", 0, 1)
    assert facts["error_details"][0]["row"] == 2


def test_all_problems_of_a_row_are_told_at_once(take: Take, engine: Engine) -> None:
    import_id = world.begin(world.sheet([world.student(1, school_code="X1", batch_id="Y2")]))
    take(import_id)
    [report] = world.reports(engine, import_id)
    assert "X1" in report["message"]
    assert "Y2" in report["message"]


def test_what_is_missing_is_told_once(take: Take, engine: Engine) -> None:
    import_id = world.begin(world.sheet([world.student(1, start_date="")]))
    take(import_id)
    [report] = world.reports(engine, import_id)
    assert report["message"].count("is blank") == 1


def test_an_entity_without_group_row_is_refused(
    take: Take, engine: Engine, session: Session
) -> None:
    session.add(Batch(batch_id="NEW-1", name="New", start_date=date(2026, 6, 1)))
    session.commit()
    import_id = world.begin(world.sheet([world.student(1, batch_id="NEW-1")]))
    take(import_id)
    assert world.outcomes(engine, import_id) == {2: ("failed", "GROUP_ROW_MISSING")}


def test_the_same_sheet_again_is_refused_row_by_row(take: Take, engine: Engine) -> None:
    sheet = world.sheet([world.student(number) for number in range(20)])
    take(world.begin(sheet))
    people = world.people(engine)
    again = world.begin(sheet)
    take(again)
    assert set(world.outcomes(engine, again).values()) == {("failed", "STUDENT_EXISTS")}
    assert world.people(engine) == people
    assert "EnableStudents" in world.reports(engine, again)[0]["message"]


IDENTITIES = [
    ({"student_id": "S00001", "student_apaar_id": "A9"}, "IDENTIFIER_MISMATCH"),
    ({"student_id": "S00009", "student_apaar_id": "A1"}, "IDENTIFIER_MISMATCH"),
    ({"student_id": "S00002", "student_apaar_id": "A1"}, "IDENTIFIER_TAKEN"),
    ({"student_id": "", "student_apaar_id": "A1"}, "STUDENT_EXISTS"),
    ({"student_id": "S00001", "student_apaar_id": "A1"}, "STUDENT_EXISTS"),
    ({"student_id": "S00002", "student_apaar_id": "A2"}, "STUDENT_EXISTS"),
]


@pytest.mark.parametrize(("cells", "code"), IDENTITIES)
def test_identifiers_must_agree_with_what_is_stored(
    take: Take, engine: Engine, cells: dict[str, str], code: str
) -> None:
    take(world.begin(world.sheet([world.student(1, student_apaar_id="A1"), world.student(2)])))
    people = world.people(engine)
    import_id = world.begin(world.sheet([world.student(0, **cells)]))
    take(import_id)
    assert world.outcomes(engine, import_id) == {2: ("failed", code)}
    assert world.people(engine) == people


@pytest.mark.parametrize("distance", [1, 30])
@pytest.mark.parametrize("shared", ["student_id", "student_apaar_id"])
def test_a_number_twice_in_a_sheet_names_both_rows(
    take: Take, engine: Engine, distance: int, shared: str
) -> None:
    rows = [world.student(number, student_apaar_id=f"A{number}") for number in range(distance + 1)]
    rows[distance] |= {shared: rows[0][shared]}
    import_id = world.begin(world.sheet(rows))
    take(import_id)
    last = world.reports(engine, import_id)[-1]
    assert (last["row_number"], last["code"], last["column"]) == (
        distance + 2,
        "DUPLICATE_IN_SHEET",
        shared,
    )
    assert "row 2 " in last["message"]
    assert len(world.people(engine)) == distance
