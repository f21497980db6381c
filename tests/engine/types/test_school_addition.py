"""The import type `school_addition`: schools are known by their code, and log in as a user."""

from typing import Any

import pytest
from sqlalchemy import Engine, text

from tests.engine.conftest import Take
from tests.engine.types.bringing import Bringer, changed_tables, snapshot
from tests.rows import add_row

NEEDED = {
    "school_code": " NEW1 ",
    "school_name": "Jawahar Vidyalaya",
    "af_school_category": "JNV",
    "State_code": "HR",
    "state": "Haryana",
    "district_code": "HR06",
    "district": "Bhiwani",
}
FULL = {
    **NEEDED,
    "region": "North",
    "block_code": "B1",
    "block_name": "Siwani",
    "board": "CBSE",
    "school_gender_type": "Co-ed",
    "udise_code": "06120",
    "academic_year": "2026-2027",
    "board_medium": "Hindi",
    "group": "x",
    "program_model": "y",
    "update_date": "z",
}
SCHOOL = {
    "code": "NEW1",
    "name": "Jawahar Vidyalaya",
    "af_school_category": "JNV",
    "state_code": "HR",
    "state": "Haryana",
    "district_code": "HR06",
    "district": "Bhiwani",
    "region": "North",
    "block_code": "B1",
    "block_name": "Siwani",
    "board": "CBSE",
    "gender_type": "Co-ed",
    "udise_code": "06120",
    "board_medium": None,
    "program_ids": [],
}
USER = {"state": "Haryana", "district": "Bhiwani", "region": "North"}


@pytest.fixture
def clerk(take: Take, engine: Engine) -> Bringer:
    return Bringer(take, engine, "school_addition")


def school(engine: Engine, code: str = "NEW1") -> tuple[dict[str, Any], dict[str, Any] | None]:
    """The school with this code, and its user."""
    query = text("""
        SELECT to_jsonb(s) - '{id,user_id,inserted_at,updated_at}'::text[],
               jsonb_strip_nulls(to_jsonb(u)) - '{id,inserted_at,updated_at}'::text[]
        FROM school AS s LEFT JOIN "user" AS u ON u.id = s.user_id WHERE s.code = :code
    """)
    with engine.connect() as connection:
        stored, user = connection.execute(query, {"code": code}).one()
        return stored, user


def test_a_new_one_comes_in_with_user_and_group_row(clerk: Bringer, engine: Engine) -> None:
    before = snapshot(engine)
    assert clerk.bring(FULL).outcomes == ["created"]
    assert school(engine) == (SCHOOL, USER)
    after = snapshot(engine)
    assert changed_tables(before, after) == {"school", "user", "group"}
    [new] = [row for row in after["school"] if row not in before["school"]]
    [row] = [row for row in after["group"] if row not in before["group"]]
    assert (row["type"], row["child_id"]) == ("school", new["id"])


def test_several_new_ones_have_a_user_each(clerk: Bringer, engine: Engine) -> None:
    rows = [FULL | {"school_code": f"N{n}", "district": f"District {n}"} for n in range(12)]
    assert clerk.bring(*rows).outcomes == ["created"] * 12
    for n in range(12):
        stored, user = school(engine, f"N{n}")
        assert (
            user == USER | {"district": stored["district"]} == USER | {"district": f"District {n}"}
        )
    with engine.connect() as connection:
        query = text(
            "SELECT count(DISTINCT user_id) FROM school WHERE code LIKE 'N_' OR code LIKE 'N1_'"
        )
        assert connection.scalar(query) == 12


def test_of_a_stored_one_only_filled_cells_change(clerk: Bringer, engine: Engine) -> None:
    clerk.bring(FULL)
    brought = clerk.bring({"school_code": "NEW1", "board": "State", "region": " "})
    assert brought.outcomes == ["updated"]
    assert school(engine) == (SCHOOL | {"board": "State"}, USER)


