"""Imports and others that create students at the same time."""

from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from app import create_app
from dbservice.config import Settings
from dbservice.db import db, engine_options, transaction
from dbservice.imports import jobs, lease, preview, queue, runner
from dbservice.imports.lease import Ending, Work
from dbservice.imports.status import FINAL
from dbservice.services import student_identity
from dbservice.services.consistency.register import exceptions
from dbservice.services.known_students import Identity
from tests.databases import schema_app
from tests.engine import world
from tests.engine.midway import midway, someone_waits
from tests.engine.workers import Crew, wait_for


@pytest.mark.usefixtures("organisation")
def test_one_connection_of_the_pool_is_not_too_few(settings: Settings, engine: Engine) -> None:
    """A run reads on one and writes on another."""
    import_id = world.begin(world.sheet([world.student(1)]))
    app = Flask("small")
    app.config.from_mapping(
        SQLALCHEMY_DATABASE_URI=settings.sqlalchemy_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(1, statement_timeout=60) | {"pool_timeout": 2},
    )
    db.init_app(app)
    with app.app_context():
        runner.run(import_id, settings, lambda: False)
        db.engine.dispose()
    assert world.facts_of(engine, import_id)["status"] == "completed"


@pytest.mark.usefixtures("organisation")
@pytest.mark.parametrize("on_error", ["continue", "all_or_nothing"])
def test_an_import_and_a_call_never_wait_for_each_other(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, engine: Engine, on_error: str
) -> None:
    """The call wants the locks of two numbers; the import takes them one chunk after the other."""
    later, sooner = world.student(2), world.student(0)
    calls: list[Future[None]] = []

    def call() -> None:
        with Session(engine) as session:
            student_identity.lock_identities(
                session, [Identity(sooner["student_id"], later["student_id"])]
            )

    def begin_call() -> None:
        calls.append(pool.submit(call))
        wait_for(lambda: someone_waits(engine), "the call to wait")

    import_id = world.begin(world.sheet([later, sooner]), on_error=on_error)
    midway(monkeypatch, begin_call)
    with ThreadPoolExecutor() as pool:
        one_by_one = replace(settings, import_chunk_rows=1)
        assert runner.run(import_id, one_by_one, lambda: False) is Ending.FINAL
        calls[0].result(20)
    assert world.facts_of(engine, import_id)["processed_rows"] == 2


def expect_each_once(engine: Engine, import_ids: list[int], numbers: Iterable[int]) -> None:
    """Every student is there exactly once, and every row was created or refused as existing."""
    found = [person["student"]["student_id"] for person in world.people(engine)]
    assert sorted(found) == sorted(f"S{number:05d}" for number in numbers)
    for import_id in import_ids:
        facts = world.facts_of(engine, import_id)
        assert facts["status"] in ("completed", "failed"), facts
        codes = {code for _, code in world.outcomes(engine, import_id).values()}
        assert codes <= {None, "STUDENT_EXISTS"}
    with Session(engine) as session:
        assert exceptions(session) == {}


def students_of(numbers: Iterable[int]) -> bytes:
    return world.sheet(world.student(number, student_apaar_id=f"A{number}") for number in numbers)


@pytest.mark.usefixtures("organisation")
def test_two_workers_import_the_same_students(
    settings: Settings, engine: Engine, tmp_path: Path
) -> None:
    numbers = range(600)
    ids = [world.begin(students_of(order)) for order in (numbers, reversed(numbers))]
    with Crew(settings, tmp_path / "worker.log") as crew:
        with engine.begin() as connection:
            connection.exec_driver_sql("LOCK TABLE student IN SHARE MODE")
            for import_id in ids:
                queue.ring(import_id)
                crew.start()
            wait_for(lambda: waiting(engine) == 2, "both imports to begin")
        wait_for(lambda: all(is_over(engine, import_id) for import_id in ids), "both imports")
    expect_each_once(engine, ids, numbers)
    created = [world.facts_of(engine, import_id)["processed_rows"] for import_id in ids]
    assert sum(created) == len(numbers)
    assert all(created), "they did not meet"
    assert "database trouble" not in (tmp_path / "worker.log").read_text()


WAITING = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


