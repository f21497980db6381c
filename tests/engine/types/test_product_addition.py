"""The import type `product_addition`: products are known by name and code together."""

from typing import Any

import pytest
from sqlalchemy import Engine, text

from tests.engine.conftest import Take
from tests.engine.types.bringing import Bringer, changed_tables, snapshot
from tests.rows import add_row

FULL = {
    "Name": "Library",
    "code": " LI ",
    "Goal": "reading",
    "Led By": "Asha",
    "Mode": "Offline",
    "Model": "School",
    "Tech Modules": "none",
    "Type": "Core",
}
COLUMNS = {
    "name": "Library",
    "code": "LI",
    "goal": "reading",
    "led_by": "Asha",
    "mode": "Offline",
    "model": "School",
    "tech_modules": "none",
    "type": "Core",
}


@pytest.fixture
def clerk(take: Take, engine: Engine) -> Bringer:
    return Bringer(take, engine, "product_addition")


def products(engine: Engine) -> dict[tuple[str, str], dict[str, Any]]:
    with engine.connect() as connection:
        query = text("SELECT to_jsonb(p) - '{id,inserted_at,updated_at}'::text[] FROM product AS p")
        return {(one["name"], one["code"]): one for one in connection.scalars(query)}


def test_a_new_one_comes_in_with_its_group_row(clerk: Bringer, engine: Engine) -> None:
    before = snapshot(engine)
    brought = clerk.bring(FULL)
    assert brought.outcomes == ["created"]
    assert products(engine)["Library", "LI"] == COLUMNS
    after = snapshot(engine)
    assert changed_tables(before, after) == {"product", "group"}
    [new] = [row for row in after["product"] if row not in before["product"]]
    [row] = [row for row in after["group"] if row not in before["group"]]
    assert (row["type"], row["child_id"]) == ("product", new["id"])


def test_name_and_code_together_tell_products_apart(clerk: Bringer, engine: Engine) -> None:
    clerk.bring(FULL)
    brought = clerk.bring(
        {"Name": "Library", "code": "L2"},
        {"Name": "Reading", "code": "LI"},
        {"Name": "Library", "code": "LI", "Goal": "more reading"},
    )
    assert brought.outcomes == ["created", "created", "updated"]
    assert products(engine)["Library", "LI"] == COLUMNS | {"goal": "more reading"}
    assert products(engine)["Library", "L2"]["goal"] is None


def test_what_is_wrong_is_told_by_column(clerk: Bringer, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("DROP INDEX product_name_code_key"))
        for _ in range(2):
            add_row(connection, "product", name="Twin", code="TW")
    before = snapshot(engine)
    brought = clerk.bring(
        FULL | {"Name": ""},
        FULL | {"code": " "},
        {"Goal": "reading"},
        FULL | {"Goal": "x" * 256},
        {"Name": "Twin", "code": "TW", "Goal": "x"},
    )
    assert brought.outcomes == [
        *("VALUE_REQUIRED", "VALUE_REQUIRED", "VALUE_REQUIRED"),
        *("INVALID_FIELDS", "AMBIGUOUS"),
    ]
    columns = ["Name", "code", "Name", "Goal", "Name"]
    assert [one["column"] for one in brought.reports] == columns
    assert snapshot(engine) == before


def test_the_same_product_twice_is_one_row_after_the_other(clerk: Bringer, engine: Engine) -> None:
    brought = clerk.bring(FULL, FULL | {"Mode": "Online", "Goal": ""}, FULL | {"Mode": "Online"})
    assert brought.outcomes == ["created", "updated", "unchanged"]
    assert products(engine)["Library", "LI"] == COLUMNS | {"mode": "Online"}


def test_a_second_time_nothing_changes_and_undo_brings_all_back(
    clerk: Bringer, engine: Engine
) -> None:
    before = snapshot(engine)
    rows = [FULL, {"Name": "Coaching", "code": "CO", "Goal": "exams"}]
    first = clerk.bring(*rows)
    assert first.outcomes == ["created", "updated"]
    assert clerk.bring(*rows).outcomes == ["unchanged", "unchanged"]
    clerk.undo(first)
    assert snapshot(engine) == before
