"""Calls of every operation, valid and not, made from the API description: `make fuzz`."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from dbservice.config import Settings
from dbservice.db import transaction
from tests.databases import TOKEN, schema_app, upgrade
from tests.engine import world
from tests.engine.workers import ROOT
from tests.web_server import serving

RULES = Path(__file__).with_suffix(".toml")


def fuzz(address: str, *options: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run schemathesis on a service; `options` are its own, what it writes goes to `folder`."""
    program = Path(sys.executable).with_name("schemathesis")
    command = [program, "--config-file", RULES, "run", f"{address}/docs/openapi.json"]
    authorization = f"Authorization: Bearer {TOKEN}"
    further = ["--header", authorization, "--no-color", "--report-dir", folder, *options]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}  # of the hooks
    return subprocess.run([*command, *further], check=False, cwd=folder, text=True, env=environment)


def settled(settings: Settings) -> None:
    """Put an organisation into the database, so that calls have something to find."""
    with schema_app(settings.database_url), transaction() as session:
        world.settle(session)


def main(*options: str) -> int:
    """Fuzz a service on the servers of the environment; `options` are those of schemathesis."""
    settings = Settings(
        environment="test",
        database_url=os.environ["DATABASE_URL"],
        redis_url=os.environ["REDIS_URL"],
        secret_key="secret-of-the-fuzzing",
        bearer_token=TOKEN,
    )
    upgrade(settings.database_url)
    settled(settings)
    with tempfile.TemporaryDirectory() as name, serving(settings, Path(name)) as address:
        done = fuzz(address, *options, folder=Path(name))
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
