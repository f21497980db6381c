"""Staff accounts: their passwords, and how the first one comes to be."""

import hashlib
import hmac
import secrets
import time
from functools import cache
from typing import NamedTuple

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import text

from dbservice.config import Settings
from dbservice.db import fetch_row, transaction

REMEMBERED_SECONDS = 600.0
REMEMBERED_AT_MOST = 1000
FIND = (
    "SELECT username, role, password_hash FROM staff_account WHERE username = %s AND NOT disabled"
)
ADD_FIRST = text("""
    INSERT INTO staff_account (username, password_hash, role)
    SELECT :username, :password_hash, 'admin'
    WHERE NOT EXISTS (SELECT FROM staff_account WHERE role = 'admin')
    ON CONFLICT (username) DO NOTHING
""")


NOTE_LOGIN = text("UPDATE staff_account SET last_login_at = now() WHERE username = :username")


class Account(NamedTuple):
    """A staff account that may log in."""

    username: str
    role: str
    password_hash: str


_key = secrets.token_bytes(32)
_remembered: dict[bytes, float] = {}


def find(username: str) -> Account | None:
    """The account of this name, unless it is disabled."""
    row = fetch_row(FIND, (username,)) if "\0" not in username else None
    return None if row is None else Account(*row)


def is_remembered(account: Account, password: str) -> bool:
    """Whether this password was right a short while ago, so that checking it costs nothing."""
    return _remembered.get(_digest(account, password), 0.0) > time.monotonic()


def verified(account: Account, password: str) -> bool:
    """Whether the password fits; Argon2 is slow on purpose, so a fit is remembered for a while."""
    try:
        hasher().verify(account.password_hash, password)
    except (VerificationError, InvalidHashError):
        return False
    if len(_remembered) >= REMEMBERED_AT_MOST:
        _remembered.clear()
    _remembered[_digest(account, password)] = time.monotonic() + REMEMBERED_SECONDS
    return True


def note_login(account: Account) -> None:
    """Keep when the account was used last, as often as its password is checked."""
    with transaction() as session:
        session.execute(NOTE_LOGIN, {"username": account.username})


def bootstrap(username: str, password: str, settings: Settings) -> Account | None:
    """Make the first admin account when its name and password from the settings are used."""
    expected = (settings.dashboard_user, settings.dashboard_pass)
    if not all(expected) or not _equal((username, password), expected):
        verified(nobody(), password)
        return None
    values = {"username": username, "password_hash": hash_password(password)}
    with transaction() as session:
        session.execute(ADD_FIRST, values)
    account = find(username)
    return account if account and verified(account, password) else None


def hash_password(password: str) -> str:
    """The form in which a password is stored (Argon2id)."""
    return hasher().hash(password)


@cache
def hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def nobody() -> Account:
    """Whose password is checked when there is no such account, so that it takes as long."""
    return Account("", "", hash_password(secrets.token_hex()))


def _equal(given: tuple[str, str], expected: tuple[str, str]) -> bool:
    return hmac.compare_digest("\0".join(given).encode(), "\0".join(expected).encode())


def _digest(account: Account, password: str) -> bytes:
    """Names a password and the hash it fits; a new hash, as after a change, is another name."""
    return hmac.digest(_key, f"{account.password_hash}\0{password}".encode(), hashlib.sha256)
