"""Failed guesses: after a few, each further one makes the guesser wait twice as long.

They are counted for what is guessed at and where the guess comes from, so that nobody can lock
others out; in Redis, or in this process while that is away.
"""

import hashlib
import time
from typing import NamedTuple

import redis
from flask import current_app

FREE_FAILURES = 5
FIRST_WAIT = 15  # seconds
LONGEST_WAIT = 15 * 60
REMEMBERED_SECONDS = 60 * 60  # since the last failure
KEPT_AT_MOST = 10_000
SOON = 0.25  # seconds; nobody waits for a Redis that is away


class Failures(NamedTuple):
    """How often in a row, and until when (of the monotonic clock) there is to wait."""

    times: int
    until: float


_failures: dict[str, Failures] = {}


def seconds_to_wait(account: str, address: str, *, what: str = "login") -> int:
    """How long to wait, at this address, before another guess about this account.

    `what` is guessed: a password at the login, unless said.
    """
    key = _key(what, account, address)
    try:
        return max(_redis().ttl(f"{key}:wait"), 0)
    except redis.RedisError:
        left = _failures.get(key, Failures(0, 0.0)).until - time.monotonic()
        return max(round(left), 0)


def note_failure(account: str, address: str, *, what: str = "login") -> None:
    """Count one more failure."""
    key = _key(what, account, address)
    try:
        client = _redis()
        with client.pipeline() as pipeline:
            pipeline.incr(key)
            pipeline.expire(key, REMEMBERED_SECONDS)
            count, _ = pipeline.execute()
        if wait := _wait_after(count):
            client.set(f"{key}:wait", count, ex=wait)
    except redis.RedisError:
        _count_here(key)


def forget(account: str, address: str, *, what: str = "login") -> None:
    """Start anew: the guess was right."""
    key = _key(what, account, address)
    _failures.pop(key, None)
    try:
        _redis().delete(key, f"{key}:wait")
    except redis.RedisError:
        return


def _wait_after(count: int) -> int:
    if count < FREE_FAILURES:
        return 0
    wait: int = FIRST_WAIT << min(count - FREE_FAILURES, 30)
    return min(wait, LONGEST_WAIT)


def _count_here(key: str) -> None:
    if len(_failures) >= KEPT_AT_MOST:
        _failures.clear()
    count = _failures.get(key, Failures(0, 0.0)).times + 1
    _failures[key] = Failures(count, time.monotonic() + _wait_after(count))


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
