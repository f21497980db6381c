"""Valkey on a data folder."""

import socket

import redis

from dbservice.embedded import Valkey, ports


def test_asks_for_the_password(private_valkey):
    with socket.create_connection((ports.HOST, private_valkey.port), timeout=5) as stranger:
        stranger.sendall(b"PING\r\n")
        assert stranger.recv(100).startswith(b"-NOAUTH")


def test_keeps_data_and_address_when_killed(private_valkey):
    before = private_valkey.url
    with redis.Redis.from_url(before) as client:
        client.set("kept", 7)
    private_valkey.kill()
    private_valkey.start()
    assert private_valkey.url == before
    with redis.Redis.from_url(before) as client:
        assert client.get("kept") == b"7"


def test_a_long_log_is_put_aside(tmp_path):
    log = tmp_path / "server.log"
    log.write_bytes(b"x" * 6_000_000)
    with Valkey(tmp_path):
        assert log.stat().st_size < 1_000_000
    assert log.with_suffix(".log.1").stat().st_size == 6_000_000
