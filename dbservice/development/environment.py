"""The environment of a service that runs for its developer."""

import os
from collections.abc import Iterator
from pathlib import Path

from dotenv import load_dotenv

from dbservice.config import DEVELOPMENT_SECRET, DEVELOPMENT_TOKEN
from dbservice.embedded import PostgreSQL, Server, Valkey

ROOT = Path(__file__).resolve().parents[2]

DEFAULTS = {
    "DBSERVICE_ENV": "development",
    "HOST": "127.0.0.1",  # the demo login is no secret
    "SECRET_KEY": DEVELOPMENT_SECRET,
    "BEARER_TOKEN": DEVELOPMENT_TOKEN,
    "DASHBOARD_USER": "admin",
    "DASHBOARD_PASS": "admin",
    "PYTHONUNBUFFERED": "1",
}


def complete_environment() -> None:
    """Read ``.env`` and fill in what nobody has set."""
    load_dotenv(ROOT / ".env")
    for name, value in DEFAULTS.items():
        os.environ[name] = os.environ.get(name) or value


def missing_servers(data: Path) -> Iterator[tuple[str, Server]]:
    """The servers to embed, each with the variable that would have named another."""
    if not os.environ.get("DATABASE_URL"):
        yield "DATABASE_URL", PostgreSQL(data / "postgresql")
    if not os.environ.get("REDIS_URL"):
        yield "REDIS_URL", Valkey(data / "valkey")
