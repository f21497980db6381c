"""The import type `batch_id_correction`: the batch and the sessions that list it."""

from collections.abc import Mapping

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from dbservice.services import batch_codes
from dbservice.services.batch_codes import Rename, Renamed
from tests.engine.conftest import Take
from tests.engine.types.bringing import Bringer, changed_tables, snapshot
from tests.rows import add_row


@pytest.fixture
def clerk(take: Take, engine: Engine) -> Bringer:
    return Bringer(take, engine, "batch_id_correction")


@pytest.fixture
def batches(organisation: None, engine: Engine) -> dict[str, int]:
    """Four batches, by code."""
    with engine.begin() as connection:
        return {code: add_row(connection, "batch", batch_id=code) for code in ("A", "B", "C", "D")}


def codes(engine: Engine) -> dict[int, str]:
    """The code of each batch, by id."""
    with engine.connect() as connection:
        stored = connection.execute(text("SELECT id, batch_id FROM batch"))
        return dict(stored.all())


def add_session(engine: Engine, batch_id: object, **more: object) -> int:
    with engine.begin() as connection:
        return add_row(connection, "session", meta_data={"batch_id": batch_id, **more})


def listed(engine: Engine, session_id: int) -> object:
    with engine.connect() as connection:
        query = text("SELECT meta_data -> 'batch_id' FROM session WHERE id = :id")
        return connection.scalar(query, {"id": session_id})


def wanted(*renames: tuple[str, str]) -> list[dict[str, str]]:
    return [{"old_batch_id": old, "new_batch_id": new} for old, new in renames]


def test_the_batch_has_the_new_code_and_nothing_else_changes(
    clerk: Bringer, batches: dict[str, int], engine: Engine
) -> None:
    before = snapshot(engine)
    brought = clerk.bring(*wanted((" A ", "\tE ")))
    assert brought.outcomes == ["updated"]
    assert codes(engine)[batches["A"]] == "E"
    after = snapshot(engine)
    assert changed_tables(before, after) == {"batch"}
    assert [row for row in after["batch"] if row not in before["batch"]] == [
        {**row, "batch_id": "E"} for row in before["batch"] if row["id"] == batches["A"]
    ]


LISTS = {
    "A": "E",
    "A,B": "E,B",
    "B,A,C": "B,E,C",
    "B, A ,C": "B, E ,C",
    " A, A": " E, E",
    "AA,BA,A-1": "AA,BA,A-1",
    "a": "a",
    "": "",
    ",A,": ",E,",
    "B,C": "B,C",
}


def test_whole_entries_of_sessions_change_in_their_places(
    clerk: Bringer, batches: dict[str, int], engine: Engine
) -> None:
    sessions = {before: add_session(engine, before, grade=11, none=None) for before in LISTS}
    others = [add_session(engine, value) for value in (None, 5, ["A"], {"A": "A"})]
    unlisted = add_row_without_list(engine)
    before = snapshot(engine)
    assert clerk.bring(*wanted(("A", "E"))).outcomes == ["updated"]
    assert {old: listed(engine, id_) for old, id_ in sessions.items()} == LISTS
    changed = {sessions[old] for old, new in LISTS.items() if old != new}
    unchanged = {*sessions.values(), *others, unlisted} - changed
    after = {row["id"]: row for row in snapshot(engine)["session"]}
    for row in before["session"]:
        if row["id"] in unchanged:
            assert after[row["id"]] == row
        elif row["id"] in changed:
            assert after[row["id"]]["meta_data"] | {"batch_id": ""} == {
                **row["meta_data"],
                "batch_id": "",
            }


def add_row_without_list(engine: Engine) -> int:
    with engine.begin() as connection:
        return add_row(connection, "session", meta_data=None)


