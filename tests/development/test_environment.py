"""What ``make run`` fills in, and what it leaves to the person."""

import pytest

from dbservice.development import environment
from dbservice.development.environment import complete_environment, missing_servers


@pytest.fixture
def checkout(monkeypatch, tmp_path):
    """A checkout with nothing but its folder, in an environment with nothing set."""
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    variables = {}
    monkeypatch.setattr(environment.os, "environ", variables)
    return tmp_path, variables


def test_demo_values_are_filled_in(checkout):
    _, variables = checkout
    complete_environment()
    assert variables["DBSERVICE_ENV"] == "development"
    assert variables["BEARER_TOKEN"] == "dev-token"
    assert (variables["DASHBOARD_USER"], variables["DASHBOARD_PASS"]) == ("admin", "admin")


def test_the_env_file_wins_over_the_demo_values(checkout):
    folder, variables = checkout
    (folder / ".env").write_text("BEARER_TOKEN=mine\n")
    complete_environment()
    assert variables["BEARER_TOKEN"] == "mine"


def test_the_environment_wins_over_the_env_file(checkout):
    folder, variables = checkout
    (folder / ".env").write_text("BEARER_TOKEN=mine\n")
    variables["BEARER_TOKEN"] = "given"
    complete_environment()
    assert variables["BEARER_TOKEN"] == "given"


def test_only_servers_without_an_address_are_embedded(checkout):
    folder, variables = checkout
    assert [name for name, _ in missing_servers(folder)] == ["DATABASE_URL", "REDIS_URL"]
    variables["DATABASE_URL"] = "postgresql://elsewhere/db"
    assert [name for name, _ in missing_servers(folder)] == ["REDIS_URL"]
