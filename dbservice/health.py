"""Whether the service lives, and whether it can serve; for load balancers and people."""

import time
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

import psycopg2
import redis
import structlog
from alembic.config import Config
from alembic.script import ScriptDirectory
from flask import Blueprint, Flask, Response, current_app, jsonify
from flask.typing import ResponseReturnValue

from dbservice.config import Settings
from dbservice.db import migrate
from dbservice.imports.queue import WORKER_SEEN

WORKER_SECONDS = 90
PATIENCE = 2  # seconds that a probe waits for the database or Redis
REVISION = "SELECT version_num FROM alembic_version"

blueprint = Blueprint("health", __name__, url_prefix="/api/health")
log = structlog.get_logger()


def init_app(app: Flask) -> None:
    app.register_blueprint(blueprint)


@blueprint.get("", strict_slashes=False)
def live() -> Response:
    """The process answers; nothing else is asked."""
    return jsonify(status="ok")


@blueprint.get("/ready", strict_slashes=False)
def ready() -> ResponseReturnValue:
    """Every part the service needs; 503 when one of them is missing.

    An absent worker is told but is no error: imports wait, everything else works.
    """
    settings = current_app.config["SETTINGS"]
    database, migrations = probe_database(settings)
    reachable, worker = probe_redis(settings)
    parts = {"database": database, "migrations": migrations, "redis": reachable}
    status = "ok" if set(parts.values()) == {"ok"} else "error"
    return jsonify(status=status, **parts, worker=worker), 200 if status == "ok" else 503


def probe_database(settings: Settings) -> tuple[str, str]:
    """How the database is, and whether it has the tables that this version expects."""
    try:
        url = settings.database_url.replace("+psycopg2", "", 1)
        with closing(psycopg2.connect(url, connect_timeout=PATIENCE)) as connection:
            revisions = current_revisions(connection)
    except psycopg2.errors.UndefinedTable:
        return "ok", "missing"
    except psycopg2.Error as error:
        log.warning("database not ready", error=type(error).__name__)
        return "error", "unknown"
    return "ok", "ok" if revisions == {head()} else "behind"


def current_revisions(connection: Any) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SET statement_timeout = '{PATIENCE}s'")
        cursor.execute(REVISION)
        return {revision for (revision,) in cursor.fetchall()}


def probe_redis(settings: Settings) -> tuple[str, str]:
    """How Redis is, and whether a worker was seen lately."""
    try:
        with redis.Redis.from_url(
            settings.redis_url, socket_connect_timeout=PATIENCE, socket_timeout=PATIENCE
        ) as client:
            seen: Any = client.get(WORKER_SEEN)
    except redis.RedisError as error:
        log.warning("redis not ready", error=type(error).__name__)
        return "error", "unknown"
    recent = seen is not None and time.time() - float(seen) < WORKER_SECONDS
    return "ok", "ok" if recent else "not seen"


@cache
def head() -> str | None:
    """The newest migration there is."""
    config = Config()
    root = Path(__file__).parent.parent
    config.set_main_option("script_location", str(root / migrate.directory))
    return ScriptDirectory.from_config(config).get_current_head()
