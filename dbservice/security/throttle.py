"""Failed guesses: after a few, each further one makes the guesser wait twice as long.

They are counted for what is guessed at and where the guess comes from, so that nobody can lock
others out; in Redis, or in this process while that is away.
"""

import hashlib
import time
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import NamedTuple, cast

import redis
from flask import current_app

FREE_FAILURES = 5
FIRST_WAIT = 15  # seconds
LONGEST_WAIT = 15 * 60
REMEMBERED_SECONDS = 60 * 60  # since the last failure
KEPT_AT_MOST = 10_000
LOGIN = "login"  # what is guessed, unless said
SOON = 0.25  # seconds; nobody waits for a Redis that is away


class Failures(NamedTuple):
    """How often in a row, and until when (of the monotonic clock) there is to wait."""

    times: int
    until: float


_failures: dict[str, Failures] = {}


def seconds_to_wait(account: str, address: str, *, what: str = LOGIN) -> int:
    """How long to wait, at this address, before another guess about this account.

    `what` is guessed: a password at the login, unless said.
    """
    key = _key(what, account, address)
    try:
        return max(_redis().ttl(f"{key}:wait"), 0)
    except redis.RedisError:
        left = _failures.get(key, Failures(0, 0.0)).until - time.monotonic()
        return max(round(left), 0)


def note_failure(account: str, address: str, *, what: str = LOGIN) -> None:
    """Count one more failure."""
    key = _key(what, account, address)
    try:
        client = _redis()
        with client.pipeline() as pipeline:
            pipeline.incr(key)
            pipeline.expire(key, REMEMBERED_SECONDS)
            count, _ = pipeline.execute()
        if wait := _wait_after(count):
            waits = _waits(what, account)
            with client.pipeline() as pipeline:
                pipeline.set(f"{key}:wait", count, ex=wait)
                pipeline.zadd(waits, {key: time.time() + wait})
                pipeline.expire(waits, REMEMBERED_SECONDS)
                pipeline.execute()
    except redis.RedisError:
        _count_here(key)


def forget(account: str, address: str, *, what: str = LOGIN) -> None:
    """Start anew: the guess was right."""
    key = _key(what, account, address)
    _failures.pop(key, None)
    try:
        with _redis().pipeline() as pipeline:
            pipeline.delete(key, f"{key}:wait")
            pipeline.zrem(_waits(what, account), key)
            pipeline.execute()
    except redis.RedisError:
        return


def locked_until(accounts: Collection[str]) -> Mapping[str, datetime]:
    """The accounts that somebody, somewhere, has to wait for at the login, and until when."""
    now = time.time()
    try:
        with _redis().pipeline() as pipeline:
            for account in accounts:
                pipeline.zrange(_waits(LOGIN, account), -1, -1, withscores=True)
            latest = [found[0][1] if found else 0.0 for found in pipeline.execute()]
    except redis.RedisError:
        latest = [_latest_here(_prefix(LOGIN, account)) for account in accounts]
    until = zip(accounts, latest, strict=True)
    return {account: datetime.fromtimestamp(end, UTC) for account, end in until if end > now}


def unlock(account: str) -> None:
    """Let whoever has to wait for this account at the login try again."""
    waits = _waits(LOGIN, account)
    for key in list(_failures):
        if key.startswith(_prefix(LOGIN, account)):
            _failures.pop(key, None)
    try:
        client = _redis()
        keys = [cast("bytes", key).decode() for key in client.zrange(waits, 0, -1)]
        client.delete(waits, *keys, *(f"{key}:wait" for key in keys))
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


def _latest_here(prefix: str) -> float:
    """When the last of the waits ends that this process knows of."""
    ends = [one.until for key, one in list(_failures.items()) if key.startswith(prefix)]
    return time.time() + max(ends, default=0.0) - time.monotonic()


def _key(what: str, account: str, address: str) -> str:
    guess = _hashed(f"{account}\0{address}")
    return f"{_prefix(what, account)}{guess}"


def _waits(what: str, account: str) -> str:
    """The keys of those who have to wait for this account, each with the time of its end."""
    return f"{_prefix(what, account)}waits"


def _prefix(what: str, account: str) -> str:
    return f"dbservice:{what}:{_hashed(account)}:"


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


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
