"""The doorbell: jobs in Redis that carry nothing but an id.

PostgreSQL knows what there is to do. A bell that is lost, or rung twice, does no harm: a sweep
finds imports that nobody runs, and a second worker finds the work taken.
"""

from functools import cache

import structlog
from flask import current_app
from redis import DriverInfo, Redis
from redis.exceptions import RedisError
from rq import Queue
from rq.exceptions import DuplicateJobError, NoSuchJobError
from rq.job import Job

log = structlog.get_logger()

QUEUE = "imports"
WORKER_SEEN = "dbservice:worker:seen"
# A turn at an import is short; a run as a whole, a preview or an undo may take this long.
JOB_SECONDS = 2 * 60 * 60
# Found out once: the library would do so for each connection, and read its own metadata for it.
DRIVER = DriverInfo()


def ring(import_id: int, next_row: int | None = None) -> bool:
    """Ask for a worker for this import; False when Redis is away and the sweep has to do it."""
    return _enqueue("run_import", import_id, f"import-{import_id}-{next_row or 'start'}")


def ring_preview(preview_id: int) -> bool:
    """Ask for a worker for this preview."""
    return _enqueue("run_preview", preview_id, f"preview-{preview_id}")


def ring_undo(import_id: int) -> bool:
    """Ask for a worker to undo this import."""
    return _enqueue("run_undo", import_id, f"undo-{import_id}")


def ring_report(name: str) -> bool:
    """Ask for a worker to take this report."""
    return _enqueue("run_report", name, f"report-{name}")


def connection() -> Redis:
    """Redis, with time-outs that a person at a form can bear."""
    return _connect(current_app.config["SETTINGS"].redis_url)


@cache
def _connect(url: str) -> Redis:
    return Redis.from_url(url, driver_info=DRIVER, socket_timeout=3, socket_connect_timeout=2)


def _enqueue(job: str, id: int | str, job_id: str) -> bool:
    try:
        waiting = Queue(QUEUE, connection=connection())
        _forget_abandoned(waiting, job_id)
        waiting.enqueue(
            f"dbservice.imports.jobs.{job}",
            id,
            job_id=job_id,
            unique=True,
            job_timeout=JOB_SECONDS,
            result_ttl=0,
            failure_ttl=24 * 60 * 60,
        )
    except DuplicateJobError:
        return True
    except RedisError as error:
        log.warning("queue unreachable; a sweep will find it", job_id=job_id, error=str(error))
        return False
    return True


def _forget_abandoned(waiting: Queue, job_id: str) -> None:
    """A job of a killed worker keeps its id for long; only a job that still waits may do so."""
    try:
        job = Job.fetch(job_id, connection=waiting.connection)
    except NoSuchJobError:
        return
    if waiting.get_job_position(job_id) is None:
        job.delete()
