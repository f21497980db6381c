"""Keeping staff accounts: who has one, and what it may do. Whatever is done, an admin remains."""

import re
import secrets
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dbservice.errors import Conflict, Invalid, NotFound
from dbservice.models import StaffAccount
from dbservice.security.accounts import hash_password
from dbservice.security.staff import ROLES

LEAST_PASSWORD = 12
MOST_PASSWORD = 1000  # Argon2 reads all of it
# A colon would end the name in HTTP Basic.
USERNAME = re.compile(r"[^\s:\x00-\x1f\x7f](?:[^:\x00-\x1f\x7f]{0,98}[^\s:\x00-\x1f\x7f])?")
ADMIN = ROLES[-1]


def add(session: Session, username: str, role: str, password: str | None = None) -> str:
    """Make an account; returns its password, which is a new one if none is given.

    Raises:
        Invalid: the name, the role or the password cannot be.
        Conflict: the name has an account.
    """
    if not USERNAME.fullmatch(username):
        raise Invalid("must have 1 to 100 characters without colons", field="username")
    _refuse_unknown(role)
    password = password or made_password()
    _refuse_weak(password, username)
    if named(session, username):
        raise Conflict(f"There is an account called {username} already", field="username")
    account = StaffAccount(username=username, role=role, password_hash=hash_password(password))
    session.add(account)
    session.flush()
    return password


def made_password() -> str:
    """A password that nobody guesses."""
    return secrets.token_urlsafe(LEAST_PASSWORD)


def change_role(session: Session, username: str, role: str) -> None:
    """Let an account do more, or less.

    Raises:
        NotFound: no account has the name.
        Invalid: there is no such role.
        Conflict: LAST_ADMIN.
    """
    _refuse_unknown(role)
    admins = [] if role == ADMIN else _admins_held(session)
    account = _held(session, username)
    _refuse_last(admins, account)
    account.role = role


def change_password(session: Session, username: str, password: str) -> None:
    """Give an account another password; the old one no longer works.

    Raises:
        NotFound: no account has the name.
        Invalid: too short, too long, or the name itself.
    """
    account = _held(session, username)
    _refuse_weak(password, username)
    account.password_hash = hash_password(password)
    account.password_changed_at = func.now()


def disable(session: Session, username: str) -> None:
    """Keep an account from logging in.

    Raises:
        NotFound: no account has the name.
        Conflict: LAST_ADMIN.
    """
    admins = _admins_held(session)
    account = _held(session, username)
    _refuse_last(admins, account)
    account.disabled = True


def enable(session: Session, username: str) -> None:
    """Let an account log in again; raises NotFound."""
    _held(session, username).disabled = False


def delete(session: Session, username: str) -> None:
    """Take an account away; the history goes on naming it.

    Raises:
        NotFound: no account has the name.
        Conflict: LAST_ADMIN.
    """
    admins = _admins_held(session)
    account = _held(session, username)
    _refuse_last(admins, account)
    session.delete(account)


def with_id(session: Session, id: int) -> StaffAccount:
    """The account with this id; raises NotFound."""
    account = session.get(StaffAccount, id)
    if account is None:
        raise NotFound("There is no such account; somebody may have deleted it")
    return account


def named(session: Session, username: str) -> StaffAccount | None:
    """The account of this name, if there is one."""
    return session.scalar(select(StaffAccount).where(StaffAccount.username == username))


def everyone(session: Session) -> Sequence[StaffAccount]:
    """All accounts, by name."""
    return session.scalars(select(StaffAccount).order_by(StaffAccount.username)).all()


def _held(session: Session, username: str) -> StaffAccount:
    query = select(StaffAccount).where(StaffAccount.username == username).with_for_update()
    current = query.execution_options(populate_existing=True)
    account = session.scalars(current).one_or_none()
    if account is None:
        raise NotFound(f"There is no account called {username}")
    return account


def _admins_held(session: Session) -> Sequence[int]:
    """All admins are held, so that two cannot go at the same time, each seeing the other.

    Always before any single account, so that nobody waits in a circle.
    """
    admins = (
        select(StaffAccount.id)
        .where(StaffAccount.role == ADMIN, StaffAccount.disabled.is_(False))
        .order_by(StaffAccount.id)
        .with_for_update()
    )
    return session.scalars(admins).all()


def _refuse_last(admins: Sequence[int], account: StaffAccount) -> None:
    if list(admins) == [account.id]:
        raise Conflict(
            f"{account.username} is the only admin; make someone else one first",
            code="LAST_ADMIN",
        )


def _refuse_unknown(role: str) -> None:
    if role not in ROLES:
        raise Invalid(f"must be one of {', '.join(ROLES)}", field="role")


def _refuse_weak(password: str, username: str) -> None:
    if len(password) < LEAST_PASSWORD:
        raise Invalid(f"must have {LEAST_PASSWORD} characters or more", field="password")
    if len(password) > MOST_PASSWORD:
        raise Invalid(f"must have {MOST_PASSWORD:,} characters at most", field="password")
    if password.casefold() == username.casefold():
        raise Invalid("must not be the name of the account", field="password")
