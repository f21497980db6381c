"""The machine for as long as wanted: `make soak MINUTES=n`, with other seeds every time."""

import os
import secrets
import sys
import time

from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from dbservice.config import Settings
from tests.databases import schema_app, upgrade
from tests.enrollment.machine import SchoolYear
from tests.enrollment.stage import stage

ROUNDS_A_SEED = 20
SEED_BITS = 32

rounds = settings(
    max_examples=ROUNDS_A_SEED,
    stateful_step_count=50,
    deadline=None,
    database=None,
    print_blob=True,
    suppress_health_check=[*HealthCheck],
)


def soak(chosen: Settings, minutes: float) -> None:
    """Run on an empty database until the time is over; the seed of a failure is printed."""
    upgrade(chosen.database_url)
    end = time.monotonic() + minutes * 60
    with schema_app(chosen.database_url) as app:
        app.config["SETTINGS"] = chosen
        with stage(chosen) as made:
            SchoolYear.stage = made
            while time.monotonic() < end:
                _run(secrets.randbits(SEED_BITS))


def _run(number: int) -> None:
    try:
        run_state_machine_as_test(seed(number)(SchoolYear), settings=rounds)
    except BaseException:
        print(f"failed with seed {number}", flush=True)  # noqa: T201  # a program's output
        raise
    done = SchoolYear.steps.total() - SchoolYear.steps["refused"]
    refused = SchoolYear.steps["refused"]
    print(f"seed {number}: {done} steps so far, {refused} refused", flush=True)  # noqa: T201


if __name__ == "__main__":
    soak(Settings(environment="test", database_url=os.environ["DATABASE_URL"]), float(sys.argv[1]))
