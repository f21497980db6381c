"""A school year, from sheets alone: in, moved, dropped out, back, corrected."""

from collections.abc import Callable, Collection
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from dbservice.services.consistency.register import exceptions
from tests.engine import world
from tests.engine.conftest import Take

Bring = Callable[..., list[tuple[str, str | None]]]


@pytest.fixture
def bring(take: Take, engine: Engine) -> Bring:
    """Imports rows of a type; the outcome and the code of each."""

    def bring(
        type: str, *rows: dict[str, str] | None, breaks: Collection[str] = ()
    ) -> list[tuple[str, str | None]]:
        import_id = world.begin(world.sheet(rows, type), type=type)
        take(import_id)
        found = world.outcomes(engine, import_id)
        with Session(engine) as session:
            assert set(exceptions(session)) == set(breaks)
        return [found[number] for number in sorted(found)]

    return bring


def current(engine: Engine) -> list[Any]:
    [person] = world.people(engine)
    return sorted((kind, id) for kind, id, *_, is_current in person["records"] if is_current)


def test_a_school_year(bring: Bring, engine: Engine) -> None:
    term = {"academic_year": "2026-2027", "start_date": "2026-09-01"}
    me = {"student_id": "S00001"}
    assert bring("student", world.student(1)) == [("created", None)]
    moved = {**me, **term, "batch_id": "EN-12-Photon-Enq-24-001", "grade": "12"}
    assert bring("batch_movement", moved) == [("updated", None)]
    assert bring("batch_movement", moved) == [("unchanged", None)]
    there = current(engine)
    assert bring("dropout", {**me, **term}) == [("updated", None)]
    assert bring("dropout", {**me, **term}) == [("failed", "ALREADY_DROPPED_OUT")]
    assert [kind for kind, _ in current(engine)] == ["status"]
    assert bring("batch_movement", moved) == [("failed", "ALREADY_DROPPED_OUT")]
    back = {
        **me,
        **term,
        "auth_group": "EnableStudents",
        "school_code": "SCH001",
        "batch_id": "EN-12-Photon-Enq-24-001",
        "grade": "12",
    }
    wrong = {**back, "auth_group": "Walk-in"}
    assert bring("re_enrollment", wrong) == [("failed", "AUTH_GROUP_MISMATCH")]
    assert bring("re_enrollment", back, back) == [("updated", None), ("failed", "NOT_DROPPED_OUT")]
    assert current(engine) == there
    school = {**me, "school_code": "SCH002"}
    fix = "update_incorrect_school_to_correct_school"
    assert bring(fix, school) == [("updated", None)]
    assert bring(fix, school) == [("unchanged", None)]
    fix = "update_incorrect_batch_id_to_correct_batch_id"
    batch = {**me, "old_batch_id": "EN-12-Photon-Enq-24-001", "batch_id": "EN-11-Photon-Enq-24-001"}
    assert bring(fix, batch, batch) == [("updated", None), ("failed", "NO_CURRENT_MEMBERSHIP")]
    elsewhere = {**me, "school_code": "SCH003", "academic_year": "2026-2027"}
    assert bring("student_school_movement", elsewhere) == [("updated", None)]
    assert bring("student_school_movement", elsewhere) == [("unchanged", None)]
    assert bring("student_enrollment", {**back, "start_date": "2026-10-01"}) == [
        ("failed", "ALREADY_MEMBER")
    ]


def test_details_change_and_numbers_come_in(bring: Bring, engine: Engine) -> None:
    assert bring("student", world.student(1), world.student(2)) == [("created", None)] * 2
    rows = [
        {"student_id": "S00001", "student_apaar_id": "A1", "user_city": "Pune"},
        {"student_apaar_id": "A1", "user_city": "Nashik"},
        {"student_id": "S00002", "student_apaar_id": "A1"},
        {"student_id": "S00001", "student_apaar_id": "A2"},
        {"student_id": "S00002", "grade": "12"},
        {"student_id": "S00009"},
        {},
    ]
    assert bring("student_update", *rows[:5], None, rows[5], breaks={"S13"}) == [
        ("updated", None),
        ("updated", "DUPLICATE_IN_SHEET"),
        ("failed", "IDENTIFIER_TAKEN"),
        ("failed", "IDENTIFIER_MISMATCH"),
        ("updated", "GRADE_DIFFERS"),
        ("skipped", None),
        ("failed", "STUDENT_NOT_FOUND"),
    ]
    first, second = world.people(engine)
    assert (first["student"]["apaar_id"], first["person"]["city"]) == ("A1", "Nashik")
    assert (second["grade"], second["student"]["apaar_id"]) == (12, None)


def test_teachers_come_in_and_change(bring: Bring) -> None:
    term = {"academic_year": "2026-2027", "start_date": "2026-06-15"}
    places = {"auth_group": "Walk-in", "batch_id": "OPEN-24-001", "grade": "11"}
    row = {"teacher_id": "T1", "user_first_name": "Meera", "subject": "physics", **term, **places}
    assert bring("teacher_addition", row, {**row, "teacher_id": "T2"}) == [("created", None)] * 2
    assert bring("teacher_addition", row) == [("unchanged", None)]
    changed = {**row, "user_first_name": "Mira", "is_af_teacher": "Yes", "subject": "Alchemy"}
    elsewhere = {**row, "grade": "12"}
    nobody = {**row, "teacher_id": ""}
    assert bring("teacher_addition", changed, elsewhere, nobody) == [
        ("updated", "SUBJECT_NOT_FOUND"),
        ("failed", "ENROLMENT_CONFLICT"),
        ("failed", "VALUE_REQUIRED"),
    ]
    assigned = {"teacher_id": "T1", "batch_id": "NU-11-Nucleus-24-001", **term}
    unknown = {**assigned, "teacher_id": "T9"}
    assert bring("teacher_batch_assignment", assigned, unknown) == [
        ("updated", None),
        ("failed", "TEACHER_NOT_FOUND"),
    ]
