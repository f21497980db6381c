"""PostgreSQL on a data folder."""

import os
import socket
import subprocess
import sys

import psycopg2
import pytest

from dbservice.embedded import PostgreSQL, ServerFailed, ports
from dbservice.embedded.postgresql import speaks_postgresql
from tests.processes import eventually, is_running
from tests.queries import execute

KEEP = "create table kept as select 7 as number"


def test_speaks_utc_and_knows_letters(private_postgresql):
    url = private_postgresql.url
    assert execute(url, "show timezone") == "UTC"
    assert execute(url, "select lower('ÉĐ')") == "éđ"
    assert execute(url, "show fsync") == "on"


def test_asks_for_the_password(private_postgresql):
    stranger = private_postgresql.url.replace(private_postgresql._password, "guess")
    with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
        psycopg2.connect(stranger)


def test_tests_may_forget(servers, tmp_path):
    with PostgreSQL(tmp_path, durable=False) as server:
        assert execute(server.url, "show fsync") == "off"


def test_keeps_data_and_address_when_killed(private_postgresql):
    before = private_postgresql.url
    execute(before, KEEP)
    private_postgresql.kill()
    assert not private_postgresql.is_alive()
    private_postgresql.start()
    assert private_postgresql.url == before
    assert execute(before, "select number from kept") == 7


def test_waits_for_the_last_session_of_a_killed_server(private_postgresql):
    """A session in the middle of a statement outlives its server for a while."""
    session = subprocess.Popen(
        [sys.executable, "-c", SESSION, private_postgresql.url],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    busy = int(session.stdout.readline())
    state = f"select state from pg_stat_activity where pid = {busy}"
    assert eventually(lambda: execute(private_postgresql.url, state) == "active")
    private_postgresql.kill()
    assert is_running(busy)
    private_postgresql.start()
    assert not is_running(busy)
    session.communicate()
    assert execute(private_postgresql.url, "select 1") == 1


SESSION = """
import sys, psycopg2
connection = psycopg2.connect(sys.argv[1])
print(connection.info.backend_pid, flush=True)
connection.cursor().execute(
    "select count(*) from generate_series(1, 5000) a, generate_series(1, 5000) b"
)
"""


def test_starts_over_a_stale_pid_file(private_postgresql):
    private_postgresql.kill()
    pid_file = private_postgresql.folder / "data/postmaster.pid"
    lines = pid_file.read_text().splitlines()
    pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]))
    private_postgresql.start()
    assert execute(private_postgresql.url, "select 1") == 1


def test_data_of_another_version_is_refused(tmp_path):
    with PostgreSQL(tmp_path):
        pass
    (tmp_path / "data/PG_VERSION").write_text("13\n")
    with pytest.raises(ServerFailed, match=r"written by PostgreSQL 13.*Install version 13"):
        PostgreSQL(tmp_path).start()


def test_a_failure_shows_what_the_server_said(tmp_path):
    with PostgreSQL(tmp_path):
        pass
    (tmp_path / "data/global/pg_control").unlink()
    with pytest.raises(ServerFailed, match="could not find the database system"):
        PostgreSQL(tmp_path).start()


def test_a_half_made_cluster_is_made_again(tmp_path):
    (tmp_path / "data.new").mkdir()
    (tmp_path / "data.new/PG_VERSION").write_text("18\n")
    with PostgreSQL(tmp_path) as server:
        assert execute(server.url, "select current_database()") == "dbservice"


def test_a_port_that_only_accepts_is_no_server():
    with socket.create_server((ports.HOST, 0)) as silent:
        assert not speaks_postgresql(silent.getsockname()[1])


def test_looking_for_the_server_leaves_no_complaint_in_its_log(private_postgresql):
    assert speaks_postgresql(private_postgresql.port)
    private_postgresql.stop()
    assert "startup packet" not in private_postgresql.log_file.read_text()
