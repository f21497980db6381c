"""The import type `subject_addition`: subjects are known by their English name."""

from typing import Any

import pytest
from sqlalchemy import Engine, text

from tests.engine.conftest import Take
from tests.engine.types.bringing import Bringer, changed_tables, snapshot


@pytest.fixture
def clerk(take: Take, engine: Engine) -> Bringer:
    return Bringer(take, engine, "subject_addition")


def subjects(engine: Engine) -> dict[str, tuple[Any, ...]]:
    """Code and whole name of every subject, by the first name."""
    query = text("SELECT name -> 0 ->> 'subject', code, name FROM subject")
    with engine.connect() as connection:
        return {name: tuple(row) for name, *row in connection.execute(query)}


def english(name: str) -> list[dict[str, str]]:
    return [{"lang_code": "en", "subject": name}]


def test_a_new_subject_comes_in_and_a_stored_one_changes(clerk: Bringer, engine: Engine) -> None:
    before = snapshot(engine)
    brought = clerk.bring(
        {"Subject": " Chemistry ", "code": "C"}, {"Subject": "PHYSICS", "code": "PH"}
    )
    assert brought.outcomes == ["created", "updated"]
    assert subjects(engine) == {
        "Chemistry": ("C", english("Chemistry")),
        "Maths": ("M", english("Maths")),
        "PHYSICS": ("PH", english("PHYSICS")),
    }
    assert changed_tables(before, snapshot(engine)) == {"subject"}


def test_names_in_other_languages_are_replaced(clerk: Bringer, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(
            text("""UPDATE subject SET name = '[{"lang_code": "hi", "subject": "ganit"}]' || name
                    WHERE code = 'M'""")
        )
    assert clerk.bring({"Subject": "maths"}).outcomes == ["updated"]
    assert subjects(engine)["maths"] == ("M", english("maths"))


def test_a_blank_code_is_left_as_it_is(clerk: Bringer, engine: Engine) -> None:
    brought = clerk.bring({"Subject": "Physics"}, {"Subject": "Biology", "code": " "})
    assert brought.outcomes == ["unchanged", "created"]
    assert subjects(engine)["Physics"][0] == "P"
    assert subjects(engine)["Biology"][0] is None


def test_the_same_name_twice_is_the_same_subject(clerk: Bringer, engine: Engine) -> None:
    brought = clerk.bring(
        {"Subject": "Biology", "code": "B"},
        {"Subject": "Civics", "code": "CI"},
        {"Subject": "biology", "code": "BI"},
        {"Subject": "biology"},
    )
    assert brought.outcomes == ["created", "created", "updated", "unchanged"]
    assert [report for name, report in subjects(engine).items() if name == "biology"] == [
        ("BI", english("biology"))
    ]
    assert len(subjects(engine)) == 4


def test_a_second_run_writes_nothing(clerk: Bringer, engine: Engine) -> None:
    rows = [{"Subject": "Biology", "code": "B"}, {"Subject": "physics"}]
    clerk.bring(*rows)
    before = snapshot(engine, with_times=True)
    assert clerk.bring(*rows).outcomes == ["unchanged", "unchanged"]
    assert snapshot(engine, with_times=True) == before


def test_rows_that_cannot_be_are_refused(clerk: Bringer, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(
            text("""INSERT INTO subject (name, inserted_at, updated_at)
                    SELECT '[{"lang_code": "en", "subject": "maths"}]', now(), now()""")
        )
    before = snapshot(engine)
    brought = clerk.bring({"code": "X"}, {"Subject": "MATHS", "code": "X"})
    assert brought.outcomes == ["VALUE_REQUIRED", "AMBIGUOUS"]
    assert brought.messages == [
        "Subject: Subject is blank",
        "Subject: Subject MATHS exists 2 times",
    ]
    assert snapshot(engine) == before


def test_undo_brings_everything_back(clerk: Bringer, engine: Engine) -> None:
    before = snapshot(engine)
    clerk.undo(clerk.bring({"Subject": "Biology"}, {"Subject": "PHYSICS", "code": "PH"}))
    assert snapshot(engine) == before
