"""One database for all scenarios of a test process: each test begins by setting it right."""

from collections.abc import Iterator

import pytest

from dbservice.config import Settings
from dbservice.db import db
from tests.databases import Cluster, schema_app
from tests.engine.types.scenario import declared
from tests.engine.types.stage import Memory, Stage

SCENARIOS = declared()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that asks for a scenario is about every one."""
    if "scenario" in metafunc.fixturenames:
        metafunc.parametrize("scenario", SCENARIOS.values(), ids=SCENARIOS.keys())


@pytest.fixture(scope="session")
def memory(cluster: Cluster, migrated_template: str) -> Iterator[Memory]:
    """A database, and what it has been like."""
    with cluster.database(migrated_template) as url:
        yield Memory(url, {})


@pytest.fixture
def stage(memory: Memory) -> Iterator[Stage]:
    """As much of an application as a worker needs, on the database of all scenarios."""
    settings = Settings(environment="test", database_url=memory.url)
    with schema_app(memory.url) as app:
        app.config["SETTINGS"] = settings
        yield Stage(memory, db.engine, settings)
