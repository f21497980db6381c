"""The worker process: waits for the bell, forks for each job, and sweeps between jobs."""

import gc
import os
import signal
import time
from contextlib import suppress
from datetime import UTC, datetime
from types import FrameType

import structlog
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue, Worker
from rq.exceptions import StopRequested
from rq.job import Job

from dbservice.config import Settings
from dbservice.db import db, transaction
from dbservice.imports import jobs, queue, reports
from dbservice.imports.retention import forget_expired
from dbservice.imports.sweep import sweep
from dbservice.services import history_months

log = structlog.get_logger()

SEEN_FOR_SECONDS = 15 * 60
WIND_DOWN = signal.SIGUSR1
# How many more objects there may be, before cycles among them are looked for.
NEW_OBJECTS = 20_000


class ImportWorker(Worker):
    """RQ's worker, which also sweeps, tells that it lives, and winds its job down when stopped."""

    max_connection_wait_time = 5.0

    def run_maintenance_tasks(self) -> None:
        """Look for waiting work as often as `maintenance_interval` says."""
        try:
            sweep()
            forget_expired()
            prepare_months()
            reports.ring_due()
        except StopRequested:
            raise
        except Exception:
            log.exception("sweep failed; the next one will do")
        finally:
            # A forked job must not inherit an open connection.
            db.session.remove()
            db.engine.dispose()
        super().run_maintenance_tasks()  # type: ignore[no-untyped-call]

    def heartbeat(self, *args: object, **kwargs: object) -> None:
        """Tell Redis that a worker is alive, under a name of our own too."""
        super().heartbeat(*args, **kwargs)  # type: ignore[arg-type]
        self.connection.set(queue.WORKER_SEEN, int(time.time()), ex=SEEN_FOR_SECONDS)

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        """Stop after the job at hand, which ends at its next checkpoint."""
        self._stop_requested = True  # RQ says so only when there is a job at hand
        self.wind_down()
        super().request_stop(signum, frame)  # type: ignore[no-untyped-call]

    def fork_work_horse(self, job: Job, queue: Queue) -> None:
        """Fork for a job; one that a stop has just overtaken is told at once."""
        super().fork_work_horse(job, queue)
        if self._stop_requested:
            self.wind_down()

    def setup_work_horse_signals(self) -> None:
        """In the forked process: hear that the job is to end at its next checkpoint."""
        super().setup_work_horse_signals()  # type: ignore[no-untyped-call]
        signal.signal(WIND_DOWN, jobs.winding_down.give)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {WIND_DOWN})

    def wind_down(self) -> None:
        """Ask the running job, if there is one, to end at its next checkpoint."""
        if self.horse_pid:
            with suppress(ProcessLookupError):
                os.kill(self.horse_pid, WIND_DOWN)


def prepare_months() -> None:
    """Make the tables of the history's next months in time."""
    with transaction() as session:
        made = history_months.prepare(session, datetime.now(UTC))
    if made:
        log.info("made tables for the history", tables=made)


def work(settings: Settings) -> None:
    """Work until told to stop; inside an application context."""
    # What is loaded by now stays: no collection in a job has to look through it again, which is
    # half of what a job would spend.
    gc.collect()
    gc.freeze()
    # And what a job makes goes by itself, but for the odd cycle; to look for those again and again
    # would cost a tenth of the job.
    gc.set_threshold(NEW_OBJECTS)
    # A forked job that is signalled before it can listen finds the signal waiting.
    signal.pthread_sigmask(signal.SIG_BLOCK, {WIND_DOWN})
    with suppress(StopRequested):
        while not _work_until_stopped(settings):
            log.warning("worker ended by itself; starting again")
            time.sleep(1)


def _work_until_stopped(settings: Settings) -> bool:
    """Work; False when it ended without having been told to, as when Redis is away."""
    redis = Redis.from_url(settings.redis_url, driver_info=queue.DRIVER)
    worker: ImportWorker | None = None
    with suppress(RedisError):
        worker = ImportWorker(
            [Queue(queue.QUEUE, connection=redis)],
            connection=redis,
            worker_ttl=settings.sweep_seconds + 15,
            maintenance_interval=settings.sweep_seconds,
        )
        # What RQ tells of itself every few seconds is for its own people; jobs log what they do.
        worker.work(logging_level="DEBUG" if settings.log_level == "DEBUG" else "WARNING")
    return worker is not None and worker._stop_requested  # noqa: SLF001  # RQ has no public name for it
