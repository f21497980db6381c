"""Databases with a small organisation in them."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine

from tests.consistency import organisation
from tests.databases import Cluster, engine_on


@pytest.fixture(scope="session")
def organisation_engine(cluster: Cluster, migrated_template: str) -> Iterator[Engine]:
    """An engine on a database with the organisation that many tests look at."""
    with cluster.database(migrated_template) as url:
        engine = engine_on(url)
        with engine.begin() as connection:
            organisation.settle(connection)
        yield engine
        engine.dispose()


@pytest.fixture
def organised(organisation_engine: Engine) -> Iterator[Connection]:
    """A connection to a database with the organisation; what it does is undone."""
    with organisation_engine.connect() as connection:
        yield connection


@pytest.fixture
def own_organisation(database: str, engine: Engine) -> str:
    """The URL of a database with the organisation, for one test to write into."""
    with engine.begin() as connection:
        organisation.settle(connection)
    return database
