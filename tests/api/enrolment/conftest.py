"""The organisation with three students and two teachers, and the API to enrol them by."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import Engine

from dbservice.config import Settings
from dbservice.db import db
from tests.api.conftest import Api, Rows
from tests.databases import TOKEN, Cluster, engine_on
from tests.enrollment.office import Office
from tests.enrollment.stage import Stage, stage
from tests.servers import Servers


@pytest.fixture(scope="package")
def lasting_app(cluster: Cluster, migrated_template: str, servers: Servers) -> Iterator[Flask]:
    """The application of all tests of enrolment."""
    from app import create_app  # noqa: PLC0415  # it is large

    with cluster.database(migrated_template) as url:
        settings = Settings(
            environment="test",
            database_url=url,
            redis_url=servers.redis_url,
            secret_key="secret-of-the-tests",
            bearer_token=TOKEN,
        )
        app = create_app(settings)
        app.testing = True
        with app.app_context():
            yield app
            db.engine.dispose()


@pytest.fixture(scope="package")
def lasting_stage(lasting_app: Flask) -> Iterator[Stage]:
    with stage(lasting_app.config["SETTINGS"]) as made:
        yield made


@pytest.fixture
def app(lasting_app: Flask, servers: Servers) -> Flask:
    """The application, with nothing in its Redis."""
    servers.empty_redis()
    return lasting_app


@pytest.fixture
def engine(app: Flask) -> Engine:
    """To look on beside everybody."""
    return engine_on(app.config["SETTINGS"].database_url)


@pytest.fixture
def rows(engine: Engine) -> Rows:
    return Rows(engine)


@pytest.fixture
def office(lasting_stage: Stage) -> Iterator[Office]:
    """Where students S1 to S3 and teachers T1 and T2 come with their wishes.

    None of them is enrolled. In the end the invariants hold.
    """
    lasting_stage.begin_anew()
    yield Office(lasting_stage)
    assert lasting_stage.exceptions() == []


@pytest.fixture
def api(app: Flask, office: Office, token_headers: dict[str, str]) -> Api:
    return Api(app.test_client(), token_headers)