def waiting(engine: Engine) -> int:
    """How many connections wait for a lock."""
    with engine.connect() as connection:
        return connection.exec_driver_sql(WAITING).scalar_one()


def is_over(engine: Engine, import_id: int) -> bool:
    return world.facts_of(engine, import_id)["status"] in FINAL


@pytest.mark.usefixtures("organisation")
@pytest.mark.parametrize("on_error", ["continue", "stop", "all_or_nothing"])
def test_imports_and_calls_that_bring_the_same_students(
    settings: Settings, token_headers: dict[str, str], engine: Engine, on_error: str
) -> None:
    """Each works its way from another end; whoever comes first creates the student."""
    numbers = range(60)
    orders = [numbers, [*reversed(numbers)], [*numbers[30:], *numbers[:30]]]
    sizes = [replace(settings, import_chunk_rows=size) for size in (2, 3, 5)]
    ids = [
        world.begin(students_of(order), on_error=mode)
        for order, mode in zip(orders, ("continue", on_error, "continue"), strict=True)
    ]
    api = create_app(settings)

    def run(import_id: int, settings: Settings) -> Ending:
        with schema_app(settings.database_url):
            return runner.run(import_id, settings, lambda: False)

    def call(number: int) -> int:
        body = {"student_id": f"S{number:05d}", "apaar_id": f"A{number}"}
        return api.test_client().post("/api/student", json=body, headers=token_headers).status_code

    with ThreadPoolExecutor(5) as pool:
        runs = [pool.submit(run, *pair) for pair in zip(ids, sizes, strict=True)]
        statuses = list(pool.map(call, [*numbers[::7], *numbers[::-11]]))
        assert [run.result(60) for run in runs] == [Ending.FINAL] * 3
    with api.app_context():
        db.engine.dispose()
    assert set(statuses) == {200}
    expect_each_once(engine, ids, numbers)


@pytest.mark.usefixtures("organisation")
@pytest.mark.parametrize("on_error", ["continue", "all_or_nothing"])
def test_a_preview_and_an_import_of_the_same_students(
    settings: Settings, engine: Engine, on_error: str
) -> None:
    """Their unique numbers make them wait for each other; both come to their end."""
    numbers = range(120)
    with transaction() as session:
        preview_id = preview.request(
            session,
            file_id=world.stored(session, students_of(reversed(numbers))),
            type="student",
            start_row=2,
            on_error="continue",
            by="tester",
        ).id
    import_id = world.begin(students_of(numbers), on_error=on_error)

    def do(job: Callable[[int], None], id: int) -> None:
        with schema_app(settings.database_url) as app:
            app.config["SETTINGS"] = settings
            job(id)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(do, [jobs.run_preview, jobs.run_import], [preview_id, import_id]))
    expect_each_once(engine, [import_id], numbers)
    with engine.connect() as connection:
        [row] = connection.execute(text("SELECT status, counts FROM import_preview")).all()
    assert row.status == "ready"
    assert sum(row.counts.values()) == len(numbers)


@pytest.mark.usefixtures("organisation")
def test_a_worker_that_is_silent_for_long_loses_its_lock(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, engine: Engine
) -> None:
    """As one does that hangs, or whose machine is gone without a word."""
    monkeypatch.setattr(lease, "SILENCE", "1s")
    import_id = world.begin(students_of(range(3)))

    def turn() -> Ending:
        with schema_app(settings.database_url):
            return runner.run(import_id, settings, lambda: False)

    with lease.alone(Work.IMPORT, import_id) as connection:
        assert connection is not None
        wait_for(lambda: turn() is Ending.FINAL, "another to get the lock", seconds=20)
    assert world.facts_of(engine, import_id)["status"] == "completed"


def test_what_has_begun_a_transaction_and_forgets_it_is_ended(app: Flask) -> None:
    with db.engine.connect() as connection:
        assert connection.scalar(text("SHOW idle_in_transaction_session_timeout")) == "5min"
        with lease.alone(Work.IMPORT, 1) as holder:
            assert holder is not None
            assert holder.scalar(text("SHOW idle_session_timeout")) == lease.SILENCE
    with db.engine.connect() as connection, db.engine.connect() as second:
        for one in (connection, second):
            assert one.scalar(text("SHOW idle_session_timeout")) == "0"
