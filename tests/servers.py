"""The servers of a test run: one PostgreSQL and one Valkey, shared by all its processes.

They are embedded ones in a temporary folder, or those of ``DATABASE_URL`` and ``REDIS_URL``.
"""

import contextlib
import json
import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest
import redis
from psycopg2 import sql

from dbservice.embedded import PostgreSQL, Valkey

SHARED = "DBSERVICE_TEST_SERVERS"  # tells the worker processes of a run
REDIS_MARK = "dbservice:tests"  # says that a test run has taken a database of a shared Redis


@dataclass(frozen=True)
class Servers:
    """Where this process may make databases, and the Redis database that is its own.

    ``prefix`` begins the name of each database made through ``admin_url``; those that are left
    are dropped at the end of the run.
    """

    admin_url: str
    redis_url: str
    redis_databases: tuple[int, ...]
    prefix: str

    def of_worker(self, number: int) -> "Servers":
        """The same with the Redis database of the numbered process of the run."""
        if number >= len(self.redis_databases):
            pytest.exit(f"Redis has {len(self.redis_databases)} empty databases, too few for -n.")
        own = redis_database(self.redis_url, self.redis_databases[number])
        return replace(self, redis_url=own)

    def empty_redis(self) -> None:
        """Forget what earlier tests left in the Redis database of this process, workers too."""
        with redis.Redis.from_url(self.redis_url) as client, client.pipeline() as commands:
            commands.flushdb().set(REDIS_MARK, 1).execute()


def pytest_configure(config: pytest.Config) -> None:
    """Start the servers once per run, in the process that the person started."""
    if hasattr(config, "workerinput") or config.option.collectonly:
        return
    stack = ExitStack()
    config.add_cleanup(stack.close)
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="dbservice-tests-")))
    servers = stack.enter_context(found_or_started(folder))
    os.environ[SHARED] = json.dumps(asdict(servers))


@contextlib.contextmanager
def found_or_started(folder: Path) -> Iterator[Servers]:
    with ExitStack() as stack:
        prefix = f"test_{secrets.token_hex(4)}_"
        if admin_url := os.environ.get("DATABASE_URL"):
            admin_url = admin_url.replace("+psycopg2", "", 1)
            stack.callback(drop_databases, admin_url, prefix)
        else:
            admin_url = stack.enter_context(PostgreSQL(folder / "pg", durable=False)).url
        if redis_url := os.environ.get("REDIS_URL"):
            numbers = stack.enter_context(taken_redis_databases(redis_url))
        else:
            redis_url = stack.enter_context(Valkey(folder / "valkey", durable=False)).url
            numbers = tuple(range(64))
        yield Servers(admin_url, redis_url, numbers, prefix)


def drop_databases(admin_url: str, prefix: str) -> None:
    connection = psycopg2.connect(admin_url)
    connection.autocommit = True
    with contextlib.closing(connection), connection.cursor() as cursor:
        cursor.execute("select datname from pg_database where starts_with(datname, %s)", [prefix])
        for (name,) in cursor.fetchall():
            cursor.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


@contextlib.contextmanager
def taken_redis_databases(url: str) -> Iterator[tuple[int, ...]]:
    """The numbers of empty databases of a shared Redis, held for this run."""
    with ExitStack() as stack:
        taken = []
        for number in range(1, 16):
            client = stack.enter_context(redis.Redis.from_url(redis_database(url, number)))
            if client.dbsize() == 0 and client.set(REDIS_MARK, 1, nx=True):
                stack.callback(client.flushdb)
                taken.append(number)
        yield tuple(taken)


def redis_database(url: str, number: int) -> str:
    return urlsplit(url)._replace(path=f"/{number}").geturl()


@pytest.fixture(scope="session")
def servers() -> Servers:
    """The servers of the run, with a Redis database for this process alone."""
    values = json.loads(os.environ[SHARED])
    shared = Servers(**values | {"redis_databases": tuple(values["redis_databases"])})
    return shared.of_worker(int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:]))


@pytest.fixture
def private_postgresql(tmp_path: Path) -> Iterator[PostgreSQL]:
    """A PostgreSQL for one test, which may stop, kill and start it."""
    with PostgreSQL(tmp_path / "postgresql") as server:
        yield server


@pytest.fixture
def private_valkey(tmp_path: Path) -> Iterator[Valkey]:
    """A Valkey for one test, which may stop, kill, start and flush it."""
    with Valkey(tmp_path / "valkey") as server:
        yield server
