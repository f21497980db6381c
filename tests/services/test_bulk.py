"""Writing many rows in one statement."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.orm import Session

from dbservice.models import Base
from dbservice.services import bulk

PROGRAMS = Base.metadata.tables["program"]
BATCHES = Base.metadata.tables["batch"]
STALE = "2001-01-01 00:00:00"


@pytest.fixture
def product(session: Session) -> int:
    [[id]] = bulk.allocate_ids(session, [Base.metadata.tables["product"]], 1)
    bulk.insert_rows(session, Base.metadata.tables["product"], [{"id": id, "name": "P"}])
    return id


@pytest.fixture
def sent(engine: Engine) -> Iterator[list[str]]:
    """The statements sent while the test runs."""
    statements: list[str] = []

    def keep(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", keep)
    yield statements
    event.remove(engine, "before_cursor_execute", keep)


def batches(session: Session) -> dict[str, dict[str, Any]]:
    rows = session.execute(text("SELECT * FROM batch")).mappings()
    return {row["batch_id"]: dict(row) for row in rows}


def store(session: Session, *rows: dict[str, Any]) -> list[int]:
    """Batches with these values that were last changed long ago; their ids."""
    [ids] = bulk.allocate_ids(session, [BATCHES], len(rows))
    numbered = [{"id": id, "updated_at": STALE, **row} for id, row in zip(ids, rows, strict=True)]
    bulk.insert_rows(session, BATCHES, numbered)
    return ids


def test_what_a_new_row_leaves_out_gets_its_default(session: Session, product: int) -> None:
    rows = [
        {"name": "plain", "product_id": product},
        {"name": "full", "product_id": product, "is_current": False, "config": {"a": 1}},
        {"name": "null", "product_id": product, "is_current": None, "donor": "D"},
    ]
    bulk.insert_rows(session, PROGRAMS, rows)
    stored = session.execute(text("SELECT name, is_current, config, donor FROM program"))
    assert {tuple(map(repr, row)) for row in stored} == {
        ("'plain'", "True", "{}", "None"),
        ("'full'", "False", "{'a': 1}", "None"),
        ("'null'", "None", "{}", "'D'"),
    }


def test_each_row_changes_in_its_own_columns_in_one_statement(
    session: Session, sent: list[str]
) -> None:
    a, b, c = store(session, *({"batch_id": code, "name": code, "system": "s"} for code in "abc"))
    del sent[:]
    changed = bulk.update_rows(
        session,
        BATCHES,
        [
            {"id": a, "name": "A"},
            {"id": b, "system": None, "start_date": "2026-06-01"},
            {"id": c, "name": "c", "contact_hours_per_week": 3},
        ],
    )
    assert changed == {a, b, c}
    assert len(sent) == 1
    kept = ("name", "system", "contact_hours_per_week")
    assert {code: [row[name] for name in kept] for code, row in batches(session).items()} == {
        "a": ["A", "s", None],
        "b": ["b", None, None],
        "c": ["c", "s", 3],
    }


def test_rows_that_stay_the_same_are_not_touched(session: Session) -> None:
    a, b = store(session, {"batch_id": "a", "name": "a"}, {"batch_id": "b", "name": "b"})
    rows = [{"id": a, "name": "a"}, {"id": b, "name": "b", "system": "s"}]
    assert bulk.update_rows(session, BATCHES, rows) == {b}
    times = {code: str(row["updated_at"]) for code, row in batches(session).items()}
    assert times["a"] == STALE
    assert times["b"] != STALE
    assert bulk.update_rows(session, BATCHES, rows) == set()


def test_rows_without_a_change_need_no_statement(session: Session, sent: list[str]) -> None:
    [id] = store(session, {"batch_id": "a"})
    del sent[:]
    assert bulk.update_rows(session, BATCHES, [{"id": id}]) == set()
    assert bulk.update_rows(session, BATCHES, []) == set()
    assert sent == []


@pytest.mark.parametrize(
    ("stored", "given", "after"),
    [
        ({"a": 1, "b": {"c": 2}}, {"b": 3}, {"a": 1, "b": 3}),
        (None, {"b": 3}, {"b": 3}),
        ([1], {"b": 3}, {"b": 3}),
        ({"a": 1}, {}, {"a": 1}),
    ],
)
def test_an_object_is_added_to_the_stored_one(
    session: Session, stored: Any, given: dict[str, Any], after: dict[str, Any]
) -> None:
    a, b = store(session, {"batch_id": "a", "metadata": stored}, {"batch_id": "b"})
    rows = [{"id": a, "metadata": given}, {"id": b, "name": "B"}]
    bulk.update_rows(session, BATCHES, rows, merged=("metadata",))
    assert batches(session)["a"]["metadata"] == after
    assert batches(session)["b"]["metadata"] == {}


@pytest.mark.parametrize(
    "texts",
    [
        [],
        [""],
        ["NULL", "null", "a,b", "{a}", " a ", "\t\n"],
        ['"', "\\", '\\"', "'", "%s", ":name", "é😀"],
    ],
)
def test_texts_travel_as_they_are(session: Session, texts: list[str]) -> None:
    query = text("SELECT CAST(:texts AS text[])")
    assert session.scalar(query, {"texts": bulk.text_array(texts)}) == texts
