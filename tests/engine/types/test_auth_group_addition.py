"""The import type `auth_group_addition`: auth groups are known by their name."""

from typing import Any

import pytest
from sqlalchemy import Engine, text

from tests.engine import world
from tests.engine.conftest import Take
from tests.engine.types.bringing import Bringer, changed_tables, snapshot
from tests.rows import add_row

FULL = {
    "Name": " Candidates ",
    "Auth Type": "ID,DOB",
    "Default Locale": "hi",
    "Images": "https://example.org/logo.png",
    "Locale": "English,Hindi",
    "Locale Data": '{"hi": {"title": "शीर्षक"}}',
    "Tech PM": "Asha",
    "User Type": "candidate",
}
INPUT_SCHEMA = {
    "auth_type": "ID,DOB",
    "default_locale": "hi",
    "images": "https://example.org/logo.png",
    "tech_pm": "Asha",
    "user_type": "candidate",
}


@pytest.fixture
def clerk(take: Take, engine: Engine) -> Bringer:
    return Bringer(take, engine, "auth_group_addition")


def auth_group(engine: Engine, name: str) -> dict[str, Any]:
    with engine.connect() as connection:
        query = text("SELECT * FROM auth_group WHERE name = :name")
        return dict(connection.execute(query, {"name": name}).mappings().one())


def test_a_new_one_comes_in_with_its_group_row(clerk: Bringer, engine: Engine) -> None:
    before = snapshot(engine)
    brought = clerk.bring(FULL)
    assert brought.outcomes == ["created"]
    stored = auth_group(engine, "Candidates")
    assert stored["input_schema"] == INPUT_SCHEMA
    assert stored["locale"] == "English,Hindi"
    assert stored["locale_data"] == {"hi": {"title": "शीर्षक"}}
    after = snapshot(engine)
    assert changed_tables(before, after) == {"auth_group", "group"}
    [row] = [row for row in after["group"] if row not in before["group"]]
    assert (row["type"], row["child_id"]) == ("auth_group", stored["id"])


def test_of_a_stored_one_only_filled_cells_change(clerk: Bringer, engine: Engine) -> None:
    clerk.bring(FULL)
    before = auth_group(engine, "Candidates")
    brought = clerk.bring({"Name": "Candidates", "Tech PM": "Ravi", "Images": " "})
    assert brought.outcomes == ["updated"]
    after = auth_group(engine, "Candidates")
    assert after["input_schema"] == INPUT_SCHEMA | {"tech_pm": "Ravi"}
    unchanged = before.keys() - {"input_schema", "updated_at"}
    assert {name: after[name] for name in unchanged} == {name: before[name] for name in unchanged}


def test_members_that_the_sheet_does_not_know_stay(clerk: Bringer, engine: Engine) -> None:
    with engine.begin() as connection:
        add_row(connection, "auth_group", name="Old", input_schema={"fields": [1], "images": "x"})
    clerk.bring({"Name": "Old", "Images": "y"})
    assert auth_group(engine, "Old")["input_schema"] == {"fields": [1], "images": "y"}


@pytest.mark.parametrize(
    ("cell", "stored"),
    [
        ('{"a": 1}', {"a": 1}),
        (' {"a": [null, "ä"]}\n', {"a": [None, "ä"]}),
        ("{}", {}),
        ("[1, 2]", {"_value": [1, 2]}),
        ('"text"', {"_value": "text"}),
        ("17.5", {"_value": 17.5}),
        ("null", {"_value": None}),
        ("true", {"_value": True}),
        ("{a: 1}", {"_raw": "{a: 1}"}),
        ("English", {"_raw": "English"}),
        ("NaN", {"_raw": "NaN"}),
        ('{"a": "\\u0000"}', {"_raw": '{"a": "\\u0000"}'}),
        ('{"a": "\\ud800"}', {"_raw": '{"a": "\\ud800"}'}),
        ("[" * 5000, {"_raw": "[" * 5000}),
    ],
)
def test_locale_data_is_kept_whatever_it_is(
    clerk: Bringer, engine: Engine, cell: str, stored: dict[str, Any]
) -> None:
    assert clerk.bring({"Name": "Candidates", "Locale Data": cell}).outcomes == ["created"]
    assert auth_group(engine, "Candidates")["locale_data"] == stored
    assert clerk.bring({"Name": "Candidates", "Locale Data": cell}).outcomes == ["unchanged"]


