"""Several at work on the same people at the same time."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from random import Random
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from dbservice.db import db, persistently, transaction
from dbservice.imports import control, jobs, undo
from dbservice.imports.registry import TYPES
from dbservice.imports.rows import Row
from dbservice.services import roll, schools
from tests.databases import engine_on
from tests.engine.midway import someone_waits
from tests.engine.workers import wait_for
from tests.enrollment.apart import DEFINED, apart, begin, codes, run_apart
from tests.enrollment.chance import KINDS, draw
from tests.enrollment.office import DAY, YEAR, Office
from tests.enrollment.operations import Desk, Operation, operation
from tests.enrollment.stage import STUDENTS, Refusal, Stage, refusal_of

SECOND = "EN-12-Photon-Enq-24-001"
TERM = {"academic_year": YEAR, "start_date": DAY}
SECONDS = 8


@pytest.fixture
def office(office: Office) -> Office:
    """Everybody is enrolled everywhere."""
    for number in STUDENTS:
        office.enroll_everywhere(number)
    return office


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(4) as pool:
        yield pool


@pytest.fixture
def engine(stage: Stage) -> Engine:
    """To look on beside everybody."""
    return engine_on(stage.settings.database_url)


def test_those_who_wait_in_a_circle_all_get_through(
    office: Office, pool: ThreadPoolExecutor
) -> None:
    """As a call and an import of all rows or none may; PostgreSQL ends one of them."""
    users = [office.user(number) for number in ("S1", "S2")]
    both_hold_one = Barrier(2)
    tries: list[int] = []

    def work(order: list[int]) -> None:
        tries.append(order[0])
        with transaction() as session:
            roll.hold(session, order[:1])
            if tries.count(order[0]) == 1:
                both_hold_one.wait(20)
            roll.hold(session, order[1:])

    def begin(order: list[int]) -> None:
        apart(office.stage, lambda: persistently(lambda: work(order)))

    list(pool.map(begin, [users, users[::-1]]))
    assert len(tries) == 3


def test_imports_of_all_or_nothing_in_opposite_orders_both_come_to_their_end(
    office: Office, pool: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each holds its first student and waits for the other's."""
    moves = [move(number) for number in STUDENTS[:2]]
    ids = [begin(order, "all_or_nothing") for order in (moves, moves[::-1])]
    kind, met = TYPES["batch_movement"], Barrier(2)

    def apply(session: Session, rows: Sequence[Row]) -> None:
        kind.apply(session, rows)
        try:
            met.wait(20)
        except BrokenBarrierError:
            return
        met.abort()

    monkeypatch.setitem(TYPES, "batch_movement", replace(kind, apply=apply))
    list(pool.map(run_apart(office.stage), ids))
    assert [codes(id) for id in ids] == [[None, None]] * 2
    assert office.stage.exceptions() == []
    for number in STUDENTS[:2]:
        assert office.current(number, "batch") == office.member_of(number, "batch") == [SECOND]


def move(number: str, batch: str = SECOND) -> Operation:
    return operation("batch_movement", student_id=number, batch_id=batch, **TERM)


def leave(number: str) -> Operation:
    return operation("dropout", student_id=number, **TERM)


def while_held(
    office: Office,
    engine: Engine,
    pool: ThreadPoolExecutor,
    first: Operation,
    other: Callable[[], Any],
) -> Any:
    """Begin the other work while the first is done but not written; what comes of the other."""
    with transaction() as session:
        desk = Desk(session, [first])
        desk.do(first)
        waiting = pool.submit(apart, office.stage, other)
        wait_for(lambda: waiting.done() or someone_waits(engine), "the other", seconds=30)
        desk.write()
    return waiting.result(30)


@pytest.mark.parametrize("second", [move("S1", "NU-11-Nucleus-24-001"), leave("S1")])
@pytest.mark.parametrize("first", [move("S1"), leave("S1")])
@pytest.mark.parametrize("way", ["call", "sheet"])
def test_who_comes_second_sees_what_the_first_did(
    office: Office,
    engine: Engine,
    pool: ThreadPoolExecutor,
    first: Operation,
    second: Operation,
    way: str,
) -> None:
    """Two movements, a movement and a dropout, two dropouts; of the second by call or by sheet."""

    def by_call() -> str | None:
        refused = office.stage.call(second)
        return refused and refused.code

    def by_sheet() -> str | None:
        import_id = begin([second])
        jobs.run_import(import_id)
        [code] = codes(import_id)
        return code

    code = while_held(office, engine, pool, first, by_call if way == "call" else by_sheet)
    assert code == ("ALREADY_DROPPED_OUT" if first.kind == "dropout" else None)
    assert office.stage.exceptions() == []


