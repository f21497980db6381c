"""The service on throwaway servers: its processes, its organisation, and imports through it."""

import io
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import flask_migrate
import psutil
import psycopg2
from flask import Flask
from psycopg2.extensions import connection as Connection  # noqa: N812  # it is a class
from redis import Redis
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from app import create_app
from benchmarks import sheets
from benchmarks.cpu import CpuClock, job_memory
from dbservice.config import Settings
from dbservice.db import db, transaction
from dbservice.imports import intake, queue
from dbservice.imports.intake import Submission
from dbservice.imports.sources.upload import Upload
from dbservice.models import AuthGroup, Batch, Grade, Product, Program, School
from dbservice.services import groups

SCHOOLS = tuple(f"SCH{number:03d}" for number in range(40))
BATCHES = tuple(f"EN-{number % 2 + 11}-Photon-{number:03d}" for number in range(60))
ENVIRONMENT = {
    "DBSERVICE_ENV": "production",
    "SECRET_KEY": "of-the-benchmarks",
    "BEARER_TOKEN": "of-the-benchmarks",
    "LOG_LEVEL": "WARNING",
}

Taken = dict[str, int | str]


class Service:
    """The service on one database of the cluster that `DATABASE_URL` names."""

    def __init__(self, app: Flask, url: str, worker_pid: int) -> None:
        self.app, self.url, self.worker_pid = app, url, worker_pid
        self.peak_memory = 0

    def clock(self) -> CpuClock:
        """Counts this process, the worker, PostgreSQL and Redis."""
        redis = Redis.from_url(os.environ["REDIS_URL"])
        redis_pid = int(redis.info("server")["process_id"])
        redis.close()
        return CpuClock([os.getpid(), self.worker_pid, postmaster_pid(self.url), redis_pid])

    def warm_up(self) -> None:
        """A first job pays for imports of modules and for cold caches; this one changes nothing."""
        self.take(sheets.student_sheet(1, ("none",), ("none",)))

    def take(self, sheet: bytes, type: str = "student", *, watched: bool = False) -> Taken:
        """Upload a sheet and wait until it is in; returns the import's row.

        `watched` looks at the memory of the job meanwhile, which costs CPU itself.
        """
        import_id = submitted(self.app, sheet, type)
        queue.ring(import_id)
        return self._finished(import_id, watched=watched)

    def _finished(self, import_id: int, *, watched: bool) -> Taken:
        while True:
            if watched:
                self.peak_memory = max(self.peak_memory, job_memory(self.worker_pid))
            with db.engine.connect() as connection:
                query = text("SELECT * FROM imports WHERE id = :id")
                row = connection.execute(query, {"id": import_id}).mappings().one()
            if row["status"] not in ("pending", "processing"):
                return dict(row)
            time.sleep(0.05 if watched else 0.25)

    def connect(self) -> Connection:
        """A plain connection to the database."""
        return psycopg2.connect(self.url)


@contextmanager
def running(name: str, template: str | None = None) -> Iterator[Service]:
    """The service on a new database with this name: an organisation, or a copy of `template`."""
    with database(name, template) as url, application(url) as app:
        if template is None:
            flask_migrate.upgrade(directory="migrations")
            with transaction() as session:
                settle(session)
        with subprocess.Popen([sys.executable, "worker.py"]) as worker:
            try:
                await_worker()
                yield Service(app, url, worker.pid)
            finally:
                worker.terminate()


@contextmanager
def application(url: str) -> Iterator[Flask]:
    """The application on a database."""
    os.environ |= ENVIRONMENT | {"DATABASE_URL": url}
    app = create_app()
    with app.app_context():
        yield app
        db.engine.dispose()


@contextmanager
def database(name: str, template: str | None = None) -> Iterator[str]:
    """The URL of a new database on the cluster, empty or a copy.

    It goes at the end, so that nothing tidies it up while another is measured.
    """
    cluster = os.environ.setdefault("CLUSTER_URL", os.environ["DATABASE_URL"])
    url = Settings(database_url=cluster).sqlalchemy_url
    engine = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    copied = f"TEMPLATE {template} STRATEGY FILE_COPY" if template else ""
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} {copied}"))
    try:
        yield f"{cluster.rsplit('/', 1)[0]}/{name}"
    finally:
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


def submitted(app: Flask, sheet: bytes, type: str) -> int:
    """Take a sheet in as the form does, but ring for no worker; returns the import's id."""
    settings: Settings = app.config["SETTINGS"]
    submission = Submission(
        type=type,
        start_row="2",
        on_error="continue",
        upload=Upload(name=f"{type}.csv", content=io.BytesIO(sheet)),
    )
    with (
        transaction() as session,
        intake.examined(session, submission, settings) as (terms, new_sheet),
    ):
        file = intake.keep(session, new_sheet, by="benchmark")
        return intake.start(session, terms, file, by="benchmark").id


def settle(session: Session) -> None:
    """The schools, batches, grades and the auth group that sheets refer to."""
    product = Product(name="Coaching", code="CO")
    session.add(product)
    session.flush()
    program = Program(name="Photon", product_id=product.id)
    session.add(program)
    session.flush()
    entities = [
        *(School(code=code, name=code) for code in SCHOOLS),
        *(Batch(batch_id=code, name=code, program_id=program.id) for code in BATCHES),
        *(Grade(number=number) for number in (11, 12)),
        AuthGroup(name="EnableStudents"),
    ]
    session.add_all(entities)
    session.flush()
    for entity in entities:
        groups.add_rows(session, groups.GROUP_TYPES[type(entity)], [entity.id])


def await_worker() -> None:
    """Wait until a worker has told Redis that it is there."""
    with Redis.from_url(os.environ["REDIS_URL"]) as redis:
        redis.delete(queue.WORKER_SEEN)
        while not redis.exists(queue.WORKER_SEEN):
            time.sleep(0.05)


def postmaster_pid(url: str) -> int:
    """The process that all of PostgreSQL's come from."""
    with psycopg2.connect(url) as connection:
        return psutil.Process(connection.info.backend_pid).ppid()
