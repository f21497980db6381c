"""However a sheet is cut up, the end is the same as if its rows had come one by one."""

from typing import Any

from hypothesis import given
from hypothesis import settings as tried
from hypothesis import strategies as st

from tests.engine.drawn import chances, lasting
from tests.engine.types.essence import essence
from tests.engine.types.scenario import Cells, Scenario
from tests.engine.types.stage import Contents, Stage

SUBJECTS = 4  # so few things to be about that rows meet
ROWS = 8
Sheet = list[Cells | None]


@tried(lasting, max_examples=3)
@given(data=st.data(), chunk_rows=st.sampled_from([2, 3, 50]), cut=st.integers(1, ROWS - 1))
def test_chunks_and_parts_come_to_the_same_as_single_rows(
    stage: Stage, scenario: Scenario, data: st.DataObject, chunk_rows: int, cut: int
) -> None:
    sheet = data.draw(sheets(scenario))
    before = stage.open(scenario)
    expected = imported(stage, before, sheet, chunk_rows=1)
    stage.open(scenario)
    assert imported(stage, before, sheet, chunk_rows=chunk_rows) == expected
    stage.open(scenario)
    first = stage.run(sheet[:cut])
    second = stage.run(sheet, start_row=cut + 2)
    outcomes = [outcome for outcome, _ in stage.verdicts(first) + stage.verdicts(second)]
    assert essence(stage.contents(), before) == expected[0]
    assert outcomes == [report["outcome"] for report in expected[1]]


def sheets(scenario: Scenario) -> st.SearchStrategy[Sheet]:
    """Rows of every sort in any order, some of them about the same thing."""
    spoiled = [scenario.row(0, **bad.cells) for bad in scenario.bad_rows().values()]
    varied = [scenario.row(number, **cells) for number in (0, 1) for cells in scenario.variants]
    good = scenario.rows(SUBJECTS)
    sparse = [scenario.sparse_row(number) for number in (0, 1)]
    sorts: list[Sheet] = [one for one in (good, good, varied, sparse, spoiled) if one]
    return chances.map(lambda chance: [chance.choice(chance.choice(sorts)) for _ in range(ROWS)])


def imported(
    stage: Stage, before: Contents, sheet: Sheet, *, chunk_rows: int
) -> tuple[dict[str, list[bytes]], list[dict[str, Any]]]:
    """What is stored in the end, and what was said of each row."""
    import_id = stage.run(sheet, chunk_rows=chunk_rows)
    return essence(stage.contents(), before), stage.reports(import_id)
