"""Health probes."""

import time
from collections.abc import Iterator
from dataclasses import replace

import psycopg2
import pytest
import redis
from flask.testing import FlaskClient

from app import create_app
from dbservice.config import Settings
from dbservice.imports.queue import WORKER_SEEN

NOWHERE = "127.0.0.1:1"


@pytest.fixture
def worker_seen(settings: Settings) -> Iterator["redis.Redis"]:
    """Redis, where the worker says that it is there."""
    with redis.Redis.from_url(settings.redis_url) as client:
        client.delete(WORKER_SEEN)
        yield client
        client.delete(WORKER_SEEN)


def probe(settings: Settings) -> tuple[int, dict[str, str]]:
    response = create_app(settings).test_client().get("/api/health/ready")
    return response.status_code, response.json


def test_the_process_lives_whatever_else_is_away(settings: Settings) -> None:
    away = replace(
        settings, database_url=f"postgresql://x@{NOWHERE}/x", redis_url=f"redis://{NOWHERE}"
    )
    response = create_app(away).test_client().get("/api/health")
    assert (response.status_code, response.json) == (200, {"status": "ok"})


def test_all_is_well(settings: Settings, worker_seen: "redis.Redis") -> None:
    worker_seen.set(WORKER_SEEN, int(time.time()))
    parts = dict.fromkeys(["status", "database", "migrations", "redis", "worker"], "ok")
    assert probe(settings) == (200, parts)


@pytest.mark.parametrize("seen", [None, 0, "1"])
def test_an_absent_worker_is_told_and_is_no_error(
    seen: int | str | None, settings: Settings, worker_seen: "redis.Redis"
) -> None:
    if seen is not None:
        worker_seen.set(WORKER_SEEN, seen)
    status, parts = probe(settings)
    assert (status, parts["status"], parts["worker"]) == (200, "ok", "not seen")


def test_a_database_that_is_away(settings: Settings) -> None:
    status, parts = probe(replace(settings, database_url=f"postgresql://x@{NOWHERE}/x"))
    assert status == 503
    assert (parts["status"], parts["database"], parts["migrations"]) == (
        "error",
        "error",
        "unknown",
    )
    assert parts["redis"] == "ok"


def test_a_redis_that_is_away(settings: Settings) -> None:
    status, parts = probe(replace(settings, redis_url=f"redis://{NOWHERE}"))
    assert status == 503
    assert (parts["redis"], parts["worker"], parts["database"]) == ("error", "unknown", "ok")


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE alembic_version SET version_num = '0001'", "behind"),
        ("ALTER TABLE alembic_version RENAME TO elsewhere", "missing"),
    ],
)
def test_a_database_that_is_not_migrated(statement: str, told: str, settings: Settings) -> None:
    connection = psycopg2.connect(settings.database_url)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT version_num FROM alembic_version")
            [head] = cursor.fetchone() or ("",)
            cursor.execute(statement)
            status, parts = probe(settings)
            assert (status, parts["migrations"], parts["database"]) == (503, told, "ok")
            if told == "missing":
                cursor.execute("ALTER TABLE elsewhere RENAME TO alembic_version")
            cursor.execute("UPDATE alembic_version SET version_num = %s", [head])
    finally:
        connection.close()


def test_probes_need_no_token_with_or_without_a_slash(client: FlaskClient) -> None:
    for path in ("/api/health", "/api/health/", "/api/health/ready", "/api/health/ready/"):
        assert client.get(path).status_code in {200, 503}
    assert client.post("/api/health").status_code == 405
