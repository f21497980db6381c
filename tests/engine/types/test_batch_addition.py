"""The import type `batch_addition`: batches are known by their code, and form a tree."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from dbservice.imports.import_type import SheetReader
from dbservice.imports.registry import TYPES
from tests.engine.conftest import Take
from tests.engine.types.bringing import Bringer, changed_tables, snapshot
from tests.rows import add_row

BATCH = TYPES["batch_addition"]
PARENT = "EN-11-Photon-Enq-24-001"
FULL = {
    "Auth Group": "EnableStudents",
    "Batch ID": " PH-11-A ",
    "Contact hours per week": "6 hours",
    "End Date": "2027-03-31T00:00:00",
    "Is Parent Batch": "Yes",
    "Name": " Photon 11 A ",
    "Parent Batch ID": PARENT,
    "Program Name": "Photon",
    "Start Date": "2026-04-01",
    "System": "JNV",
}
CODE = "PH-11-A"
COLUMNS = {
    "name": "Photon 11 A",
    "batch_id": CODE,
    "contact_hours_per_week": 6,
    "start_date": "2026-04-01",
    "end_date": "2027-03-31",
    "metadata": {"is_parent_batch": True},
    "system": "JNV",
    "af_medium": None,
    "parent": PARENT,
    "program": "Photon",
    "auth_group": "EnableStudents",
}


@pytest.fixture
def clerk(take: Take, engine: Engine) -> Bringer:
    return Bringer(take, engine, BATCH.name)


NAMED = """
    SELECT to_jsonb(b) - '{id,parent_id,program_id,auth_group_id,inserted_at,updated_at}'::text[]
           || jsonb_build_object('parent', p.batch_id, 'program', o.name, 'auth_group', a.name)
    FROM batch AS b LEFT JOIN batch AS p ON p.id = b.parent_id
         LEFT JOIN program AS o ON o.id = b.program_id
         LEFT JOIN auth_group AS a ON a.id = b.auth_group_id
