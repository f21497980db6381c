"""What holds of every sheet, however it is cut up and whatever happens on the way."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as tried
from hypothesis import strategies as st
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from dbservice.config import Settings
from dbservice.db import rehearsal, transaction
from dbservice.imports import control, preview, rows, undo
from dbservice.imports.attempt import apply_rows
from dbservice.imports.import_type import SheetReader
from dbservice.imports.registry import TYPES
from dbservice.services.consistency.register import exceptions
from tests.engine import drawn, world
from tests.engine.drawn import Row, lasting
from tests.engine.laboratory import DisturbedRun, Laboratory, Result

PEOPLE_TABLES = ("user", "student", "enrollment_record", "group_user")
modes = st.sampled_from(["continue", "continue", "stop", "all_or_nothing"])


@pytest.fixture
def laboratory(settings: Settings, organisation: None, engine: Engine) -> Laboratory:
    """A database that refuses some students of its own accord."""
    with engine.begin() as connection:
        connection.execute(text(drawn.REFUSE))
    return Laboratory(settings, engine)


@tried(lasting, max_examples=40)
@given(
    stored=drawn.students(),
    sheet=drawn.sheets(),
    mode=modes,
    chunk_rows=st.integers(2, 6),
    events=drawn.events(),
)
def test_nothing_that_happens_on_the_way_changes_what_comes_of_a_sheet(
    laboratory: Laboratory,
    stored: list[Row],
    sheet: list[Row],
    mode: str,
    chunk_rows: int,
    events: list[tuple[str, int]],
) -> None:
    laboratory.settled(stored)
    expected = laboratory.result(laboratory.run(sheet, chunk_rows=1, on_error=mode))
    laboratory.settled(stored)
    run = DisturbedRun(laboratory, world.begin(world.sheet(sheet), on_error=mode), chunk_rows)
    for how, at in events:
        run.disturb(how, at)
    run.finish()
    assert laboratory.result(*run.chain) == expected
    expect_sums(laboratory.engine, run.chain[-1])
    expect_invariants(laboratory.engine)


def expect_sums(engine: Engine, import_id: int) -> None:
    """The sums are those of the rows, and of a finished run that goes on they are all rows."""
    facts = world.facts_of(engine, import_id)
    reports = world.reports(engine, import_id)
    counted = Counter(one["outcome"] for one in reports)
    assert facts["processed_rows"] == counted["created"]
    assert (facts["error_count"], facts["skipped_rows"]) == (counted["failed"], counted["skipped"])
    failed = [(one["row_number"], one["message"]) for one in reports if one["code"]]
    assert [(error["row"], error["error"]) for error in facts["error_details"]] == failed
    if facts["on_error"] == "continue":
        assert len(reports) == facts["total_rows"]
    has_failed = counted["failed"] and (facts["on_error"] != "continue" or not counted["created"])
    assert facts["status"] == ("failed" if has_failed else "completed")


def expect_invariants(engine: Engine) -> None:
    with Session(engine) as session:
        assert exceptions(session) == {}


@tried(lasting, max_examples=60)
@given(stored=drawn.students(), sheet=drawn.sheets(flaws=[*drawn.BAD, *[drawn.REFUSED] * 4]))
def test_halving_finds_the_bad_rows_that_one_at_a_time_finds(
    laboratory: Laboratory, stored: list[Row], sheet: list[Row]
) -> None:
    laboratory.settled(stored)
    with rehearsal() as session:
        together = apply_rows(session, TYPES["student"], read(sheet))
    with rehearsal() as session:
        alone = [row for one in read(sheet) for row in apply_rows(session, TYPES["student"], [one])]
    assert list(map(verdict, together)) == list(map(verdict, alone))


def read(sheet: list[Row]) -> list[rows.Row]:
    headers = TYPES["student"].headers()
    reader = SheetReader(TYPES["student"], headers)
    cells = [[(row or {}).get(header, "") for header in headers] for row in sheet]
    return [reader.read(number, row) for number, row in enumerate(cells, 2)]


def verdict(row: rows.Row) -> tuple[Any, ...]:
    return row.number, row.outcome, [(problem.code, problem.field) for problem in row.problems]


@tried(lasting, max_examples=25)
@given(stored=drawn.students(), sheet=drawn.sheets(), chunk_rows=st.integers(1, 9))
def test_a_preview_changes_nothing_and_foretells_the_run(
    laboratory: Laboratory,
    stored: list[Row],
    sheet: list[Row],
    chunk_rows: int,
) -> None:
    laboratory.settled(stored)
    preview_id = request_preview(world.sheet(sheet))
    before = contents(laboratory.engine)
    preview.run(preview_id, laboratory.sized(chunk_rows), lambda: False)
    assert contents(laboratory.engine) == before
    foretold = preview_reports(laboratory.engine, preview_id)
    import_id = laboratory.run(sheet, chunk_rows=chunk_rows)
    assert foretold == world.reports(laboratory.engine, import_id)


def request_preview(content: bytes) -> int:
    with transaction() as session:
        file_id = world.stored(session, content)
        terms = {"type": "student", "start_row": 2, "on_error": "continue", "by": "tester"}
        return preview.request(session, file_id=file_id, **terms).id


def preview_reports(engine: Engine, preview_id: int) -> list[dict[str, Any]]:
    query = str(world.ROWS).replace("import_row", "import_preview_row")
    query = query.replace("import_id", "preview_id")
    with engine.connect() as connection:
        return [dict(row) for row in connection.execute(text(query), {"id": preview_id}).mappings()]


def contents(engine: Engine) -> dict[str, list[Any]]:
    """Every row that is not about the preview itself."""
    tables = (
        "user",
        "student",
        "enrollment_record",
        "group_user",
        "change_log",
        "group",
        "imports",
    )
    with engine.connect() as connection:
        return {
            table: list(
                connection.scalars(text(f'SELECT to_jsonb(t) FROM "{table}" AS t ORDER BY id'))
            )
            for table in tables
        }


@tried(lasting, max_examples=20)
@given(data=st.data(), imports=st.lists(drawn.sheets(most=8), min_size=1, max_size=4))
def test_undoing_takes_out_what_an_import_brought_in_and_nothing_else(
    laboratory: Laboratory, data: st.DataObject, imports: list[list[Row]]
) -> None:
    laboratory.empty()
    ids = [laboratory.run(sheet, chunk_rows=3) for sheet in imports]
    engine = laboratory.engine
    brought_in = {id: created(engine, id) for id in ids}
    for id in data.draw(st.permutations(ids)):
        before = rows_of_people(engine)
        if not brought_in[id]["student"]:
            continue
        with transaction() as session:
            control.request_undo(session, id, by="boss")
        undo.run(id)
        assert world.facts_of(engine, id)["undone_at"]
        assert rows_of_people(engine) == {
            table: {key: row for key, row in rows.items() if key not in brought_in[id][table]}
            for table, rows in before.items()
        }
        expect_invariants(engine)
    assert not any(rows_of_people(engine).values())


def rows_of_people(engine: Engine) -> dict[str, dict[int, Any]]:
    with engine.connect() as connection:
        return {
            table: {
                row["id"]: row
                for row in connection.scalars(text(f'SELECT to_jsonb(t) FROM "{table}" AS t'))
            }
            for table in PEOPLE_TABLES
        }


def created(engine: Engine, import_id: int) -> dict[str, set[int]]:
    """The rows of each table that belong to the students of an import."""
    mine = "SELECT record_id FROM import_row WHERE import_id = :id"
    users = f"SELECT user_id FROM student WHERE id IN ({mine})"
    queries = {
        "user": users,
        "student": f"SELECT id FROM student WHERE id IN ({mine})",
        "enrollment_record": f"SELECT id FROM enrollment_record WHERE user_id IN ({users})",
        "group_user": f"SELECT id FROM group_user WHERE user_id IN ({users})",
    }
    with engine.connect() as connection:
        return {
            table: set(connection.scalars(text(query), {"id": import_id}))
            for table, query in queries.items()
        }


@tried(lasting, max_examples=25)
@given(
    stored=drawn.students(),
    sheet=drawn.sheets(),
    cuts=st.lists(st.integers(1, 16), max_size=3).map(sorted),
)
def test_a_sheet_split_by_start_rows_comes_to_the_same_as_the_whole(
    laboratory: Laboratory,
    stored: list[Row],
    sheet: list[Row],
    cuts: list[int],
) -> None:
    laboratory.settled(stored)
    whole = laboratory.result(laboratory.run(sheet))
    laboratory.settled(stored)
    ends = [cut for cut in cuts if cut < len(sheet)] + [len(sheet)]
    starts = [0, *ends[:-1]]
    parts = [
        laboratory.run(sheet[:end], start_row=start + 2)
        for start, end in zip(starts, ends, strict=True)
        if start < end
    ]
    together = laboratory.result(*parts)
    assert together.people == whole.people
    assert together.processed == whole.processed
    assert outcomes(together) == outcomes(whole)


def outcomes(result: Result) -> dict[int, str]:
    """Without those of blank rows, which at the end of a sheet are not rows."""
    pairs = ((one["row_number"], one["outcome"]) for one in result.reports)
    return {number: outcome for number, outcome in pairs if outcome != "skipped"}
