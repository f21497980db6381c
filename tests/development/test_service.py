"""One command starts the service; killing any part of it does no lasting harm."""

import os
import signal
import socket

from tests.development.service import RECOVERY_WITHIN, Service, running
from tests.processes import eventually

PARTS = ["gunicorn", "worker.py", "bin/postgres", "valkey-server"]


def test_every_part_comes_back_after_it_was_killed(tmp_path):
    with running(tmp_path) as service:
        assert eventually(service.is_ready, RECOVERY_WITHIN)
        schools = service.get("/api/school")
        assert schools
        for part in PARTS:
            kill_and_see_it_back(service, part)
        assert service.get("/api/school") == schools
        service.end_by(signal.SIGINT)
        assert service.process.returncode == 0
    with running(tmp_path) as service:
        assert "Preparing" not in service.console
        assert service.get("/api/school") == schools
        service.end_by(signal.SIGKILL)


def kill_and_see_it_back(service, part):
    killed = service.process_of(part)
    os.kill(killed, signal.SIGKILL)
    assert eventually(
        lambda: service.process_of(part) not in (None, killed) and service.is_ready(),
        RECOVERY_WITHIN,
    ), service.console


def test_given_servers_are_used(database, servers, tmp_path):
    with running(tmp_path, DATABASE_URL=database, REDIS_URL=servers.redis_url) as service:
        assert eventually(service.is_ready, RECOVERY_WITHIN)
        assert service.process_of("bin/postgres") is None
        assert service.process_of("valkey-server") is None
    assert not (tmp_path / "data").exists()


def test_a_taken_port_is_refused_before_anything_starts(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        service = Service(tmp_path, PORT=port)
        assert service.process.wait(30) == os.EX_TEMPFAIL
    assert f"Port {port} is taken" in service.console
    assert not (tmp_path / "data").exists()


def test_an_impossible_setting_is_refused_before_anything_starts(tmp_path):
    service = Service(tmp_path, LOG_LEVEL="LOUD", POOL_SIZE="many")
    assert service.process.wait(30) == os.EX_CONFIG
    assert "POOL_SIZE is 'many'" in service.console
    assert not (tmp_path / "data").exists()
