"""API tokens: who holds one, and what it allows."""

import hashlib
import hmac
import re
import secrets
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, or_, select, text, update
from sqlalchemy.orm import Session

from dbservice.config import DEVELOPMENT_TOKEN, Settings
from dbservice.db import db
from dbservice.errors import Conflict, Invalid, NotFound
from dbservice.models import ApiToken

SECRETS = "secrets"  # to see what is stored encrypted
# What each scope lets its holder do.
SCOPES: Mapping[str, str] = {
    "read": "Look up whatever the API shows",
    "write": "Create and change records",
    "destructive": "Delete records",
    SECRETS: "See the passwords of exam portals, which are stored encrypted",
}
NAME = re.compile(r"[^\s\x00-\x1f\x7f](?:[^\x00-\x1f\x7f]{0,98}[^\s\x00-\x1f\x7f])?")
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


def issue(
    session: Session,
    name: str,
    scopes: Collection[str],
    *,
    expires_at: datetime | None = None,
    by: str | None = None,
) -> str:
    """Make a client that has no valid token one, and return it; it cannot be shown again.

    Raises:
        Invalid: the name cannot be, no scope is given, or there is no such scope.
        Conflict: the client has a valid token.
    """
    if not NAME.fullmatch(name):
        raise Invalid("must have 1 to 100 characters", field="name")
    if not scopes or not set(scopes) <= set(SCOPES):
        raise Invalid(f"must be some of {', '.join(SCOPES)}", field="scopes")
    if session.scalar(select(ApiToken.id).where(ApiToken.name == name, IS_VALID).limit(1)):
        raise Conflict(
            f"There is a token called {name} already; rotate it to get another", field="name"
        )
    return create(session, name, scopes, expires_at=expires_at, by=by)


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


def revoke(session: Session, name: str, prefix: str | None = None) -> None:
    """Make the tokens of a client worthless, or the one that begins with `prefix`.

    This process refuses them at once, others within KNOWN_SECONDS.

    Raises:
        NotFound: there is no such token that is valid.
    """
    which = ApiToken.name == name
    if not _revoked(session, which if prefix is None else which & (ApiToken.prefix == prefix)):
        raise NotFound(f"There is no valid token called {name}")


def revoke_one(session: Session, id: int) -> None:
    """Make one token worthless, as `revoke`; raises NotFound."""
    if not _revoked(session, ApiToken.id == id):
        raise NotFound("The token is not valid any more")


def _revoked(session: Session, which: ColumnElement[bool]) -> Sequence[str]:
    change = update(ApiToken).where(which, ApiToken.revoked_at.is_(None))
    hashes = session.scalars(change.values(revoked_at=func.now()).returning(ApiToken.token_hash))
    found = hashes.all()
    for hashed in found:
        _known.pop(hashed, None)
    return found


def everything(session: Session) -> Sequence[ApiToken]:
    """All tokens there ever were, by name, the oldest of each first."""
    return session.scalars(select(ApiToken).order_by(ApiToken.name, ApiToken.id)).all()


def newest(session: Session, name: str) -> ApiToken | None:
    """The newest valid token of a client, if it has any."""
    query = select(ApiToken).where(ApiToken.name == name, IS_VALID).order_by(ApiToken.id.desc())
    return session.scalars(query.limit(1)).first()


def is_valid(token: ApiToken) -> bool:
    """Whether a token works now."""
    ended = token.expires_at is not None and token.expires_at <= datetime.now(UTC)
    return token.revoked_at is None and not ended


def with_id(session: Session, id: int) -> ApiToken:
    """The token with this id; raises NotFound."""
    token = session.get(ApiToken, id)
    if token is None:
        raise NotFound("There is no such token")
    return token


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