def test_only_sessions_that_change_are_touched(
    clerk: Bringer, batches: dict[str, int], engine: Engine
) -> None:
    sessions = [add_session(engine, listed) for listed in ("A", "B")]
    with engine.begin() as connection:
        connection.execute(text("UPDATE session SET updated_at = '2000-01-01'"))
    brought = clerk.bring(*wanted(("A", "E")))
    with engine.connect() as connection:
        query = "SELECT row_id FROM change_log WHERE import_id = :id AND table_name = 'session'"
        assert connection.scalars(text(query), {"id": brought.id}).all() == sessions[:1]
        query = "SELECT id FROM session WHERE id = ANY(:ids) AND updated_at > '2000-01-01'"
        assert connection.scalars(text(query), {"ids": sessions}).all() == sessions[:1]


@pytest.mark.parametrize("new", ["E\\1", "E\\", "$&", '"E"', "E'", "ई-11", "E 1", "{E}"])
def test_a_code_may_hold_any_letters(
    clerk: Bringer, batches: dict[str, int], engine: Engine, new: str
) -> None:
    session_id = add_session(engine, "B,A")
    assert clerk.bring(*wanted(("A", new))).outcomes == ["updated"]
    assert listed(engine, session_id) == f"B,{new}"
    assert clerk.bring(*wanted((new, "A"))).outcomes == ["updated"]
    assert listed(engine, session_id) == "B,A"


@pytest.mark.parametrize("codes", ["ABC", "CBA", "BAC"])
def test_undo_brings_the_codes_back(
    clerk: Bringer, batches: dict[str, int], engine: Engine, codes: str
) -> None:
    """Some want the code back that another then still has, in whichever order they come."""
    add_session(engine, "D, A,B")
    before = snapshot(engine)
    first, second, third = codes
    rows = wanted((first, "E"), (second, first), (third, second), ("E", third))
    clerk.undo(clerk.bring(*rows))
    assert snapshot(engine) == before


def test_a_second_time_there_is_no_such_batch(
    clerk: Bringer, batches: dict[str, int], engine: Engine
) -> None:
    rows = wanted(("A", "New-11"), ("B", "New-12"))
    clerk.bring(*rows)
    before = snapshot(engine)
    again = clerk.bring(*rows)
    assert again.outcomes == ["BATCH_NOT_FOUND", "BATCH_NOT_FOUND"]
    assert again.reports[0]["column"] == "old_batch_id"
    assert snapshot(engine) == before


def test_the_nearest_codes_are_those_of_the_moment(clerk: Bringer, batches: dict[str, int]) -> None:
    brought = clerk.bring(
        *wanted(("XYZ-11-01", "Q"), ("A", "XYZ-11-02"), ("XYZ-11-01", "Q"), ("XYZ-11-02", "A")),
        *wanted(("XYZ-11-01", "Q")),
    )
    first, _, second, _, third = brought.messages
    told = "old_batch_id: Batch XYZ-11-01 not found"
    assert "XYZ-11-02" not in first
    assert second.startswith(f"{told}; nearest: XYZ-11-02")
    assert third == first


def test_what_is_wrong_is_told_by_column(
    clerk: Bringer, batches: dict[str, int], engine: Engine
) -> None:
    before = snapshot(engine)
    brought = clerk.bring(
        {"old_batch_id": "A"},
        {"new_batch_id": "E"},
        *wanted(("A", "B"), ("A", "E,F"), ("A", "x" * 256), ("A", "A"), ("B", "A")),
    )
    assert brought.outcomes == [
        *("VALUE_REQUIRED", "VALUE_REQUIRED", "BATCH_ID_TAKEN", "INVALID_FIELDS"),
        *("INVALID_FIELDS", "unchanged", "BATCH_ID_TAKEN"),
    ]
    assert [one["column"] for one in brought.reports] == [
        *("new_batch_id", "old_batch_id", "new_batch_id", "new_batch_id", "new_batch_id"),
        *(None, "new_batch_id"),
    ]
    assert brought.messages[2] == "new_batch_id: Batch B exists already"
    assert snapshot(engine) == before


