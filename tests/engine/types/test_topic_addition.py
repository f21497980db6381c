"""The import type `topic_addition`: topics with their curricula and resources."""

from typing import Any

import pytest
from sqlalchemy import Engine, text

from tests.engine.conftest import Take
from tests.engine.types.bringing import Bringer, changed_tables, snapshot
from tests.rows import add_row

TOPIC = {
    "topicCode": "11P01.2",
    "topicName": " Errors ",
    "chapterCode": "11P01",
    "curriculum": "CBSE, JEE",
    "code": "V1",
}
STORED = {"topicCode": "11M01.1", "topicName": "Sets", "curriculum": "JEE"}


@pytest.fixture
def clerk(take: Take, engine: Engine) -> Bringer:
    return Bringer(take, engine, "topic_addition")


def topics(engine: Engine) -> dict[str, tuple[Any, ...]]:
    """English name, chapter, curricula and resources of every topic, by its code."""
    query = text("""
        SELECT t.code, t.name, c.code,
            ARRAY(SELECT k.name FROM topic_curriculum AS l
                  JOIN curriculum AS k ON k.id = l.curriculum_id
                  WHERE l.topic_id = t.id ORDER BY k.name),
            ARRAY(SELECT r.code FROM resource_topic AS l JOIN resource AS r ON r.id = l.resource_id
                  WHERE l.topic_id = t.id ORDER BY r.code)
        FROM topic AS t LEFT JOIN chapter AS c ON c.id = t.chapter_id
    """)
    with engine.connect() as connection:
        return {code: (only_name(name), *row) for code, name, *row in connection.execute(query)}


def only_name(name: list[dict[str, str]]) -> str:
    [entry] = name
    assert entry.keys() == {"lang_code", "topic"}
    assert entry["lang_code"] == "en"
    return entry["topic"]


def test_a_new_topic_comes_in_with_its_links(clerk: Bringer, engine: Engine) -> None:
    before = snapshot(engine)
    assert clerk.bring(TOPIC).outcomes == ["created"]
    assert topics(engine)["11P01.2"] == ("Errors", "11P01", ["CBSE", "JEE"], ["V1"])
    assert changed_tables(before, snapshot(engine)) == {
        "topic",
        "topic_curriculum",
        "resource_topic",
    }


def test_a_stored_topic_changes_and_keeps_its_links(clerk: Bringer, engine: Engine) -> None:
    clerk.bring(TOPIC)
    changed = TOPIC | {"topicName": "Error", "curriculum": "JEE", "code": "D1", "chapterCode": ""}
    assert clerk.bring(changed).outcomes == ["updated"]
    assert topics(engine)["11P01.2"] == ("Error", "11P01", ["CBSE", "JEE"], ["D1", "V1"])


@pytest.mark.parametrize("cells", [{"curriculum": "JEE,CBSE"}, {"code": "D1"}])
def test_a_link_more_is_a_change(clerk: Bringer, engine: Engine, cells: dict[str, str]) -> None:
    plain = {"topicCode": "11M01.1", "topicName": "11M01.1", "curriculum": "JEE", "code": "V1"}
    clerk.bring(plain)
    assert clerk.bring(plain | cells, plain).outcomes == ["updated", "unchanged"]


@pytest.mark.parametrize("blank", ["topicCode", "topicName"])
def test_a_row_without_code_or_name_is_skipped(clerk: Bringer, engine: Engine, blank: str) -> None:
    before = snapshot(engine)
    assert clerk.bring(TOPIC | {blank: " "}, {blank: "", "code": "V1"}).outcomes == ["skipped"] * 2
    assert snapshot(engine) == before


@pytest.mark.parametrize(
    ("cells", "code"),
    [({"chapterCode": "X"}, "CHAPTER_NOT_FOUND"), ({"code": "X"}, "RESOURCE_NOT_FOUND")],
)
def test_an_unknown_chapter_or_resource_is_left_out_with_a_remark(
    clerk: Bringer, engine: Engine, cells: dict[str, str], code: str
) -> None:
    [report] = clerk.bring(TOPIC | cells).reports
    assert (report["outcome"], report["code"], report["value"]) == ("created", code, "X")
    _, chapter, _, resources = topics(engine)["11P01.2"]
    assert (chapter is None) == ("chapterCode" in cells)
    assert (resources == []) == ("code" in cells)


def test_the_same_code_twice_is_the_same_topic(clerk: Bringer, engine: Engine) -> None:
    brought = clerk.bring(
        TOPIC | {"curriculum": "CBSE", "code": ""},
        TOPIC | {"curriculum": "JEE,JEE", "code": "D1"},
        TOPIC | {"curriculum": "CBSE", "topicName": "Errors"},
        TOPIC,
    )
    assert brought.outcomes == ["created", "updated", "updated", "unchanged"]
    assert topics(engine)["11P01.2"] == ("Errors", "11P01", ["CBSE", "JEE"], ["D1", "V1"])


REFUSALS = [
    ({"curriculum": " "}, "VALUE_REQUIRED", "curriculum is blank", None),
    ({"curriculum": " , "}, "INVALID_FIELDS", "names nothing", ","),
    ({"curriculum": "CBSE, JE"}, "CURRICULUM_NOT_FOUND", "JE not found; nearest: JEE", "JE"),
    ({"topicCode": "TWICE"}, "AMBIGUOUS", "Topic TWICE exists 2 times", "TWICE"),
    ({"chapterCode": "TWICE"}, "AMBIGUOUS", "Chapter TWICE exists 2 times", "TWICE"),
]


@pytest.mark.parametrize(("cells", "code", "told", "value"), REFUSALS)
def test_rows_that_cannot_be_are_refused(
    clerk: Bringer, engine: Engine, cells: dict[str, str], code: str, told: str, value: str | None
) -> None:
    with engine.begin() as connection:
        for _ in range(2):
            add_row(connection, "topic", code="TWICE")
            add_row(connection, "chapter", code="TWICE")
    before = snapshot(engine)
    bad, good = clerk.bring(TOPIC | cells, STORED).reports
    assert (bad["outcome"], bad["code"], bad["column"]) == ("failed", code, next(iter(cells)))
    assert told in bad["message"]
    assert (bad["value"] or "").strip() == (value or "")
    assert good["outcome"] == "updated"
    assert changed_tables(before, snapshot(engine)) == {"topic", "topic_curriculum"}


def test_every_unknown_curriculum_is_named(clerk: Bringer) -> None:
    [message] = clerk.bring(TOPIC | {"curriculum": "CBS, JEE, J"}).messages
    assert "CBS not found" in message
    assert "J not found" in message


def test_a_second_run_writes_nothing(clerk: Bringer, engine: Engine) -> None:
    clerk.bring(TOPIC, STORED)
    before = snapshot(engine, with_times=True)
    assert clerk.bring(TOPIC, STORED).outcomes == ["unchanged", "unchanged"]
    assert snapshot(engine, with_times=True) == before


def test_undo_brings_everything_back(clerk: Bringer, engine: Engine) -> None:
    before = snapshot(engine)
    clerk.undo(clerk.bring(TOPIC, STORED | {"code": "D1"}))
    assert snapshot(engine) == before
