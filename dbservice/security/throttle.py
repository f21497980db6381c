"""How often a guess may fail: counted in Redis, or in this process while that is away."""

import hashlib
import time

import redis
from flask import current_app

FAILURES_AT_MOST = 10
WINDOW_SECONDS = 300
KEPT_AT_MOST = 10_000
SOON = 0.25  # seconds; nobody waits for a Redis that is away

_failures: dict[str, tuple[int, float]] = {}


def is_exhausted(account: str, address: str, *, what: str = "login") -> bool:
    """Whether guesses about this account have failed too often of late from this address.

    `what` is guessed: a password at the login, unless said.
    """
    key = _key(what, account, address)
    try:
        return int(_redis().get(key) or 0) >= FAILURES_AT_MOST
    except redis.RedisError:
        count, until = _failures.get(key, (0, 0.0))
        return count >= FAILURES_AT_MOST and time.monotonic() < until


def note_failure(account: str, address: str, *, what: str = "login") -> None:
    """Count one more failure."""
    key = _key(what, account, address)
    try:
        with _redis().pipeline() as pipeline:
            pipeline.incr(key)
            pipeline.expire(key, WINDOW_SECONDS, nx=True)
            pipeline.execute()
    except redis.RedisError:
        _count_here(key)


def _count_here(key: str) -> None:
    if len(_failures) >= KEPT_AT_MOST:
        _failures.clear()
    count, until = _failures.get(key, (0, 0.0))
    now = time.monotonic()
    if now >= until:
        count, until = 0, now + WINDOW_SECONDS
    _failures[key] = (count + 1, until)


def _key(what: str, account: str, address: str) -> str:
    who = hashlib.sha256(f"{account}\0{address}".encode()).hexdigest()
    return f"dbservice:{what}:{who}"


def _redis() -> "redis.Redis":
    extensions = current_app.extensions
    if "dbservice-throttle" not in extensions:
        extensions["dbservice-throttle"] = redis.Redis.from_url(
            current_app.config["SETTINGS"].redis_url,
            socket_connect_timeout=SOON,
            socket_timeout=SOON,
        )
    client: redis.Redis = extensions["dbservice-throttle"]
    return client
