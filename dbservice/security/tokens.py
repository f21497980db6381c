"""API tokens: who holds one, and what it allows."""

import hashlib
import hmac
import secrets
import time
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import func, or_, select, text
from sqlalchemy.orm import Session

from dbservice.config import DEVELOPMENT_TOKEN, Settings
from dbservice.db import db
from dbservice.errors import NotFound
from dbservice.models import ApiToken

SECRETS = "secrets"  # to see what is stored encrypted
SCOPES = ("read", "write", "destructive", SECRETS)
PREFIX = "dbs_"
PREFIX_SHOWN = 12
KNOWN_SECONDS = 15.0  # a revoked token works for as long in processes that have just seen it
KNOWN_AT_MOST = 1000

USE = text("""
    WITH used AS (
        UPDATE api_token SET last_used_at = now()
        WHERE token_hash = :hash AND revoked_at IS NULL
          AND (expires_at IS NULL OR expires_at > now())
          AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')
    )
    SELECT name, scopes, extract(epoch FROM expires_at - now()) FROM api_token
    WHERE token_hash = :hash AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())
""")
IS_VALID = ApiToken.revoked_at.is_(None) & or_(
    ApiToken.expires_at.is_(None), ApiToken.expires_at > func.now()
)


class Grant(NamedTuple):
    """The holder of a token and what it may do."""

    name: str
    scopes: frozenset[str]


@dataclass(frozen=True)
class Known:
    """A token looked up lately; no grant if it is none."""

    grant: Grant | None
    until: float


FULL = Grant("bearer token", frozenset(SCOPES))
_known: dict[str, Known] = {}


def grant_of(token: str, settings: Settings) -> Grant | None:
    """What a token allows; None when it is unknown, expired or revoked."""
    if is_full_token(token, settings):
        return FULL
    hashed = hash_of(token)
    known = _known.get(hashed)
    if known is None or known.until < time.monotonic():
        known = _look_up(hashed)
        if len(_known) >= KNOWN_AT_MOST:
            _known.clear()
        _known[hashed] = known
    return known.grant


def is_full_token(token: str, settings: Settings) -> bool:
    """Whether this is the token of the environment; compared in constant time."""
    full = [settings.bearer_token, settings.bearer_token_previous]
    if settings.is_development:
        full.append(DEVELOPMENT_TOKEN)
    matches = [hmac.compare_digest(token.encode(), each.encode()) for each in full if each]
    return any(matches)


def create(
    session: Session,
    name: str,
    scopes: Collection[str],
    *,
    expires_at: datetime | None = None,
    by: str | None = None,
) -> str:
    """Make a token and return it; it is not stored and cannot be shown again."""
    token = PREFIX + secrets.token_urlsafe(32)
    row = ApiToken(
        name=name,
        prefix=token[:PREFIX_SHOWN],
        token_hash=hash_of(token),
        scopes=[scope for scope in SCOPES if scope in scopes],
        expires_at=expires_at,
        created_by=by,
    )
    session.add(row)
    session.flush()
    return token


def rotate(session: Session, name: str, *, overlap: timedelta, by: str | None = None) -> str:
    """Make a client a new token like the newest it has, and return it; it cannot be shown again.

    Those it has stay valid for `overlap`, unless they end before. The new one lives as long as
    the newest was to live.

    Raises:
        NotFound: there is no valid token of this name.
    """
    now = datetime.now(UTC)
    query = select(ApiToken).where(ApiToken.name == name, IS_VALID).order_by(ApiToken.id.desc())
    valid = session.scalars(query.with_for_update()).all()
    if not valid:
        raise NotFound(f"There is no valid token called {name}")
    newest = valid[0]
    expires_at = newest.expires_at and now + (newest.expires_at - newest.created_at)
    for token in valid:
        token.expires_at = min(token.expires_at or now + overlap, now + overlap)
    return create(session, name, newest.scopes, expires_at=expires_at, by=by)


def hash_of(token: str) -> str:
    """The form in which a token is stored; it is long and random, so no salt is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


def _look_up(hashed: str) -> Known:
    now = time.monotonic()
    with db.engine.begin() as connection:
        row = connection.execute(USE, {"hash": hashed}).one_or_none()
    if row is None:
        return Known(None, now + KNOWN_SECONDS)
    name, scopes, seconds_left = row
    until = now + min(KNOWN_SECONDS, float(seconds_left or KNOWN_SECONDS))
    return Known(Grant(f"token {name}", frozenset(scopes)), until)
