"""The import type `resource_addition`: resources with their places, chapters and topics."""

from typing import Any

import pytest
from sqlalchemy import Engine, text

from tests.engine.conftest import Take
from tests.engine.types.bringing import Bringer, changed_tables, snapshot
from tests.rows import add_row

RESOURCE = {
    "code": "V2",
    "resourceType": " video ",
    "resourceSubType": "lecture",
    "resourceName": "Motion",
    "resourceLink": " https://example.org/v/2 ",
    "resourceSource": "youtube",
    "resourcePurpose": "Practice,Learning",
    "curriculum": "CBSE,JEE",
    "grade": "11",
    "subject": "physics",
    "chapterCode": "11P01",
    "topicCode": "11P01.1",
}
STORED = {
    "code": "V1",
    "resourceType": "video",
    "resourceName": "V1",
    "resourceLink": "V1",
    "curriculum": "JEE",
    "subject": "Maths",
}


@pytest.fixture
def clerk(take: Take, engine: Engine) -> Bringer:
    return Bringer(take, engine, "resource_addition")


def resource(engine: Engine, code: str) -> dict[str, Any]:
    query = text("""
        SELECT r.type, r.subtype, r.name, r.type_params, r.source,
            ARRAY(SELECT p.name FROM unnest(r.purpose_ids) WITH ORDINALITY AS u(id, n)
                  JOIN purpose AS p USING (id) ORDER BY n) AS purposes
        FROM resource AS r WHERE r.code = :code
    """)
    with engine.connect() as connection:
        return dict(connection.execute(query, {"code": code}).mappings().one())


def places(engine: Engine, code: str) -> set[tuple[str, int | None, str | None]]:
    """Curriculum, grade number and subject code of every place."""
    query = text("""
        SELECT c.name, g.number, s.code FROM resource AS r
        JOIN resource_curriculum AS l ON l.resource_id = r.id
        JOIN curriculum AS c ON c.id = l.curriculum_id
        LEFT JOIN grade AS g ON g.id = l.grade_id LEFT JOIN subject AS s ON s.id = l.subject_id
        WHERE r.code = :code
    """)
    with engine.connect() as connection:
        rows = [tuple(row) for row in connection.execute(query, {"code": code})]
        assert len(rows) == len(set(rows))
        return set(rows)


def links(engine: Engine, code: str) -> tuple[list[str], list[str]]:
    """The codes of the chapters and of the topics."""
    query = """
        SELECT t.code FROM resource_{0} AS l JOIN resource AS r ON r.id = l.resource_id
        JOIN {0} AS t ON t.id = l.{0}_id WHERE r.code = :code ORDER BY 1
    """
    with engine.connect() as connection:
        chapters, topics = (
            list(connection.scalars(text(query.format(kind)), {"code": code}))
            for kind in ("chapter", "topic")
        )
        return chapters, topics


def test_a_new_resource_comes_in_with_everything(clerk: Bringer, engine: Engine) -> None:
    before = snapshot(engine)
    assert clerk.bring(RESOURCE).outcomes == ["created"]
    assert resource(engine, "V2") == {
        "type": "video",
        "subtype": "lecture",
        "name": [{"lang_code": "en", "resource": "Motion"}],
        "type_params": {"src_link": "https://example.org/v/2"},
        "source": "youtube",
        "purposes": ["Practice", "Learning"],
    }
    assert places(engine, "V2") == {("CBSE", 11, "P"), ("JEE", 11, "P")}
    assert links(engine, "V2") == ([], ["11P01.1"])
    assert changed_tables(before, snapshot(engine)) == {
        "resource",
        "resource_curriculum",
        "resource_topic",
    }


def test_only_without_topic_the_chapter_is_linked(clerk: Bringer, engine: Engine) -> None:
    clerk.bring(RESOURCE | {"topicCode": ""}, STORED | {"chapterCode": "11M01", "topicCode": "X"})
    assert links(engine, "V2") == (["11P01"], [])
    assert links(engine, "V1") == (["11M01"], [])


def test_a_stored_resource_changes_and_keeps_the_rest(clerk: Bringer, engine: Engine) -> None:
    clerk.bring(RESOURCE)
    with engine.begin() as connection:
        connection.execute(
            text("""UPDATE resource SET type_params = type_params || '{"length": 60}',
                    learning_objective_ids = '{7}' WHERE code = 'V2'""")
        )
    changed = {**STORED, "code": "V2", "resourceLink": "new", "topicCode": "11M01.1", "grade": "12"}
    assert clerk.bring(changed).outcomes == ["updated"]
    after = resource(engine, "V2")
    assert after["type_params"] == {"src_link": "new", "length": 60}
    assert after["subtype"] == "lecture"
    assert after["purposes"] == ["Practice", "Learning"]
    assert places(engine, "V2") == {("CBSE", 11, "P"), ("JEE", 12, "M")}
    assert links(engine, "V2") == ([], ["11M01.1", "11P01.1"])


@pytest.mark.parametrize(
    "cells",
    [
        {"curriculum": "CBSE"},
        {"grade": "12"},
        {"subject": "Physics"},
        {"topicCode": "11M01.1"},
        {"chapterCode": "11P01"},
        {"resourcePurpose": "Practice"},
    ],
)
def test_every_cell_that_matters_is_a_change(clerk: Bringer, cells: dict[str, str]) -> None:
    clerk.bring(STORED)
    assert clerk.bring(STORED | cells, STORED | cells).outcomes == ["updated", "unchanged"]


