"""What holds of every import type, tried on the scenario that each has."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain, repeat
from typing import Any

import pytest

from dbservice.db import db
from dbservice.imports import runner
from dbservice.imports.rows import Row
from tests.engine.types.essence import essence
from tests.engine.types.scenario import Bad, Cells, Scenario
from tests.engine.types.stage import Contents, Stage, without_updates
from tests.statements import sent_statements

MOST_STATEMENTS = 20  # for 500 rows


def test_good_rows_go_in(stage: Stage, scenario: Scenario) -> None:
    before = stage.open(scenario)
    import_id = stage.run(scenario.rows(8))
    assert stage.verdicts(import_id) == [(scenario.outcome, None)] * 8
    facts = stage.facts(import_id)
    assert (facts["status"], facts["processed_rows"], facts["error_count"]) == ("completed", 8, 0)
    assert stage.contents() != before


def test_it_writes_the_tables_that_it_says(stage: Stage, scenario: Scenario) -> None:
    before = stage.open(scenario)
    import_id = stage.run([*scenario.rows(8), *variants(scenario)])
    after = stage.contents()
    differing = {table for table in before if before[table] != after[table]}
    assert differing | stage.changed_tables(import_id) == set(scenario.import_type.writes)


def test_bad_rows_are_refused_and_leave_nothing(stage: Stage, scenario: Scenario) -> None:
    bad = scenario.bad_rows()
    before = stage.open(scenario, count=len(bad))
    import_id = stage.run(bad_row(scenario, number, bad[number]) for number in bad)
    for report, one in zip(stage.reports(import_id), bad.values(), strict=True):
        expect_refusal(report, one)
    assert stage.contents() == before
    assert stage.changed_tables(import_id) == set()
    facts = stage.facts(import_id)
    counted = (facts["status"], facts["processed_rows"], facts["error_count"])
    assert counted == ("failed", 0, len(bad))


def test_what_is_remarkable_about_a_row_is_told(stage: Stage, scenario: Scenario) -> None:
    stage.open(scenario)
    for one in scenario.remarked:
        [report] = stage.reports(stage.run([scenario.row(0, **one.cells)]))
        assert report["outcome"] != "failed"
        assert (report["code"], report["column"]) == (one.code, one.column)
        assert one.told in report["message"]


def test_rows_that_what_is_stored_forbids_leave_nothing(stage: Stage, scenario: Scenario) -> None:
    for bad in scenario.bad:
        if bad.given is None:
            continue
        stage.open(scenario)
        stage.change(bad.given)
        before = stage.contents()
        [report] = stage.reports(stage.run([bad_row(scenario, 0, bad)]))
        expect_refusal(report, bad)
        assert stage.contents() == before


def test_a_blank_cell_is_refused_or_left_out(stage: Stage, scenario: Scenario) -> None:
    headers = scenario.import_type.headers()
    before = stage.open(scenario, count=len(headers) + 1)
    rows = [scenario.row(number, **{header: " \t"}) for number, header in enumerate(headers, 1)]
    import_id = stage.run([*rows, scenario.row(0)])
    refused = {
        headers[report["row_number"] - 2]: report["code"]
        for report in stage.reports(import_id)
        if report["outcome"] == "failed"
    }
    assert refused == scenario.needed
    expect_nothing_cleared(before, stage.contents())


def test_the_blank_cell_is_named(stage: Stage, scenario: Scenario) -> None:
    stage.open(scenario)
    for header, code in scenario.needed.items():
        [report] = stage.reports(stage.run([scenario.row(0, **{header: ""})]))
        assert (report["code"], report["column"]) == (code, header)
        assert header in report["message"]
        assert "blank" in report["message"]


def test_a_row_can_be_sparse(stage: Stage, scenario: Scenario) -> None:
    before = stage.open(scenario)
    import_id = stage.run([scenario.sparse_row(0)])
    assert stage.verdicts(import_id) == [(scenario.sparse, None)]
    expect_nothing_cleared(before, stage.contents())


def test_the_same_row_twice_in_a_sheet(stage: Stage, scenario: Scenario) -> None:
    stage.open(scenario)
    import_id = stage.run([*scenario.rows(3), scenario.row(0)])
    assert stage.verdicts(import_id) == [(scenario.outcome, None)] * 3 + [scenario.twice]


def test_the_same_sheet_again(stage: Stage, scenario: Scenario) -> None:
    stage.open(scenario)
    stage.run(scenario.rows(5))
    after_once = stage.contents()
    import_id = stage.run(scenario.rows(5))
    assert stage.verdicts(import_id) == [scenario.again] * 5
    if scenario.again[0] in ("unchanged", "failed"):
        assert stage.contents() == after_once
        assert stage.changed_tables(import_id) == set()


def test_a_preview_changes_nothing_and_foretells_the_run(stage: Stage, scenario: Scenario) -> None:
    sheet = mixed(scenario)
    before = stage.open(scenario, count=len(sheet))
    foretold = stage.preview(sheet)
    assert stage.contents() == before
    assert foretold == stage.reports(stage.run(sheet))


def test_undo_brings_everything_back(stage: Stage, scenario: Scenario) -> None:
    before = stage.open(scenario)
    import_id = stage.run([*scenario.rows(5), *variants(scenario), scenario.row(0)])
    stage.take_back(import_id)
    assert without_updates(stage.contents()) == without_updates(before)


def test_a_stopped_import_resumes_where_it_was(stage: Stage, scenario: Scenario) -> None:
    sheet = mixed(scenario)
    before = stage.open(scenario, count=len(sheet))
    import_id = stage.run(sheet)
    expected = essence(stage.contents(), before), verdict_of_each(stage, import_id)
    stage.open(scenario, count=len(sheet))
    asked = iter((False, False))
    import_id = stage.run(sheet, chunk_rows=2, winding_down=lambda: next(asked, True))
    taken = stage.facts(import_id)
    assert (taken["status"], taken["next_row"]) == ("processing", 6)
    resumed = stage.stop_and_resume(import_id)
    assert stage.facts(resumed)["status"] in ("completed", "failed")
    verdicts = verdict_of_each(stage, import_id, resumed)
    assert (essence(stage.contents(), before), verdicts) == expected


def test_start_row_leaves_the_rows_before_it_alone(stage: Stage, scenario: Scenario) -> None:
    before = stage.open(scenario)
    stage.run(scenario.rows(6)[3:])
    expected = essence(stage.contents(), before)
    stage.open(scenario)
    import_id = stage.run(scenario.rows(6), start_row=5)
    facts = stage.facts(import_id)
    assert (facts["total_rows"], facts["processed_rows"]) == (3, 3)
    assert essence(stage.contents(), before) == expected


@pytest.mark.parametrize(("on_error", "taken"), [("continue", 3), ("stop", 2)])
def test_at_a_bad_row_the_good_ones_stay(
    stage: Stage, scenario: Scenario, on_error: str, taken: int
) -> None:
    before = stage.open(scenario)
    stage.run(scenario.rows(taken))
    expected = essence(stage.contents(), before)
    stage.open(scenario)
    import_id = stage.run(with_a_bad_one(scenario), on_error=on_error)
    facts = stage.facts(import_id)
    assert (facts["processed_rows"], facts["error_count"]) == (taken, 1)
    assert facts["status"] == ("failed" if on_error == "stop" else "completed")
    assert essence(stage.contents(), before) == expected


def test_all_or_nothing(stage: Stage, scenario: Scenario) -> None:
    before = stage.open(scenario)
    import_id = stage.run(with_a_bad_one(scenario), on_error="all_or_nothing", chunk_rows=1)
    facts = stage.facts(import_id)
    counted = (facts["status"], facts["processed_rows"], facts["error_count"])
    assert counted == ("failed", 0, 1)
    assert stage.contents() == before
    import_id = stage.run(scenario.rows(4), on_error="all_or_nothing", chunk_rows=2)
    assert (stage.facts(import_id)["status"], stage.facts(import_id)["processed_rows"]) == (
        "completed",
        4,
    )


def test_five_hundred_rows_take_few_statements(
    stage: Stage, scenario: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One row is a chunk of its own, so that what every import does once is not counted."""
    stage.open(scenario, count=501)
    monkeypatch.setattr(runner, "growing", lambda most: chain([1], repeat(most)))
    with sent_statements(db.engine) as sent:
        marks: list[int] = []
        import_id = stage.run(
            scenario.rows(501), chunk_rows=500, winding_down=lambda: bool(marks.append(len(sent)))
        )
    assert stage.facts(import_id)["processed_rows"] == 501
    assert len(marks) == 2
    *chunk, _complete, _free = sent[marks[1] :]
    assert len(chunk) <= MOST_STATEMENTS, "\n".join(chunk)


