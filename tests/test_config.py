"""Settings: what is read, and when the service refuses to start."""

from dataclasses import fields
from pathlib import Path

import pytest

from dbservice.config import DEVELOPMENT_SECRET, DEVELOPMENT_TOKEN, Settings, SettingsError

EXAMPLE = Path(__file__).parents[1] / ".env.example"
NEEDED = {
    "DATABASE_URL": "postgresql://one@two/three",
    "REDIS_URL": "redis://four",
    "SECRET_KEY": "five",
    "BEARER_TOKEN": "six",
}


def test_the_example_names_every_setting_with_its_default() -> None:
    told = dict(
        line.removeprefix("#").split("=", 1)
        for line in EXAMPLE.read_text().splitlines()
        if line.startswith("#") and not line.startswith("# ")
    )
    defaults = {
        setting.metadata["name"]: ",".join(setting.default)
        if isinstance(setting.default, tuple)
        else str(setting.default)
        for setting in fields(Settings)
    }
    assert told == defaults


@pytest.mark.parametrize("missing", NEEDED)
@pytest.mark.parametrize("environment", ["production", "test"])
def test_it_refuses_to_start_without(missing: str, environment: str) -> None:
    given = NEEDED | {missing: " ", "DBSERVICE_ENV": environment}
    with pytest.raises(SettingsError, match=f"{missing} is not set"):
        Settings.from_environment(given)


@pytest.mark.parametrize(
    ("name", "value"), [("SECRET_KEY", DEVELOPMENT_SECRET), ("BEARER_TOKEN", DEVELOPMENT_TOKEN)]
)
def test_development_values_are_for_development(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"{name} has its development value"):
        Settings.from_environment(NEEDED | {name: value})
    settings = Settings.from_environment(NEEDED | {name: value, "DBSERVICE_ENV": "development"})
    assert settings.is_development


def test_all_faults_are_told_at_once() -> None:
    faulty = {"PORT": "http", "POOL_SIZE": "0", "DBSERVICE_ENV": "staging"}
    with pytest.raises(SettingsError) as refusal:
        Settings.from_environment(faulty)
    for name in (*NEEDED, *faulty):
        assert name in str(refusal.value)


def test_names_that_operators_use_already_are_understood() -> None:
    given = {"SECRET_KEY_BASE": "old", "PHX_HOST": "schools.example", "WHITELISTED_DOMAINS": "a, b"}
    del (needed := dict(NEEDED))["SECRET_KEY"]
    settings = Settings.from_environment(needed | given)
    assert settings.secret_key == "old"
    assert settings.public_host == "schools.example"
    assert settings.whitelisted_domains == ("a", "b")


def test_the_own_name_wins_over_an_alias() -> None:
    settings = Settings.from_environment(NEEDED | {"SECRET_KEY_BASE": "old"})
    assert settings.secret_key == "five"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "ecto"])
def test_any_address_of_postgresql_names_our_driver(scheme: str) -> None:
    settings = Settings(database_url=f"{scheme}://one@two/three")
    assert settings.sqlalchemy_url == "postgresql+psycopg2://one@two/three"


def test_half_an_account_is_none() -> None:
    with pytest.raises(SettingsError, match="go together"):
        Settings.from_environment(NEEDED | {"DASHBOARD_USER": "someone"})
