"""Databases with the demo in them."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from dbservice.config import Settings
from dbservice.db import db
from tests.databases import TOKEN, Cluster, engine_on
from tests.recycling import SpareApps
from tests.seed.running import run_seed
from tests.servers import Servers


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
def shared_database(cluster: Cluster, seeded_template: str) -> Iterator[str]:
    """The URL of a database with the demo that many tests look at."""
    with cluster.database(seeded_template) as url:
        yield url


@pytest.fixture(scope="session")
def shared_engine(shared_database: str) -> Iterator[Engine]:
    """An engine on it."""
    engine = engine_on(shared_database)
    yield engine
    engine.dispose()


@pytest.fixture
def shared_client(
    shared_database: str, servers: Servers, spare_apps: SpareApps
) -> Iterator[FlaskClient]:
    """A client of the application on it, for reading."""
    settings = Settings(
        environment="test",
        database_url=shared_database,
        redis_url=servers.redis_url,
        secret_key="secret-of-the-tests",
        bearer_token=TOKEN,
    )
    app = spare_apps.take(settings)
    yield app.test_client()
    with app.app_context():
        db.engine.dispose()
    spare_apps.give_back(app)


@pytest.fixture
def seeded(shared_engine: Engine) -> Iterator[Session]:
    """A session on a database with the demo; what it writes is undone."""
    with Session(shared_engine) as session:
        yield session
