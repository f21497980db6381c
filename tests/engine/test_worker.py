"""The worker process: when it is told to stop, and when Redis is away."""

import os
import signal
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine

from dbservice.config import Settings
from dbservice.embedded import Valkey
from dbservice.imports import queue
from tests.engine import world
from tests.engine.workers import Crew, wait_for

pytestmark = pytest.mark.usefixtures("organisation")

ROWS = 4000


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """What the workers say."""
    return tmp_path / "worker.log"


@pytest.fixture
def crew(settings: Settings, log: Path) -> Iterator[Crew]:
    """Workers on the queue of the test."""
    with Crew(settings, log) as crew:
        yield crew


def begin(rows: int) -> int:
    import_id = world.begin(world.sheet(world.student(number) for number in range(rows)))
    queue.ring(import_id)
    return import_id


def is_completed(engine: Engine, import_id: int) -> bool:
    return world.facts_of(engine, import_id)["status"] == "completed"


def test_a_worker_told_to_stop_ends_its_job_at_a_checkpoint(
    crew: Crew, log: Path, engine: Engine
) -> None:
    import_id = begin(ROWS)
    crew.start()
    wait_for(lambda: world.facts_of(engine, import_id)["processed_rows"] > 0, "the first rows")
    assert crew.stop() == [0]
    facts = world.facts_of(engine, import_id)
    assert (facts["status"], facts["attempts"]) == ("processing", 0)
    assert 0 < facts["processed_rows"] < ROWS
    assert len(world.people(engine)) == facts["processed_rows"]
    assert "terminated unexpectedly" not in log.read_text()


def test_a_job_told_to_end_when_it_has_just_been_forked(
    crew: Crew, log: Path, engine: Engine
) -> None:
    import_id = begin(ROWS)
    deadline = time.monotonic() + 60
    crew.start()
    while not (jobs := crew.jobs()):
        assert time.monotonic() < deadline
    for job in jobs:
        os.kill(job, signal.SIGUSR1)
    wait_for(lambda: not crew.jobs() & jobs, "the job to end")
    crew.stop()
    assert world.facts_of(engine, import_id)["status"] == "processing"
    assert "terminated unexpectedly" not in log.read_text()


def test_a_worker_waits_for_redis(
    settings: Settings, private_valkey: Valkey, log: Path, engine: Engine
) -> None:
    private_valkey.kill()
    import_id = world.begin(world.sheet([world.student(1)]))
    with Crew(replace(settings, redis_url=private_valkey.url), log) as crew:
        crew.start()
        wait_for(lambda: "starting again" in log.read_text(), "the worker to miss Redis")
        private_valkey.start()
        wait_for(lambda: is_completed(engine, import_id), "the import")
        assert crew.stop() == [0]