def test_a_blank_grade_or_subject_stays_as_it_is(clerk: Bringer, engine: Engine) -> None:
    clerk.bring(RESOURCE)
    assert clerk.bring(RESOURCE | {"grade": "", "subject": ""}).outcomes == ["unchanged"]
    assert places(engine, "V2") == {("CBSE", 11, "P"), ("JEE", 11, "P")}


UNKNOWN = [
    ({"grade": "13"}, "GRADE_NOT_FOUND", "13"),
    ({"subject": "Phisics"}, "SUBJECT_NOT_FOUND", "Phisics"),
    ({"topicCode": "X"}, "TOPIC_NOT_FOUND", "X"),
    ({"chapterCode": "X"}, "CHAPTER_NOT_FOUND", "X"),
    ({"resourcePurpose": "Practise,Learning"}, "PURPOSE_NOT_FOUND", "Practise"),
]


@pytest.mark.parametrize(("cells", "code", "value"), UNKNOWN)
def test_what_is_unknown_is_left_out_with_a_remark(
    clerk: Bringer, engine: Engine, cells: dict[str, str], code: str, value: str
) -> None:
    [report] = clerk.bring(RESOURCE | cells).reports
    assert (report["outcome"], report["code"], report["value"]) == ("created", code, value)
    assert report["message"].endswith("; left out")
    expected = {"GRADE_NOT_FOUND": (None, "P"), "SUBJECT_NOT_FOUND": (11, None)}
    assert ("JEE", *expected.get(code, (11, "P"))) in places(engine, "V2")
    if code == "PURPOSE_NOT_FOUND":
        assert resource(engine, "V2")["purposes"] == ["Learning"]


def test_the_same_code_twice_is_the_same_resource(clerk: Bringer, engine: Engine) -> None:
    brought = clerk.bring(
        RESOURCE | {"curriculum": "CBSE"},
        STORED,
        RESOURCE | {"resourceName": "Movement", "grade": "12", "subject": ""},
        RESOURCE | {"resourceName": "Movement", "grade": ""},
    )
    assert brought.outcomes == ["created", "updated", "updated", "updated"]
    assert places(engine, "V2") == {("CBSE", 12, "P"), ("JEE", 12, "P")}
    assert resource(engine, "V2")["name"] == [{"lang_code": "en", "resource": "Movement"}]


REFUSALS = [
    ({"code": ""}, "VALUE_REQUIRED", "code is blank"),
    ({"resourceType": " "}, "VALUE_REQUIRED", "resourceType is blank"),
    ({"resourceLink": ""}, "VALUE_REQUIRED", "resourceLink is blank"),
    ({"resourceName": ""}, "VALUE_REQUIRED", "resourceName is blank"),
    ({"curriculum": ""}, "VALUE_REQUIRED", "curriculum is blank"),
    ({"curriculum": "JE"}, "CURRICULUM_NOT_FOUND", "Curriculum JE not found; nearest: JEE"),
    ({"code": "TWICE"}, "AMBIGUOUS", "Resource TWICE exists 2 times"),
    ({"resourceSource": "s" * 256}, "INVALID_FIELDS", "at most 255"),
]


@pytest.mark.parametrize(("cells", "code", "told"), REFUSALS)
def test_rows_that_cannot_be_are_refused(
    clerk: Bringer, engine: Engine, cells: dict[str, str], code: str, told: str
) -> None:
    with engine.begin() as connection:
        for _ in range(2):
            add_row(connection, "resource", code="TWICE")
    before = snapshot(engine)
    [report] = clerk.bring(RESOURCE | cells).reports
    assert (report["outcome"], report["code"], report["column"]) == (
        "failed",
        code,
        next(iter(cells)),
    )
    assert told in report["message"]
    assert snapshot(engine) == before


def test_of_several_places_in_a_curriculum_one_must_be_meant(
    clerk: Bringer, engine: Engine
) -> None:
    clerk.bring(RESOURCE)
    with engine.begin() as connection:
        connection.execute(
            text("""
                INSERT INTO resource_curriculum
                    (resource_id, curriculum_id, grade_id, subject_id, inserted_at, updated_at)
                SELECT resource_id, curriculum_id, (SELECT id FROM grade WHERE number = 12),
                    subject_id, now(), now() FROM resource_curriculum
            """)
        )
    before = snapshot(engine)
    brought = clerk.bring(
        RESOURCE | {"grade": "12"},
        RESOURCE | {"subject": "Maths", "curriculum": "CBSE"},
        RESOURCE | {"grade": ""},
    )
    assert brought.outcomes == ["unchanged", "AMBIGUOUS", "unchanged"]
    assert brought.reports[1]["column"] == "curriculum"
    assert snapshot(engine) == before


def test_a_second_run_writes_nothing(clerk: Bringer, engine: Engine) -> None:
    clerk.bring(RESOURCE, STORED)
    before = snapshot(engine, with_times=True)
    assert clerk.bring(RESOURCE, STORED).outcomes == ["unchanged", "unchanged"]
    assert snapshot(engine, with_times=True) == before


def test_undo_brings_everything_back(clerk: Bringer, engine: Engine) -> None:
    clerk.bring(STORED | {"grade": "11", "topicCode": "11M01.1"})
    before = snapshot(engine)
    clerk.undo(clerk.bring(RESOURCE, STORED | {"grade": "12", "chapterCode": "11M01"}))
    assert snapshot(engine) == before