def test_a_code_that_several_batches_share_is_refused(
    clerk: Bringer, batches: dict[str, int], engine: Engine
) -> None:
    with engine.begin() as connection:
        connection.execute(text("DROP INDEX batch_batch_id_key"))
        add_row(connection, "batch", batch_id="A")
    before = snapshot(engine)
    brought = clerk.bring(*wanted(("A", "E"), ("B", "A")))
    assert brought.outcomes == ["AMBIGUOUS", "BATCH_ID_TAKEN"]
    assert snapshot(engine) == before


CHAINS = {
    "a chain": ([("A", "E"), ("E", "F"), ("F", "G")], ["updated"] * 3, "G,B,C,D"),
    "moving up": ([("B", "E"), ("A", "B")], ["updated"] * 2, "B,E,C,D"),
    "a swap by a third code": (
        [("A", "E"), ("B", "A"), ("E", "B")],
        ["updated"] * 3,
        "B,A,C,D",
    ),
    "a swap that cannot work": (
        [("A", "B"), ("B", "A")],
        ["BATCH_ID_TAKEN", "BATCH_ID_TAKEN"],
        "A,B,C,D",
    ),
    "there and back": ([("A", "E"), ("E", "A")], ["updated"] * 2, "A,B,C,D"),
    "twice": ([("A", "E"), ("A", "E")], ["updated", "BATCH_NOT_FOUND"], "E,B,C,D"),
    "two for one code": ([("A", "E"), ("B", "E")], ["updated", "BATCH_ID_TAKEN"], "E,B,C,D"),
    "freed meanwhile": (
        [("A", "E"), ("B", "E"), ("E", "F"), ("B", "E")],
        ["updated", "BATCH_ID_TAKEN", "updated", "updated"],
        "F,E,C,D",
    ),
}


@pytest.mark.parametrize("case", CHAINS)
def test_rows_are_taken_one_after_the_other(
    clerk: Bringer, batches: dict[str, int], engine: Engine, case: str
) -> None:
    renames, outcomes, expected = CHAINS[case]
    session_id = add_session(engine, "A,B,C,D")
    brought = clerk.bring(*wanted(*renames))
    assert brought.outcomes == outcomes
    assert listed(engine, session_id) == expected
    now = codes(engine)
    assert ",".join(now[batches[code]] for code in "ABCD") == expected


@pytest.fixture
def session_id(engine: Engine) -> int:
    """A session for batches that there are, and for one that there is not."""
    return add_session(engine, "A,B,G,C,D,A")


LETTERS = st.sampled_from("ABCDEFGH")


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(renames=st.lists(st.builds(Rename, LETTERS, LETTERS), min_size=1, max_size=12))
def test_together_is_the_same_as_one_by_one(
    batches: dict[str, int], engine: Engine, session_id: int, renames: list[Rename]
) -> None:
    """Each way in a transaction that is given up, so that the next example begins alike."""
    together = tried(engine, session_id, [renames])
    assert together == tried(engine, session_id, [[one] for one in renames])


def tried(
    engine: Engine, session_id: int, chunks: list[list[Rename]]
) -> tuple[list[object], Mapping[int, str], object]:
    with Session(engine) as session:
        verdicts = [one for chunk in chunks for one in batch_codes.rename(session, chunk)]
        told = [one if isinstance(one, Renamed) else one.message for one in verdicts]
        stored = session.execute(text("SELECT id, batch_id FROM batch"))
        query = text("SELECT meta_data ->> 'batch_id' FROM session WHERE id = :id")
        entry = session.scalar(query, {"id": session_id})
        return told, dict(stored.all()), entry


def test_the_sessions_of_a_batch_are_found_by_an_index(organisation: None, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(
            text("""
            INSERT INTO session (meta_data, inserted_at, updated_at)
            SELECT jsonb_build_object('batch_id', 'B' || n), now(), now()
            FROM generate_series(1, 20000) AS n
        """)
        )
        connection.execute(text("ANALYZE session"))
        values = {"renames": '{"B7": "B8"}', "codes": ["B7"]}
        plan = connection.scalars(text(f"EXPLAIN {batch_codes.RENAME_IN_SESSIONS.text}"), values)
        assert "session_meta_data_batch_id_index" in "\n".join(plan)
