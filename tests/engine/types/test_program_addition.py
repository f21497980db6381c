"""The import type `program_addition`: programs are known by their name."""

from typing import Any

import pytest
from sqlalchemy import Engine, text

from tests.engine.conftest import Take
from tests.engine.types.bringing import Bringer, changed_tables, snapshot
from tests.rows import add_row

FULL = {
    "Program Name": " Photon Haryana ",
    "Donor": "A Foundation",
    "Product Code": "CO",
    "State/System": "Haryana",
    "Target Outreach": "1200",
    "config": '{"limit": 40,\n "modes": ["online", null]}',
    "is_current": "No",
    "program_model": "School",
}
NAME = "Photon Haryana"
COLUMNS = {
    "name": NAME,
    "donor": "A Foundation",
    "state": "Haryana",
    "target_outreach": 1200,
    "config": {"limit": 40, "modes": ["online", None]},
    "is_current": False,
    "model": "School",
    "product": "CO",
}


@pytest.fixture
def clerk(take: Take, engine: Engine) -> Bringer:
    return Bringer(take, engine, "program_addition")


def program(engine: Engine, name: str = NAME) -> dict[str, Any]:
    query = text("""
        SELECT p.name, donor, state, target_outreach, config, is_current, p.model,
               o.code AS product
        FROM program AS p JOIN product AS o ON o.id = p.product_id WHERE p.name = :name
    """)
    with engine.connect() as connection:
        return dict(connection.execute(query, {"name": name}).mappings().one())


def test_a_new_one_comes_in_with_its_group_row(clerk: Bringer, engine: Engine) -> None:
    before = snapshot(engine)
    assert clerk.bring(FULL).outcomes == ["created"]
    assert program(engine) == COLUMNS
    after = snapshot(engine)
    assert changed_tables(before, after) == {"program", "group"}
    [new] = [row for row in after["program"] if row not in before["program"]]
    [row] = [row for row in after["group"] if row not in before["group"]]
    assert (row["type"], row["child_id"]) == ("program", new["id"])


def test_a_new_one_without_more_is_current(clerk: Bringer, engine: Engine) -> None:
    bare = {"Program Name": "Bare", "Product Code": "ME"}
    assert clerk.bring(FULL, bare).outcomes == ["created", "created"]
    stored = program(engine, "Bare")
    assert (stored["is_current"], stored["config"], stored["donor"]) == (True, {}, None)


def test_of_a_stored_one_only_filled_cells_change(clerk: Bringer, engine: Engine) -> None:
    clerk.bring(FULL)
    brought = clerk.bring(
        {"Program Name": NAME, "Donor": "B Foundation", "config": " "},
        {"Program Name": NAME, "Product Code": "ME", "is_current": "Yes", "config": '{"a": 1}'},
    )
    assert brought.outcomes == ["updated", "updated"]
    changed = {"donor": "B Foundation", "product": "ME", "is_current": True, "config": {"a": 1}}
    assert program(engine) == COLUMNS | changed


LEFT_OUT = {
    "Target Outreach": ("many", "'many' does not begin with a number; left out"),
    "config": ("[1]", "This is not a JSON object; left out"),
    "Product Code": ("C0", "Product C0 not found"),
}


@pytest.mark.parametrize("header", LEFT_OUT)
def test_what_makes_no_sense_is_left_out_with_a_remark(
    clerk: Bringer, engine: Engine, header: str
) -> None:
    clerk.bring(FULL)
    cell, told = LEFT_OUT[header]
    brought = clerk.bring({"Program Name": NAME, header: cell, "Donor": "B"})
    assert brought.reports[0]["outcome"] == "updated"
    assert brought.reports[0]["column"] == header
    assert brought.reports[0]["value"] == cell
    assert brought.messages[0].startswith(f"{header}: {told}")
    assert brought.messages[0].endswith("; left out")
    assert program(engine) == COLUMNS | {"donor": "B"}


@pytest.mark.parametrize(
    ("cell", "number"),
    [("1200 students", 1200), ("12.9", 12), (" 007", 7), ("-5", None), ("9" * 10, None)],
)
def test_of_a_number_the_leading_digits_count(
    clerk: Bringer, engine: Engine, cell: str, number: int | None
) -> None:
    clerk.bring(FULL | {"Target Outreach": cell})
    assert program(engine)["target_outreach"] == number


def test_a_new_one_needs_a_product_that_is_known(clerk: Bringer, engine: Engine) -> None:
    before = snapshot(engine)
    brought = clerk.bring(FULL | {"Product Code": "COO"}, FULL | {"Product Code": ""})
    assert brought.outcomes == ["PRODUCT_NOT_FOUND", "VALUE_REQUIRED"]
    assert brought.messages == [
        "Product Code: Product COO not found; nearest: CO",
        "Product Code: blank, though a new one needs it",
    ]
    assert {one["column"] for one in brought.reports} == {"Product Code"}
    assert snapshot(engine) == before


def test_what_is_wrong_is_told_by_column(clerk: Bringer, engine: Engine) -> None:
    with engine.begin() as connection:
        add_row(connection, "product", name="Other", code="CO")
    before = snapshot(engine)
    brought = clerk.bring(
        FULL | {"Program Name": ""},
        FULL | {"is_current": "maybe"},
        FULL,
        {"Program Name": "Photon", "Product Code": "CO"},
        FULL | {"Product Code": "ME", "Donor": "x" * 256},
    )
    assert brought.outcomes == [
        *("VALUE_REQUIRED", "INVALID_FIELDS", "AMBIGUOUS", "AMBIGUOUS", "INVALID_FIELDS"),
    ]
    columns = ["Program Name", "is_current", "Product Code", "Product Code", "Donor"]
    assert [one["column"] for one in brought.reports] == columns
    assert snapshot(engine) == before


def test_once_a_row_has_made_it_the_program_is_stored(clerk: Bringer, engine: Engine) -> None:
    other = {"Program Name": NAME, "Product Code": "XX", "Donor": "B"}
    brought = clerk.bring(other, FULL, other)
    outcomes = [one["outcome"] for one in brought.reports]
    assert outcomes == ["failed", "created", "updated"]
    assert program(engine) == COLUMNS | {"donor": "B"}


def test_a_second_time_nothing_changes_and_undo_brings_all_back(
    clerk: Bringer, engine: Engine
) -> None:
    before = snapshot(engine)
    rows = [FULL, {"Program Name": "Photon", "config": '{"a": {"b": null}}'}]
    first = clerk.bring(*rows)
    assert first.outcomes == ["created", "updated"]
    assert clerk.bring(*rows).outcomes == ["unchanged", "unchanged"]
    clerk.undo(first)
    assert snapshot(engine) == before
