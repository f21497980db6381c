"""What holds for every server: its folder, its port, who else uses it."""

import socket
import subprocess
import sys

import pytest

from dbservice.embedded import PostgreSQL, ServerFailed, Valkey, ports
from tests.processes import are_gone, eventually
from tests.queries import execute


def test_files_are_private(private_postgresql, private_valkey):
    for server in (private_postgresql, private_valkey):
        assert server.folder.stat().st_mode & 0o077 == 0
        assert (server.folder / "password").stat().st_mode & 0o077 == 0


def test_servers_listen_on_loopback_only(private_postgresql, private_valkey):
    for server in (private_postgresql, private_valkey):
        for family, address in other_addresses():
            with socket.socket(family) as probe:
                probe.settimeout(1)
                assert probe.connect_ex((address, server.port)) != 0


def other_addresses() -> list[tuple[int, str]]:
    return [(socket.AF_INET, "127.0.0.2"), (socket.AF_INET6, "::1")]


@pytest.mark.parametrize("kind", [PostgreSQL, Valkey])
def test_a_second_start_attaches(kind, tmp_path):
    with kind(tmp_path) as first:
        second = kind(tmp_path).start()
        assert second.url == first.url
        assert second.pid is None
        second.stop()
        assert first.is_alive()


@pytest.mark.parametrize("kind", [PostgreSQL, Valkey])
def test_who_attached_takes_over(kind, tmp_path):
    first = kind(tmp_path).start()
    second = kind(tmp_path).start()
    first.stop()
    assert not second.is_alive()
    with second:
        assert second.is_alive()
        assert second.url == first.url
        assert second.pid is not None


def test_starts_at_the_same_time_share_one_server(tmp_path):
    starts = [
        subprocess.Popen(
            [sys.executable, "-c", SHARED_START, str(tmp_path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    answers = [start.stdout.readline().split() for start in starts]
    assert len({url for url, _ in answers}) == 1
    assert [pid for _, pid in answers].count("None") == 2
    for start in starts:
        start.communicate("\n")


SHARED_START = """
import sys, pathlib
from dbservice.embedded import PostgreSQL
with PostgreSQL(pathlib.Path(sys.argv[1])) as server:
    print(server.url, server.pid, flush=True)
    sys.stdin.readline()
"""


@pytest.mark.parametrize("kind", [PostgreSQL, Valkey])
def test_two_folders_side_by_side(kind, tmp_path):
    with kind(tmp_path / "one") as one, kind(tmp_path / "two") as two:
        assert one.port != two.port
        assert one.is_alive()
        assert two.is_alive()


@pytest.mark.parametrize("kind", [PostgreSQL, Valkey])
def test_a_long_path_with_spaces(kind, tmp_path):
    with kind(tmp_path / "a long name" / ("x" * 120)) as server:
        assert server.is_alive()


def test_a_taken_port_is_left_to_its_owner(tmp_path):
    server = Valkey(tmp_path)
    with server:
        port = server.port
    with socket.create_server((ports.HOST, port)):
        with pytest.raises(ServerFailed, match="Valkey does not start"):
            server.start()  # its clients know the port
        with Valkey(tmp_path) as fresh:
            assert fresh.port != port


def test_an_unusable_folder_is_named(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(ServerFailed, match=r"Valkey cannot use .*file"):
        Valkey(tmp_path / "file/below").start()


def test_a_killed_parent_leaves_no_orphan(tmp_path):
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    pids = [int(word) for word in parent.stdout.readline().split()]
    parent.kill()
    parent.communicate()
    assert len(pids) == 2
    assert eventually(lambda: are_gone(pids))
    with PostgreSQL(tmp_path / "postgresql") as server:
        assert execute(server.url, "select number from kept") == 7


PARENT = """
import pathlib, signal, sys
from dbservice.embedded import PostgreSQL, Valkey
from tests.queries import execute
folder = pathlib.Path(sys.argv[1])
server = PostgreSQL(folder / "postgresql").start()
other = Valkey(folder / "valkey").start()
execute(server.url, "create table kept as select 7 as number")
print(server.pid, other.pid, flush=True)
signal.pause()
"""