def test_rows_are_let_go_of(stage: Stage, scenario: Scenario) -> None:
    """No circle keeps them, and with them their chunk, until a collection that comes late."""
    sheet = mixed(scenario)
    stage.open(scenario, count=len(sheet))
    with collected_after() as garbage:
        stage.run(sheet)
    assert not [one for one in garbage if isinstance(one, Row)]


@contextmanager
def collected_after() -> Iterator[list[object]]:
    """What a collection finds that nothing refers to any more, of what is made inside."""
    gc.collect()
    gc.disable()
    found: list[object] = []
    try:
        yield found
        gc.set_debug(gc.DEBUG_SAVEALL)
        gc.collect()
        found += gc.garbage
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()


def bad_row(scenario: Scenario, number: int, bad: Bad) -> Cells:
    return scenario.row(number, **bad.cells)


def variants(scenario: Scenario) -> list[Cells]:
    """Other good rows, some with a remark."""
    remarked = (one.cells for one in scenario.remarked)
    return [scenario.row(2, **cells) for cells in (*scenario.variants, *remarked)]


def mixed(scenario: Scenario) -> list[Cells | None]:
    """Good rows, bad ones, blank ones, and some that are there twice."""
    bad = scenario.bad_rows()
    return [
        scenario.row(0),
        None,
        *(bad_row(scenario, number + 3, bad[number]) for number in bad),
        scenario.row(1),
        scenario.row(0),
        *variants(scenario),
        scenario.sparse_row(1),
        scenario.row(2),
    ]


def with_a_bad_one(scenario: Scenario) -> list[Cells]:
    first, second, third, fourth = scenario.rows(4)
    return [first, second, {**fourth, **scenario.bad_rows()[0].cells}, third]


def expect_refusal(report: dict[str, Any], bad: Bad) -> None:
    found = (report["outcome"], report["code"], report["column"])
    assert found == ("failed", bad.code, bad.column), report["message"]
    assert bad.told in report["message"]


def expect_nothing_cleared(before: Contents, after: Contents) -> None:
    """No cell that had a value is null; a record that goes on has no end again, and that is all."""
    cleared = {
        (table, column)
        for table, rows in before.items()
        for id, row in rows.items()
        for column, value in row.items()
        if value is not None and id in after[table] and after[table][id][column] is None
    }
    assert cleared <= {("enrollment_record", "end_date")}


def verdict_of_each(stage: Stage, *chain_: int) -> dict[int, tuple[str, str | None]]:
    """What was first said of each row, of failed rows only that they failed."""
    verdicts: dict[int, tuple[str, str | None]] = {}
    for import_id in reversed(chain_):
        for report in stage.reports(import_id):
            verdicts[report["row_number"]] = (report["outcome"], report["code"])
    return verdicts
