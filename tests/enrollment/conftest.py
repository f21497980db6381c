"""The stage on which operations are tried."""

from collections.abc import Iterator

import pytest

from dbservice.config import Settings
from tests.databases import Cluster, schema_app
from tests.enrollment.office import Office
from tests.enrollment.stage import Stage, stage


@pytest.fixture(scope="module")
def lasting_stage(cluster: Cluster, migrated_template: str) -> Iterator[Stage]:
    """The organisation of all tests of a module."""
    with cluster.database(migrated_template) as url:
        settings = Settings(environment="test", database_url=url)
        with schema_app(url) as app:
            app.config["SETTINGS"] = settings
            with stage(settings) as made:
                yield made


@pytest.fixture(name="stage")
def fixture_stage(lasting_stage: Stage) -> Stage:
    """The organisation with three students and two teachers, none of whom is enrolled."""
    lasting_stage.begin_anew()
    return lasting_stage


@pytest.fixture
def office(stage: Stage) -> Office:
    """Where students S1 to S3 and teachers T1 and T2 come with their wishes."""
    return Office(stage)
