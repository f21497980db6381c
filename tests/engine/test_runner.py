"""Running: the modes at a bad row, stopping, resuming, taking turns, and who may run."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import Engine, event, text

from dbservice.config import Settings
from dbservice.db import db, transaction
from dbservice.errors import Conflict, NotFound
from dbservice.imports import control, lease, runner
from dbservice.imports.lease import Ending, Work
from tests.engine import world
from tests.engine.conftest import Take

BAD = {"school_code": "NOWHERE"}


def twenty(*bad: int) -> bytes:
    """Twenty rows, 2 to 21, of which the rows of these numbers are bad."""
    return world.sheet(
        world.student(number, **(BAD if number in bad else {})) for number in range(2, 22)
    )


def students(engine: Engine) -> list[str]:
    return [person["student"]["student_id"] for person in world.people(engine)]


def test_continue_takes_the_good_rows_and_reports_the_bad(take: Take, engine: Engine) -> None:
    import_id = world.begin(twenty(5, 16))
    assert take(import_id) is Ending.FINAL
    facts = world.facts_of(engine, import_id)
    assert (facts["status"], facts["total_rows"]) == ("completed", 20)
    assert (facts["processed_rows"], facts["error_count"], facts["skipped_rows"]) == (18, 2, 0)
    assert [error["row"] for error in facts["error_details"]] == [5, 16]
    assert len(students(engine)) == 18
    assert facts["completed_at"] is not None


def test_stop_ends_at_the_first_bad_row_and_keeps_those_before(take: Take, engine: Engine) -> None:
    import_id = world.begin(twenty(12, 14), on_error="stop")
    take(import_id)
    facts = world.facts_of(engine, import_id)
    assert (facts["status"], facts["processed_rows"], facts["error_count"]) == ("failed", 10, 1)
    assert students(engine) == [f"S{number:05d}" for number in range(2, 12)]
    assert max(world.outcomes(engine, import_id)) == 12


def test_all_or_nothing_leaves_nothing_at_a_bad_row(take: Take, engine: Engine) -> None:
    before = world.counts(engine)
    import_id = world.begin(twenty(18), on_error="all_or_nothing")
    take(import_id)
    facts = world.facts_of(engine, import_id)
    assert (facts["status"], facts["processed_rows"], facts["error_count"]) == ("failed", 0, 1)
    assert facts["error_details"][0]["code"] == "SCHOOL_NOT_FOUND"
    assert world.counts(engine) == before | {"import_row": 1}


def test_all_or_nothing_takes_a_clean_sheet(take: Take, engine: Engine) -> None:
    import_id = world.begin(twenty(), on_error="all_or_nothing")
    take(import_id)
    facts = world.facts_of(engine, import_id)
    assert (facts["status"], facts["processed_rows"], facts["next_row"]) == ("completed", 20, 22)
    assert len(students(engine)) == 20


def test_blank_rows_are_skipped_and_keep_the_numbering(take: Take, engine: Engine) -> None:
    rows = [world.student(1), None, {"user_city": " \t"}, world.student(2, **BAD), world.student(3)]
    import_id = world.begin(world.sheet(rows))
    take(import_id)
    assert world.outcomes(engine, import_id) == {
        2: ("created", None),
        3: ("skipped", None),
        4: ("skipped", None),
        5: ("failed", "SCHOOL_NOT_FOUND"),
        6: ("created", None),
    }
    facts = world.facts_of(engine, import_id)
    assert (facts["processed_rows"], facts["skipped_rows"], facts["total_rows"]) == (2, 2, 5)


def test_a_sheet_of_bad_rows_only_has_failed(take: Take, engine: Engine) -> None:
    import_id = world.begin(twenty(*range(2, 22)))
    take(import_id)
    assert world.facts_of(engine, import_id)["status"] == "failed"


def test_start_row_leaves_the_rows_before_it_alone(take: Take, engine: Engine) -> None:
    import_id = world.begin(twenty(), start_row=15)
    take(import_id)
    facts = world.facts_of(engine, import_id)
    assert (facts["total_rows"], facts["processed_rows"]) == (7, 7)
    assert students(engine)[0] == "S00015"


def test_turns_add_up_to_the_whole(settings: Settings, organisation: None, engine: Engine) -> None:
    import_id = world.begin(twenty())
    endings = []
    asked = 0

    def winding_down() -> bool:
        nonlocal asked
        asked += 1
        return asked % 2 == 0

    while not endings or endings[-1] is Ending.UNFINISHED:
        endings.append(runner.run(import_id, replace(settings, import_chunk_rows=3), winding_down))
    assert endings == [*[Ending.UNFINISHED] * 6, Ending.FINAL]
    assert len(students(engine)) == 20


def test_a_stopped_import_keeps_what_is_in_and_resumes(
    settings: Settings, take: Take, engine: Engine
) -> None:
    import_id = world.begin(twenty(4, 20))
    asked = iter((False, True))
    runner.run(import_id, settings, lambda: next(asked))
    with transaction() as session:
        control.stop(session, import_id, by="someone")
    assert take(import_id) is Ending.NOT_OURS
    facts = world.facts_of(engine, import_id)
    assert (facts["status"], facts["stopped_by"]) == ("stopped", "someone")
    assert (facts["processed_rows"], facts["error_count"]) == (6, 1)
    with transaction() as session:
        new_id = control.resume(session, import_id, by="someone").id
    take(new_id)
    facts = world.facts_of(engine, new_id)
    assert (facts["total_rows"], facts["processed_rows"], facts["error_count"]) == (14, 12, 2)
    assert sorted(world.outcomes(engine, new_id)) == [4, *range(9, 22)]
    assert facts["resumed_from_id"] == import_id
    assert len(students(engine)) == 18


def test_a_run_in_another_process_is_left_alone(settings: Settings, take: Take) -> None:
    import_id = world.begin(twenty())
    with lease.alone(Work.IMPORT, import_id) as connection:
        assert connection is not None
        assert runner.run(import_id, settings, lambda: False) is Ending.NOT_OURS
    assert take(import_id) is Ending.FINAL


def test_a_worker_that_lost_its_lease_writes_nothing_more(
    settings: Settings, organisation: None, engine: Engine
) -> None:
    import_id = world.begin(twenty())

    def usurp() -> bool:
        with engine.begin() as connection:
            connection.execute(text("UPDATE imports SET worker_id = 'another'"))
        return False

    assert runner.run(import_id, settings, usurp) is Ending.NOT_OURS
    assert students(engine) == []


def test_an_import_that_kills_its_workers_is_given_up(
    settings: Settings, organisation: None, engine: Engine
) -> None:
    import_id = world.begin(twenty())
    for _ in range(runner.MOST_ATTEMPTS):
        assert runner.run(import_id, settings, lambda: True) is Ending.UNFINISHED
    assert runner.run(import_id, settings, lambda: True) is Ending.FINAL
    facts = world.facts_of(engine, import_id)
    assert facts["status"] == "failed"
    assert facts["error_details"][0]["code"] == "WORKER_LOST"


def test_an_unknown_type_fails_with_a_sentence(take: Take, engine: Engine) -> None:
    import_id = world.begin(twenty())
    with engine.begin() as connection:
        connection.execute(text("UPDATE imports SET type = 'homework'"))
    take(import_id)
    facts = world.facts_of(engine, import_id)
    assert (facts["status"], facts["error_count"]) == ("failed", 1)
    assert facts["error_details"][0]["code"] == "TYPE_UNSUPPORTED"


@pytest.mark.parametrize("status", ["completed", "failed", "stopped"])
def test_what_is_over_cannot_be_stopped(organisation: None, engine: Engine, status: str) -> None:
    import_id = world.begin(twenty())
    with engine.begin() as connection:
        connection.execute(text("UPDATE imports SET status = :status"), {"status": status})
    with pytest.raises(Conflict, match=status), transaction() as session:
        control.stop(session, import_id, by="someone")
    assert world.facts_of(engine, import_id)["status"] == status


def test_what_does_not_exist_can_be_told_nothing(organisation: None) -> None:
    for tell in (control.stop, control.resume, control.request_undo):
        with pytest.raises(NotFound, match="999"), transaction() as session:
            tell(session, 999, by="someone")


def test_resuming_twice_is_refused(take: Take) -> None:
    import_id = world.begin(twenty(3))
    take(import_id)
    with transaction() as session:
        control.resume(session, import_id, by="someone")
    with pytest.raises(Conflict, match="resumed by"), transaction() as session:
        control.resume(session, import_id, by="someone")


def test_a_chunk_costs_a_fixed_number_of_statements(take: Take, settings: Settings) -> None:
    """At most 12 for 500 rows, so 24 for the thousand rows that a chunk has."""
    wide = replace(settings, import_chunk_rows=1000)
    counts = []
    for rows in (150, 350):  # two chunks: 50 and 100; three chunks: 50, 100 and 200
        sheet = world.sheet(world.student(rows * 1000 + number) for number in range(rows))
        import_id = world.begin(sheet)
        with counting(db.engine) as statements:
            runner.run(import_id, wide, lambda: False)
        counts.append(len(statements))
    assert counts[1] - counts[0] <= 15, counts


@contextmanager
def counting(engine: Engine) -> Iterator[list[str]]:
    """The statements that are sent inside, savepoints and all."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)