def test_an_undo_waits_for_who_changes_the_same_people(
    office: Office, engine: Engine, pool: ThreadPoolExecutor
) -> None:
    """Else it would bring back a batch that the dropout has never seen, and so not closed."""
    import_id = begin([move("S1")])
    jobs.run_import(import_id)
    assert codes(import_id) == [None]

    def undo_it() -> None:
        with transaction() as session:
            control.request_undo(session, import_id, by="someone")
        undo.run(import_id)

    while_held(office, engine, pool, leave("S1"), undo_it)
    assert office.stage.exceptions() == []


def test_nobody_is_enrolled_in_a_school_that_is_deleted(
    office: Office, engine: Engine, pool: ThreadPoolExecutor
) -> None:
    """It was there when it was looked up."""
    office.run(
        "INSERT INTO school (code, name, inserted_at, updated_at)"
        " VALUES ('SCH009', 'Short', now(), now())"
    )
    office.run("""INSERT INTO "group" (type, child_id, inserted_at, updated_at)
                  SELECT 'school', id, now(), now() FROM school WHERE code = 'SCH009'""")
    moved = operation(
        "student_school_movement",
        student_id="S1",
        academic_year=YEAR,
        effective_date=DAY,
        school_code="SCH009",
    )

    def delete() -> list[Any]:
        with transaction() as session:
            return schools.delete_unused(session, ["SCH009"])

    refused = refusal_of(lambda: while_held(office, engine, pool, moved, delete))
    assert isinstance(refused, Refusal)
    assert office.stage.exceptions() == []
    assert office.current("S1", "school") == ["SCH001"]


def test_no_school_is_deleted_that_someone_is_just_enrolled_in(
    office: Office, engine: Engine, pool: ThreadPoolExecutor
) -> None:
    moved = operation(
        "student_school_movement",
        student_id="S1",
        academic_year=YEAR,
        effective_date=DAY,
        school_code="SCH003",
    )

    def delete() -> list[Any]:
        with transaction() as session:
            return schools.delete_unused(session, ["SCH003"])

    with transaction() as session:
        desk = Desk(session, [moved])
        desk.do(moved)
        desk.write()
        waiting = pool.submit(apart, office.stage, delete)
        wait_for(lambda: someone_waits(engine), "the deletion to wait", seconds=30)
    [verdict] = waiting.result(30)
    assert verdict.code == "SCHOOL_IN_USE"
    assert office.current("S1", "school") == ["SCH003"]


def test_a_number_is_given_once_by_an_update_and_an_addition(
    office: Office, pool: ThreadPoolExecutor
) -> None:
    for turn in range(4):
        number = f"A{turn}"
        updates = [operation("student_update", student_id="S1", student_apaar_id=number)]
        office.run("UPDATE student SET apaar_id = NULL")
        additions = [operation("student", student_id=f"S9{turn}", student_apaar_id=number)]
        ids = [begin(updates), begin(additions)]
        list(pool.map(run_apart(office.stage), ids))
        with db.engine.connect() as connection:
            assert (
                connection.scalar(
                    text("SELECT count(*) FROM student WHERE apaar_id = :n"), {"n": number}
                )
                == 1
            )
        assert office.stage.exceptions() == []


@pytest.mark.parametrize("seed", range(2))
def test_whatever_is_done_at_once_the_invariants_hold(
    office: Office, pool: ThreadPoolExecutor, seed: int
) -> None:
    """Calls and sheets of all sorts on the same three students, for a few seconds."""
    deadline = time.monotonic() + SECONDS

    def work(worker: int) -> int:
        chance, done = Random(f"{seed} {worker}"), 0
        while time.monotonic() < deadline:
            kind = chance.choice(KINDS)
            drawn = [draw(chance, kind) for _ in range(chance.randint(1, 4))]
            if worker % 2 and kind in TYPES:
                import_id = begin(drawn, chance.choice(("continue", "stop", "all_or_nothing")))
                jobs.run_import(import_id)
                assert set(codes(import_id)) <= DEFINED
            else:
                refused = [office.stage.call(one) for one in drawn]
                assert {one and one.code for one in refused} <= DEFINED
            done += len(drawn)
        return done

    done = list(pool.map(lambda worker: apart(office.stage, lambda: work(worker), 2), range(4)))
    assert all(done)
    assert office.stage.exceptions() == []
