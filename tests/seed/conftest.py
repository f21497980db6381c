"""Databases with the demo in them."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from tests.databases import Cluster, engine_on
from tests.seed.running import run_seed


@pytest.fixture(scope="session")
def seeded_template(cluster: Cluster, migrated_template: str) -> Iterator[str]:
    """The name of a database with the demo, to be copied."""
    with cluster.database(migrated_template) as url:
        result = run_seed(url)
        assert result.exit_code == 0, result.output
        yield url.rpartition("/")[2]


@pytest.fixture
def seeded_database(cluster: Cluster, seeded_template: str) -> Iterator[str]:
    """The URL of a database with the demo, for one test to write into."""
    with cluster.database(seeded_template) as url:
        yield url


@pytest.fixture(scope="session")
def shared_engine(cluster: Cluster, seeded_template: str) -> Iterator[Engine]:
    """An engine on a database with the demo that many tests look at."""
    with cluster.database(seeded_template) as url:
        engine = engine_on(url)
        yield engine
        engine.dispose()


@pytest.fixture
def seeded(shared_engine: Engine) -> Iterator[Session]:
    """A session on a database with the demo; what it writes is undone."""
    with Session(shared_engine) as session:
        yield session
