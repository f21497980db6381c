"""The import type `chapter_addition`: chapters are known by their code."""

from typing import Any

import pytest
from sqlalchemy import Engine, text

from tests.engine.conftest import Take
from tests.engine.types.bringing import Bringer, changed_tables, snapshot
from tests.rows import add_row

CHAPTER = {"chapterCode": "11P02", "chapterName": "Kinematics", "grade": "11", "subject": "Physics"}
STORED = "11M01"


@pytest.fixture
def clerk(take: Take, engine: Engine) -> Bringer:
    return Bringer(take, engine, "chapter_addition")


def chapters(engine: Engine) -> dict[str, tuple[Any, ...]]:
    """Name, number of the grade and code of the subject of every chapter, by its code."""
    query = text("""
        SELECT c.code, c.name, g.number, s.code FROM chapter AS c
        LEFT JOIN grade AS g ON g.id = c.grade_id LEFT JOIN subject AS s ON s.id = c.subject_id
    """)
    with engine.connect() as connection:
        return {code: tuple(row) for code, *row in connection.execute(query)}


def english(name: str) -> list[dict[str, str]]:
    return [{"lang_code": "en", "chapter": name}]


def test_a_new_chapter_comes_in_and_a_stored_one_changes(clerk: Bringer, engine: Engine) -> None:
    before = snapshot(engine)
    changed = {"chapterCode": STORED, "chapterName": "Sets", "grade": "12th", "subject": "physics"}
    assert clerk.bring(CHAPTER, changed).outcomes == ["created", "updated"]
    assert chapters(engine)["11P02"] == (english("Kinematics"), 11, "P")
    assert chapters(engine)[STORED] == (english("Sets"), 12, "P")
    assert len(chapters(engine)) == 3
    assert changed_tables(before, snapshot(engine)) == {"chapter"}


def test_blank_cells_change_nothing(clerk: Bringer, engine: Engine) -> None:
    clerk.bring({"chapterCode": STORED, "chapterName": "Sets", "grade": "11", "subject": "Maths"})
    brought = clerk.bring({"chapterCode": STORED, "subject": "Maths", "chapterName": " "})
    assert brought.outcomes == ["unchanged"]
    assert chapters(engine)[STORED] == (english("Sets"), 11, "M")


def test_a_new_chapter_without_name_has_an_empty_one(clerk: Bringer, engine: Engine) -> None:
    clerk.bring(CHAPTER | {"chapterName": "", "grade": ""})
    assert chapters(engine)["11P02"] == (english(""), None, "P")


@pytest.mark.parametrize("grade", ["13", "eleven"])
def test_an_unknown_grade_is_left_out_with_a_remark(
    clerk: Bringer, engine: Engine, grade: str
) -> None:
    [report] = clerk.bring(CHAPTER | {"grade": grade}).reports
    assert (report["outcome"], report["code"], report["column"], report["value"]) == (
        "created",
        "GRADE_NOT_FOUND",
        "grade",
        grade,
    )
    assert report["message"].endswith("; left out")
    assert chapters(engine)["11P02"] == (english("Kinematics"), None, "P")


def test_the_same_code_twice_is_the_same_chapter(clerk: Bringer, engine: Engine) -> None:
    brought = clerk.bring(
        CHAPTER,
        CHAPTER | {"chapterCode": "11P03"},
        CHAPTER | {"chapterName": "Motion", "grade": ""},
        CHAPTER | {"chapterName": "Motion"},
    )
    assert brought.outcomes == ["created", "created", "updated", "unchanged"]
    assert chapters(engine)["11P02"] == (english("Motion"), 11, "P")
    assert brought.reports[0]["code"] is None


REFUSALS = [
    ({"chapterCode": " "}, "VALUE_REQUIRED", "chapterCode", "chapterCode is blank"),
    ({"subject": ""}, "VALUE_REQUIRED", "subject", "subject is blank"),
    ({"subject": "Phisics"}, "SUBJECT_NOT_FOUND", "subject", "nearest: Physics"),
    ({"chapterCode": "TWICE"}, "AMBIGUOUS", "chapterCode", "Chapter TWICE exists 2 times"),
    ({"subject": "Twins"}, "AMBIGUOUS", "subject", "Subject Twins exists 2 times"),
]


@pytest.mark.parametrize(("cells", "code", "column", "told"), REFUSALS)
def test_rows_that_cannot_be_are_refused(
    clerk: Bringer, engine: Engine, cells: dict[str, str], code: str, column: str, told: str
) -> None:
    with engine.begin() as connection:
        for _ in range(2):
            add_row(connection, "chapter", code="TWICE")
            add_row(connection, "subject", name=[{"lang_code": "en", "subject": "Twins"}], code="T")
    before = snapshot(engine)
    [report] = clerk.bring(CHAPTER | cells).reports
    assert (report["outcome"], report["code"], report["column"]) == ("failed", code, column)
    assert told in report["message"]
    assert snapshot(engine) == before


def test_a_second_run_writes_nothing(clerk: Bringer, engine: Engine) -> None:
    rows = [CHAPTER, {"chapterCode": STORED, "chapterName": "Sets", "subject": "Physics"}]
    clerk.bring(*rows)
    before = snapshot(engine, with_times=True)
    assert clerk.bring(*rows).outcomes == ["unchanged", "unchanged"]
    assert snapshot(engine, with_times=True) == before


def test_undo_brings_everything_back(clerk: Bringer, engine: Engine) -> None:
    before = snapshot(engine)
    changed = {"chapterCode": STORED, "chapterName": "Sets", "grade": "12", "subject": "physics"}
    clerk.undo(clerk.bring(CHAPTER, changed))
    assert snapshot(engine) == before
