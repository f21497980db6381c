"""Running `flask seed` in a test."""

from dataclasses import replace

from click.testing import Result

from dbservice import cli
from dbservice.config import Environment
from tests.databases import schema_app


def run_seed(url: str, *options: str, environment: Environment = "development") -> Result:
    """The command on this database: its exit code and what it printed."""
    with schema_app(url) as app:
        app.config["SETTINGS"] = replace(app.config["SETTINGS"], environment=environment)
        cli.init_app(app)
        return app.test_cli_runner().invoke(args=["seed", *options])