"""


def batch(engine: Engine, code: str = CODE) -> dict[str, Any]:
    """The one batch with this code, with the names of what it refers to."""
    with engine.connect() as connection:
        query = text(f"{NAMED} WHERE b.batch_id = :code")
        return dict(connection.execute(query, {"code": code}).scalar_one())


def test_a_new_one_comes_in_with_its_group_row(clerk: Bringer, engine: Engine) -> None:
    before = snapshot(engine)
    assert clerk.bring(FULL).outcomes == ["created"]
    assert batch(engine) == COLUMNS
    after = snapshot(engine)
    assert changed_tables(before, after) == {"batch", "group"}
    [new] = [row for row in after["batch"] if row not in before["batch"]]
    [row] = [row for row in after["group"] if row not in before["group"]]
    assert (row["type"], row["child_id"]) == ("batch", new["id"])


def test_of_a_stored_one_only_filled_cells_change(clerk: Bringer, engine: Engine) -> None:
    clerk.bring(FULL)
    brought = clerk.bring({"Batch ID": CODE, "Name": "Photon A", "System": " "})
    assert brought.outcomes == ["updated"]
    assert batch(engine) == COLUMNS | {"name": "Photon A"}


def test_the_metadata_keeps_its_other_members(clerk: Bringer, engine: Engine) -> None:
    with engine.begin() as connection:
        add_row(connection, "batch", batch_id=CODE, metadata={"room": 7, "is_parent_batch": True})
        add_row(connection, "batch", batch_id="NULL", metadata=None)
    rows = [
        {"Batch ID": CODE, "Name": "A", "Is Parent Batch": "No"},
        {"Batch ID": "NULL", "Name": "B", "Is Parent Batch": "1"},
    ]
    assert clerk.bring(*rows).outcomes == ["updated", "updated"]
    assert batch(engine)["metadata"] == {"room": 7, "is_parent_batch": False}
    assert batch(engine, "NULL")["metadata"] == {"is_parent_batch": True}


def test_without_a_code_it_is_always_a_new_one(clerk: Bringer, engine: Engine) -> None:
    row = FULL | {"Batch ID": " ", "Name": "Nameless"}
    assert clerk.bring(row, row).outcomes == ["created", "created"]
    assert clerk.bring(row).outcomes == ["created"]
    with engine.connect() as connection:
        stored = list(connection.scalars(text(f"{NAMED} WHERE b.name = 'Nameless'")))
        groups = connection.scalar(
            text("""
            SELECT count(*) FROM "group" AS g JOIN batch AS b ON b.id = g.child_id
            WHERE g.type = 'batch' AND b.name = 'Nameless'
        """)
        )
    assert stored == [COLUMNS | {"name": "Nameless", "batch_id": None}] * 3
    assert groups == 3


LEFT_OUT = {
    "Auth Group": ("Nobody", "auth_group", "Auth group Nobody not found"),
    "Program Name": ("Photn", "program", "Program Photn not found; nearest: Photon"),
    "Parent Batch ID": ("Nowhere", "parent", "Batch Nowhere not found"),
    "Start Date": ("01/04/2026", "start_date", "'01/04/2026' is not a date like 2026-04-30"),
    "End Date": ("soon", "end_date", "'soon' is not a date like 2026-04-30"),
    "Contact hours per week": (
        "six",
        "contact_hours_per_week",
        "'six' does not begin with a number",
    ),
}


@pytest.mark.parametrize("header", LEFT_OUT)
def test_what_makes_no_sense_is_left_out_with_a_remark(
    clerk: Bringer, engine: Engine, header: str
) -> None:
    cell, column, told = LEFT_OUT[header]
    brought = clerk.bring(FULL | {header: cell})
    assert brought.reports[0]["outcome"] == "created"
    assert (brought.reports[0]["column"], brought.reports[0]["value"]) == (header, cell)
    assert brought.messages[0].startswith(f"{header}: {told}")
    assert batch(engine) == COLUMNS | {column: None}
    clerk.bring(FULL)
    clerk.bring(FULL | {header: cell})
    assert batch(engine) == COLUMNS


def test_what_is_wrong_is_told_by_column(clerk: Bringer, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("DROP INDEX batch_batch_id_key; DROP INDEX program_name_key"))
        for _ in range(2):
            add_row(connection, "batch", batch_id="TWIN")
            add_row(connection, "program", name="Twin")
    before = snapshot(engine)
    brought = clerk.bring(
        FULL | {"Name": ""},
        FULL | {"Is Parent Batch": "maybe"},
        FULL | {"System": "x" * 256},
        FULL | {"Batch ID": "TWIN"},
        FULL | {"Parent Batch ID": "TWIN"},
        FULL | {"Program Name": "Twin"},
    )
    assert brought.outcomes == [
        *("VALUE_REQUIRED", "INVALID_FIELDS", "INVALID_FIELDS"),
        *("AMBIGUOUS", "AMBIGUOUS", "AMBIGUOUS"),
    ]
    assert [one["column"] for one in brought.reports] == [
        *("Name", "Is Parent Batch", "System", "Batch ID", "Parent Batch ID", "Program Name"),
    ]
    assert snapshot(engine) == before


def placed(code: str, parent: str) -> dict[str, str]:
    return {"Name": code, "Batch ID": code, "Parent Batch ID": parent}


def test_a_parent_may_stand_further_up_in_the_sheet(clerk: Bringer, engine: Engine) -> None:
    brought = clerk.bring(placed("A", ""), placed("B", "A"), placed("C", "B"), placed("D", "E"))
    assert [one["outcome"] for one in brought.reports] == ["created"] * 4
    parents = [batch(engine, code)["parent"] for code in "ABCD"]
    assert parents == [None, "A", "B", None]


def test_no_batch_comes_to_be_below_itself(clerk: Bringer, engine: Engine) -> None:
    clerk.bring(placed("A", ""), placed("B", "A"), placed("C", "B"))
    before = snapshot(engine)
    brought = clerk.bring(placed("A", "C"), placed("A", "A"), placed("B", "C"))
    assert brought.outcomes == ["INVALID_FIELDS"] * 3
    assert brought.messages[0] == "Parent Batch ID: This is the batch itself, or below it"
    assert brought.reports[0]["value"] == "C"
    assert snapshot(engine) == before


def test_two_rows_that_are_harmless_alone_close_no_circle(clerk: Bringer, engine: Engine) -> None:
    clerk.bring(placed("A", ""), placed("B", ""), placed("C", "A"), placed("D", "B"))
    brought = clerk.bring(placed("A", "D"), placed("B", "C"))
    assert brought.outcomes == ["updated", "INVALID_FIELDS"]
    assert (batch(engine, "A")["parent"], batch(engine, "B")["parent"]) == ("D", None)


def test_a_circle_in_old_data_stops_nobody(clerk: Bringer, engine: Engine) -> None:
    with engine.begin() as connection:
        first = add_row(connection, "batch", batch_id="R1")
        second = add_row(connection, "batch", batch_id="R2", parent_id=first)
        connection.execute(text(f"UPDATE batch SET parent_id = {second} WHERE id = {first}"))
    assert clerk.bring(placed("A", "R1")).outcomes == ["created"]
    assert clerk.bring(placed("A", "R2")).outcomes == ["updated"]


CODES = st.sampled_from(("A", "B", "C", "D", "E"))
PLACES = st.lists(st.tuples(CODES, CODES | st.just("")), min_size=1, max_size=9)


@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(places=PLACES)
def test_together_is_the_same_as_one_by_one(
    organisation: None, engine: Engine, places: list[tuple[str, str]]
) -> None:
    together = tried(engine, [places])
    assert together == tried(engine, [[one] for one in places])


def tried(engine: Engine, chunks: list[list[tuple[str, str]]]) -> tuple[list[object], object]:
    """What comes of these rows; the transaction is given up."""
    header = BATCH.headers()
    reader = SheetReader(BATCH, header)
    told: list[object] = []
    with Session(engine) as session:
        for chunk in chunks:
            cells = [[placed(*one).get(name, "") for name in header] for one in chunk]
            rows = [reader.read(number, one) for number, one in enumerate(cells, len(told) + 2)]
            BATCH.apply(session, rows)
            told += [
                (row.outcome, [one.message for one in (*row.problems, *row.remarks)])
                for row in rows
            ]
        query = text("""
            SELECT b.batch_id, p.batch_id FROM batch AS b LEFT JOIN batch AS p ON p.id = b.parent_id
            ORDER BY b.batch_id
        """)
        return told, session.execute(query).all()


def test_a_second_time_nothing_changes_and_undo_brings_all_back(
    clerk: Bringer, engine: Engine
) -> None:
    before = snapshot(engine)
    rows = [
        FULL | {"Parent Batch ID": ""},
        placed("A", CODE),
        placed(PARENT, "A"),
        placed("NU-11-Nucleus-24-001", PARENT),
    ]
    first = clerk.bring(*rows)
    assert first.outcomes == ["created", "created", "updated", "updated"]
    assert clerk.bring(*rows).outcomes == ["unchanged"] * 4
    clerk.undo(first)
    assert snapshot(engine) == before