def test_locale_data_is_replaced_as_a_whole(clerk: Bringer, engine: Engine) -> None:
    clerk.bring(FULL)
    clerk.bring({"Name": "Candidates", "Locale Data": '{"en": 1}'})
    assert auth_group(engine, "Candidates")["locale_data"] == {"en": 1}


def touched(engine: Engine) -> set[str]:
    """The first names of the users that were changed since the test began."""
    with engine.connect() as connection:
        query = text("SELECT first_name FROM \"user\" WHERE updated_at > '2000-01-01'")
        return set(connection.scalars(query))


def test_the_members_of_a_changed_one_count_as_changed(clerk: Bringer, engine: Engine) -> None:
    clerk.bring({"Name": "First"}, {"Name": "Second"})
    with engine.begin() as connection:
        for name in ("First", "Second"):
            query = text('SELECT id FROM "group" WHERE type = :type AND child_id = :child')
            child = auth_group(engine, name)["id"]
            group_id = connection.scalar(query, {"type": "auth_group", "child": child})
            user_id = add_row(connection, "user", first_name=name)
            add_row(connection, "group_user", user_id=user_id, group_id=group_id)
        # A group of another kind whose entity has the same number.
        group_id = add_row(connection, "group", type="product", child_id=child)
        user_id = add_row(connection, "user", first_name="Nobody")
        add_row(connection, "group_user", user_id=user_id, group_id=group_id)
        connection.execute(text("UPDATE \"user\" SET updated_at = '2000-01-01'"))
    assert touched(engine) == set()
    clerk.bring({"Name": "First"}, {"Name": "Second"})
    assert touched(engine) == set(), "nothing has changed"
    before = snapshot(engine)
    clerk.bring({"Name": "First"}, {"Name": "Second", "Locale": "hi"})
    assert touched(engine) == {"Second"}
    assert changed_tables(before, snapshot(engine)) == {"auth_group"}


def test_what_is_wrong_is_told_by_column(clerk: Bringer, engine: Engine) -> None:
    before = snapshot(engine)
    brought = clerk.bring(FULL | {"Name": " "}, FULL | {"Tech PM": "x" * 256})
    assert brought.outcomes == ["VALUE_REQUIRED", "INVALID_FIELDS"]
    assert [one["column"] for one in brought.reports] == ["Name", "Tech PM"]
    assert snapshot(engine) == before


def test_a_name_that_two_share_is_refused(clerk: Bringer, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("DROP INDEX auth_group_name_key"))
        for _ in range(2):
            add_row(connection, "auth_group", name="Twin")
    assert clerk.bring({"Name": "Twin", "Locale": "hi"}).outcomes == ["AMBIGUOUS"]


def test_the_same_name_twice_is_one_row_after_the_other(clerk: Bringer, engine: Engine) -> None:
    brought = clerk.bring(FULL, FULL | {"Tech PM": "Ravi"}, FULL, FULL)
    assert brought.outcomes == ["created", "updated", "updated", "unchanged"]
    assert auth_group(engine, "Candidates")["input_schema"] == INPUT_SCHEMA


def test_a_second_time_nothing_changes(clerk: Bringer, engine: Engine) -> None:
    stored = world.organisation.AUTH_GROUPS[0]
    rows = [FULL, {"Name": stored, "Locale": "hi"}]
    clerk.bring(*rows)
    before = snapshot(engine)
    assert clerk.bring(*rows).outcomes == ["unchanged", "unchanged"]
    assert snapshot(engine) == before


def test_undo_brings_everything_back(clerk: Bringer, engine: Engine) -> None:
    stored = world.organisation.AUTH_GROUPS[0]
    before = snapshot(engine)
    clerk.undo(clerk.bring(FULL, {"Name": stored, "Images": "x", "Locale Data": "{}"}))
    assert snapshot(engine) == before
