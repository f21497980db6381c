"""An operation is done whole or not at all, wherever it fails."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from dbservice.imports.registry import TYPES
from tests.enrollment.office import DAY, EVERYWHERE, YEAR, Office
from tests.enrollment.operations import CORRECTIONS, DEEDS, Operation

TERM = {"academic_year": YEAR, "start_date": DAY}
S1 = {"student_id": "S1"}
ELSEWHERE = {"batch_id": "EN-12-Photon-Enq-24-001", "grade": "12", "school_code": "SCH003"}
RECORDS, MEMBERS, STUDENT = "enrollment_record", "group_user", "student"
# What is done, to whom, and every table that is written for it.
CASES = [
    ("student", {"student_id": "S8", **EVERYWHERE, **TERM}, ("user", STUDENT, RECORDS, MEMBERS)),
    (
        "teacher_addition",
        {"teacher_id": "T8", "auth_group": "Walk-in", **TERM},
        ("user", "teacher", RECORDS, MEMBERS),
    ),
    ("student_update", {**S1, "student_apaar_id": "A1", "user_first_name": "A"}, ("user", STUDENT)),
    ("enroll", {**S1, **TERM, "batch_id": ELSEWHERE["batch_id"]}, (RECORDS, MEMBERS)),
    ("student_enrollment", {"student_id": "S2", **EVERYWHERE, **TERM}, (RECORDS, MEMBERS, STUDENT)),
    (
        "batch_movement",
        {**S1, **TERM, "batch_id": ELSEWHERE["batch_id"], "grade": "12"},
        (RECORDS, MEMBERS, STUDENT),
    ),
    (
        "teacher_batch_assignment",
        {"teacher_id": "T1", **TERM, "batch_id": ELSEWHERE["batch_id"]},
        (RECORDS, MEMBERS),
    ),
    (
        "student_school_movement",
        {**S1, "academic_year": YEAR, "effective_date": DAY, "school_code": "SCH003"},
        (RECORDS, MEMBERS),
    ),
    ("dropout", {**S1, **TERM}, (RECORDS, STUDENT, "dropout")),
    ("undo_dropout", {"student_id": "S3"}, (RECORDS, STUDENT)),
    (
        "re_enrollment",
        {"student_id": "S3", **EVERYWHERE, **ELSEWHERE, **TERM},
        (RECORDS, MEMBERS, STUDENT),
    ),
    ("set_status", {**S1, **TERM, "status": "registered"}, (RECORDS, STUDENT)),
    (CORRECTIONS["grade"], {**S1, "grade": "12"}, (RECORDS, MEMBERS, STUDENT)),
    (CORRECTIONS["school_code"], {**S1, "school_code": "SCH003"}, (RECORDS, MEMBERS)),
]


@pytest.fixture
def office(office: Office) -> Office:
    """S1 is enrolled everywhere, S2 nowhere, and S3 has dropped out."""
    for number in ("S1", "S3"):
        office.enroll_everywhere(number)
    office.do("dropout", student_id="S3")
    office.do("enroll", teacher_id="T1", batch_id=EVERYWHERE["batch_id"])
    return office


@contextmanager
def refusing(office: Office, table: str) -> Iterator[None]:
    """A database that refuses every change of a table."""
    office.run("""
        CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN RAISE EXCEPTION ''not today''; END'
    """)
    office.run(
        f'CREATE TRIGGER refusal BEFORE INSERT OR UPDATE OR DELETE ON "{table}"'
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse()"
    )
    yield
    office.run(f'DROP TRIGGER refusal ON "{table}"')


@pytest.mark.parametrize(
    ("kind", "cells", "table"),
    [
        pytest.param(kind, cells, table, id=f"{kind} without {table}")
        for kind, cells, tables in CASES
        for table in tables
    ],
)
def test_defect_what_fails_on_the_way_leaves_nothing_behind(
    office: Office, kind: str, cells: dict[str, str], table: str
) -> None:
    """T1. Base leaves users without a student, records without a membership, and students whose
    records are all closed.
    """
    one, before = Operation(kind, cells), office.stage.snapshot()
    with refusing(office, table):
        if kind in DEEDS:
            refused = office.stage.call(one)
            assert refused
            assert "not today" in refused.message
            assert before == office.stage.snapshot()
        if kind in TYPES:
            [refused] = office.stage.sheet(one)
            assert refused
            assert "not today" in refused.message
            assert before == office.stage.snapshot()
    if kind in TYPES:
        assert office.stage.sheet(one) == [None]
    else:
        assert office.stage.call(one) is None
    assert office.stage.exceptions() == []
