"""Whatever is killed in the middle of an import, its result is that of an undisturbed one."""

import random
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from redis import Redis
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError

from dbservice.config import Settings
from dbservice.db import transaction
from dbservice.embedded import PostgreSQL, Valkey
from dbservice.imports import queue, runner
from tests.databases import engine_on, schema_app, upgrade
from tests.engine import world
from tests.engine.workers import Crew, wait_for

ROWS = 5000
KILLS = 10
SUMS = ("total_rows", "processed_rows", "error_count", "skipped_rows", "error_details")


def five_thousand() -> bytes:
    """A sheet with everything in it: bad rows, blank rows, students twice."""
    rows: list[dict[str, str] | None] = [
        world.student(number, student_apaar_id=f"A{number}") for number in range(ROWS)
    ]
    for number in range(40, ROWS, 90):
        rows[number] = world.student(number, school_code="NOWHERE")
    for number in range(75, ROWS, 450):
        rows[number] = None
    for number in range(1000, ROWS, 700):
        rows[number] = world.student(number - 900)
    return world.sheet(rows)


class Scene:
    """An import of the five thousand on servers of its own, and the workers that take it."""

    def __init__(self, settings: Settings, engine: Engine, crew: Crew) -> None:
        self.settings, self.engine, self.crew = settings, engine, crew
        self.import_id = world.begin(five_thousand())
        queue.ring(self.import_id)

    @property
    def done(self) -> int:
        """Rows that are behind the import."""
        return sum(self.facts()[name] or 0 for name in SUMS[1:4])

    def facts(self) -> dict[str, Any]:
        return world.facts_of(self.engine, self.import_id)

    def reach(self, row: float) -> None:
        wait_for(lambda: self.done >= row, f"row {row:.0f}")

    def completed(self) -> bool:
        try:
            return self.facts()["status"] == "completed"
        except OperationalError:  # the server is just starting again
            return False

    def finish(self) -> None:
        """Let a worker bring the import to its end."""
        self.crew.start()
        wait_for(self.completed, "the import to complete")

    def expect_undisturbed(self) -> None:
        """Take the same sheet here, in one go, and compare everything."""
        people, reports = world.people(self.engine), world.reports(self.engine, self.import_id)
        facts = self.facts()
        with self.engine.begin() as connection:
            for table in ("group_user", "enrollment_record", "student", '"user"'):
                connection.execute(text(f"DELETE FROM {table}"))
        plain = world.begin(five_thousand())
        runner.run(plain, self.settings, lambda: False)
        assert len(people) > 0.9 * ROWS
        assert people == world.people(self.engine)
        assert reports == world.reports(self.engine, plain)
        undisturbed = world.facts_of(self.engine, plain)
        assert {name: facts[name] for name in SUMS} == {name: undisturbed[name] for name in SUMS}


@pytest.fixture
def scene(
    private_postgresql: PostgreSQL, private_valkey: Valkey, tmp_path: Path
) -> Iterator[Scene]:
    """Everything of this test's own, so that all of it can be killed."""
    settings = Settings(
        environment="test",
        database_url=private_postgresql.url,
        redis_url=private_valkey.url,
        secret_key="secret-of-the-tests",
        bearer_token="token-of-the-tests",
        import_chunk_rows=100,
    )
    upgrade(settings.database_url)
    with ExitStack() as stack:
        app = stack.enter_context(schema_app(settings.database_url))
        app.config["SETTINGS"] = settings
        with transaction() as session:
            world.settle(session)
        crew = stack.enter_context(Crew(settings, tmp_path / "worker.log"))
        yield Scene(settings, engine_on(settings.database_url), crew)


def test_a_worker_killed_again_and_again(scene: Scene) -> None:
    chance = random.Random(20261121)
    reached = [0]
    for number in range(KILLS):
        scene.crew.start()
        scene.reach(max(reached[-1] + 1, ROWS * (number + chance.random()) / (KILLS + 2)))
        scene.crew.kill()
        reached.append(scene.done)
    assert scene.facts()["status"] == "processing"
    assert reached == sorted(set(reached))
    scene.finish()
    scene.expect_undisturbed()


def test_redis_flushed_again_and_again(scene: Scene, private_valkey: Valkey) -> None:
    redis = Redis.from_url(private_valkey.url)
    scene.crew.start()
    for row in (500, 1500, 3000):
        scene.reach(row)
        redis.flushall()
    redis.close()
    scene.finish()
    scene.expect_undisturbed()


def test_redis_away_when_the_import_starts(scene: Scene, private_valkey: Valkey) -> None:
    private_valkey.kill()
    import_id = world.begin(world.sheet([world.student(ROWS + 1)]))
    assert not queue.ring(import_id)
    scene.crew.start()
    private_valkey.start()
    scene.finish()
    wait_for(
        lambda: world.facts_of(scene.engine, import_id)["status"] == "completed",
        "the import that was started without Redis",
    )


def test_postgresql_restarted_in_the_middle(scene: Scene, private_postgresql: PostgreSQL) -> None:
    scene.crew.start()
    scene.reach(1000)
    private_postgresql.stop()
    private_postgresql.start()
    scene.reach(2500)
    private_postgresql.kill()
    private_postgresql.start()
    scene.finish()
    scene.expect_undisturbed()