def test_where_a_school_is_its_user_is_too(clerk: Bringer, engine: Engine) -> None:
    clerk.bring(FULL)
    before = snapshot(engine)
    assert clerk.bring({"school_code": "NEW1", "district": "Hisar"}).outcomes == ["updated"]
    assert school(engine) == (SCHOOL | {"district": "Hisar"}, USER | {"district": "Hisar"})
    assert changed_tables(before, snapshot(engine)) == {"school", "user"}
    with engine.begin() as connection:
        connection.execute(text("UPDATE \"user\" SET district = 'Elsewhere', city = 'Rohtak'"))
    assert clerk.bring({"school_code": "NEW1", "district": "Hisar"}).outcomes == ["updated"]
    assert school(engine)[1] == USER | {"district": "Hisar", "city": "Rohtak"}


def test_a_stored_one_without_user_gets_one(clerk: Bringer, engine: Engine) -> None:
    before = snapshot(engine)
    assert school(engine, "SCH002")[1] is None
    brought = clerk.bring({"school_code": "SCH002", "state": "Goa"}, {"school_code": "SCH003"})
    assert brought.outcomes == ["updated", "updated"]
    assert school(engine, "SCH002")[1] == {"state": "Goa"}
    assert school(engine, "SCH003")[1] == {}
    assert len(snapshot(engine)["user"]) == len(before["user"]) + 2
    again = clerk.bring({"school_code": "SCH002", "state": "Goa"}, {"school_code": "SCH003"})
    assert again.outcomes == ["unchanged", "unchanged"]


def test_schools_that_share_a_user_share_where_it_is(clerk: Bringer, engine: Engine) -> None:
    clerk.bring(FULL)
    with engine.begin() as connection:
        user_id = connection.scalar(text("SELECT user_id FROM school WHERE code = 'NEW1'"))
        add_row(connection, "school", code="NEW2", user_id=user_id)
    brought = clerk.bring(
        {"school_code": "NEW1", "district": "Hisar"}, {"school_code": "NEW2", "district": "Sirsa"}
    )
    assert brought.outcomes == ["updated", "updated"]
    assert school(engine)[1] == USER | {"district": "Sirsa"}


@pytest.mark.parametrize("header", [name for name in NEEDED if name != "school_code"])
def test_a_new_one_needs_these_cells_and_no_others(
    clerk: Bringer, engine: Engine, header: str
) -> None:
    before = snapshot(engine)
    brought = clerk.bring(NEEDED | {header: " "})
    assert brought.outcomes == ["VALUE_REQUIRED"]
    assert brought.messages == [f"{header}: blank, though a new one needs it"]
    assert snapshot(engine) == before
    assert clerk.bring(NEEDED).outcomes == ["created"]
    assert clerk.bring(NEEDED | {header: " "}).outcomes == ["unchanged"]


def test_what_is_wrong_is_told_by_column(clerk: Bringer, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("DROP INDEX school_code_key"))
        for _ in range(2):
            add_row(connection, "school", code="TWIN")
    before = snapshot(engine)
    brought = clerk.bring(
        FULL | {"school_code": ""},
        FULL | {"board": "x" * 256},
        {"school_code": "NEW1"},
        FULL | {"school_code": "TWIN"},
    )
    assert brought.outcomes == ["VALUE_REQUIRED", "INVALID_FIELDS", "VALUE_REQUIRED", "AMBIGUOUS"]
    columns = ["school_code", "board", "school_name", "school_code"]
    assert [one["column"] for one in brought.reports] == columns
    for name in NEEDED.keys() - {"school_code"}:
        assert f"{name}: blank" in brought.messages[2]
    assert snapshot(engine) == before


def test_the_same_code_twice_is_one_row_after_the_other(clerk: Bringer, engine: Engine) -> None:
    brought = clerk.bring({"school_code": "NEW1"}, FULL, {"school_code": "NEW1", "state": "Goa"})
    assert brought.outcomes == ["VALUE_REQUIRED", "created", "updated"]
    assert school(engine) == (SCHOOL | {"state": "Goa"}, USER | {"state": "Goa"})


def test_a_second_time_nothing_changes_and_undo_brings_all_back(
    clerk: Bringer, engine: Engine
) -> None:
    before = snapshot(engine)
    rows = [FULL, {"school_code": "SCH002", "region": "South"}]
    first = clerk.bring(*rows)
    assert first.outcomes == ["created", "updated"]
    assert clerk.bring(*rows).outcomes == ["unchanged", "unchanged"]
    clerk.undo(first)
    assert snapshot(engine) == before
