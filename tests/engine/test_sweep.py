"""Work that is recorded but rung for by nobody: a sweep finds it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from redis import Redis
from rq import Queue
from rq.job import Job, JobStatus
from sqlalchemy import Engine, text

from dbservice.config import Settings
from dbservice.db import transaction
from dbservice.imports import control, lease, preview, queue
from dbservice.imports.lease import Ending, Work
from dbservice.imports.sweep import sweep
from tests.engine import world
from tests.engine.conftest import Take

pytestmark = pytest.mark.usefixtures("organisation")

LARGE = 2**31 + 5  # more than a lock's half key holds


@pytest.fixture
def redis(settings: Settings) -> Iterator[Redis]:
    """The Redis of the queue."""
    with Redis.from_url(settings.redis_url) as redis:
        yield redis


def jobs(redis: Redis) -> list[str]:
    return Queue(queue.QUEUE, connection=redis).job_ids


def old_import(engine: Engine, id: int = 7, **columns: Any) -> int:
    """An import that has been waiting for a while, or whose worker has been silent for as long."""
    import_id = world.begin(world.sheet([world.student(1)]))
    columns = {"id": id, "inserted_at": "2026-01-01", "heartbeat_at": None, **columns}
    settings = ", ".join(f"{name} = :{name}" for name in columns)
    with engine.begin() as connection:
        connection.execute(
            text(f"UPDATE imports SET {settings} WHERE id = :old"), {"old": import_id, **columns}
        )
    return id


def old_preview(engine: Engine) -> int:
    with transaction() as session:
        preview_id = preview.request(
            session,
            file_id=world.stored(session, world.sheet([world.student(1)])),
            type="student",
            start_row=2,
            on_error="continue",
            by="tester",
        ).id
    with engine.begin() as connection:
        connection.execute(text("UPDATE import_preview SET created_at = '2026-01-01'"))
    return preview_id


def old_undo(engine: Engine) -> int:
    return old_import(
        engine, status="completed", processed_rows=1, undo_requested_at="2026-01-01 00:00:00+00"
    )


@pytest.mark.parametrize("status", ["pending", "processing"])
def test_it_rings_for_an_import_that_nobody_runs(redis: Redis, engine: Engine, status: str) -> None:
    import_id = old_import(engine, status=status, next_row=2)
    sweep()
    [job_id] = jobs(redis)
    assert Job.fetch(job_id, connection=redis).args == (import_id,)


@pytest.mark.parametrize("status", ["completed", "failed", "stopped"])
def test_it_leaves_what_is_over_alone(redis: Redis, engine: Engine, status: str) -> None:
    old_import(engine, status=status)
    sweep()
    assert jobs(redis) == []


def test_it_leaves_an_import_of_another_service_alone(redis: Redis, engine: Engine) -> None:
    """Without a stored sheet there is nothing to run."""
    old_import(engine, status="processing", file_id=None)
    sweep()
    assert jobs(redis) == []


def test_it_gives_what_has_just_begun_a_moment(redis: Redis) -> None:
    world.begin(world.sheet([world.student(1)]))
    sweep()
    assert jobs(redis) == []


WAITING: dict[Work, Callable[[Engine], int]] = {
    Work.IMPORT: old_import,
    Work.PREVIEW: old_preview,
    Work.UNDO: old_undo,
}


@pytest.mark.parametrize("work", WAITING, ids=lambda work: work.name)
def test_it_rings_only_for_what_is_in_nobodys_hands(
    redis: Redis, engine: Engine, work: Work
) -> None:
    id = WAITING[work](engine)
    with lease.alone(work, id) as connection:
        assert connection
        sweep()
        assert jobs(redis) == []
    sweep()
    [job_id] = jobs(redis)
    assert Job.fetch(job_id, connection=redis).args == (id,)


def test_it_rings_once(redis: Redis, engine: Engine) -> None:
    old_import(engine)
    sweep()
    sweep()
    assert len(jobs(redis)) == 1


def test_it_rings_again_for_a_job_that_was_lost_with_its_worker(
    redis: Redis, engine: Engine
) -> None:
    """Killed between taking the job out of the queue and saying that it has started."""
    old_import(engine)
    sweep()
    redis.delete(Queue(queue.QUEUE, connection=redis).key)
    sweep()
    assert len(jobs(redis)) == 1


def test_it_rings_again_for_a_job_whose_worker_was_killed(redis: Redis, engine: Engine) -> None:
    old_import(engine)
    sweep()
    [job_id] = jobs(redis)
    redis.delete(Queue(queue.QUEUE, connection=redis).key)
    Job.fetch(job_id, connection=redis).set_status(JobStatus.STARTED)
    sweep()
    assert jobs(redis) == [job_id]


def test_an_import_of_any_number_is_run_and_swept_for(
    redis: Redis, engine: Engine, take: Take
) -> None:
    import_id = old_import(engine, LARGE)
    with lease.alone(Work.IMPORT, import_id) as connection:
        assert connection
        sweep()
        assert jobs(redis) == []
        with lease.alone(Work.IMPORT, import_id) as second:
            assert second is None
    assert take(import_id) is Ending.FINAL
    with transaction() as session:
        control.request_undo(session, import_id, by="boss")
