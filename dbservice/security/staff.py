"""The staff login: HTTP Basic, and roles of which each may do what the one before it may."""

import hmac
from collections.abc import Callable
from typing import Any, NamedTuple, NoReturn, TypeVar

from flask import Flask, current_app, request
from flask.typing import ResponseReturnValue
from flask_httpauth import HTTPBasicAuth
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Forbidden, TooManyRequests, Unauthorized

from dbservice.security import accounts, caller, throttle

ROLES = ("viewer", "editor", "admin")
DEMO = "admin"  # name and password of the login that development accepts
REALM = "dbservice"
F = TypeVar("F", bound=Callable[..., Any])

basic = HTTPBasicAuth(realm=REALM)


class Staff(NamedTuple):
    """A member of staff who is logged in."""

    username: str
    role: str

    def may(self, role: str) -> bool:
        """Whether the member has this role or one above it."""
        return ROLES.index(self.role) >= ROLES.index(role)


def init_app(app: Flask) -> None:
    app.jinja_env.globals["current_staff"] = current_staff


def staff_required(role: str) -> Callable[[F], F]:
    """Let a view be used only by staff with this role or one above it."""
    guard: Callable[[F], F] = basic.login_required(role=_from(role))
    return guard


def refuse_staff_below(role: str) -> ResponseReturnValue | None:
    """The same for use before a request: returns None when the member may go on."""
    refusal: ResponseReturnValue | None = basic.login_required(role=_from(role))(lambda: None)()
    return refusal


def current_staff() -> Staff | None:
    """Who is logged in, in a view that asks for it."""
    staff: Staff | None = basic.current_user()
    return staff


def staff_name() -> str:
    """The name of who is logged in, in a view that asks for it."""
    staff = current_staff()
    assert staff is not None, "only behind the staff login"
    return staff.username


@basic.verify_password  # type: ignore[untyped-decorator]  # Flask-HTTPAuth has no types
def staff_of(username: str, password: str) -> Staff | None:
    """Who logs in with this name and password; raises TooManyRequests after many failures."""
    staff = _staff_of(username, password) if username else None
    if staff is not None:
        caller.note(staff.username, "admin")
    return staff


@basic.get_user_roles  # type: ignore[untyped-decorator]  # Flask-HTTPAuth has no types
def roles_of(staff: Staff) -> list[str]:
    return [staff.role]


@basic.error_handler  # type: ignore[untyped-decorator]  # Flask-HTTPAuth has no types
def refuse(status: int) -> NoReturn:
    if status == Forbidden.code:
        raise Forbidden("Your account may not do this; ask an administrator")
    raise Unauthorized("Please log in", www_authenticate=challenge())


def challenge() -> WWWAuthenticate:
    """What makes a browser forget the login it has sent, and ask for one."""
    return WWWAuthenticate("basic", {"realm": REALM})


def refuse_guessing(username: str, address: str) -> None:
    """Raise TooManyRequests when somebody there has failed to log in too often lately."""
    if seconds := throttle.seconds_to_wait(username, address):
        raise TooManyRequests(
            f"Too many failed logins; try again in {seconds} seconds", retry_after=seconds
        )


def _staff_of(username: str, password: str) -> Staff | None:
    settings = current_app.config["SETTINGS"]
    if settings.is_development and _is_demo(username, password):
        return Staff(DEMO, "admin")
    account = accounts.find(username)
    if account and accounts.is_remembered(account, password):
        return Staff(account.username, account.role)
    address = request.remote_addr or ""
    refuse_guessing(username, address)
    if account is None:
        account = accounts.bootstrap(username, password, settings)
    elif not accounts.verified(account, password):
        account = None
    if account is None:
        throttle.note_failure(username, address)
        return None
    throttle.forget(username, address)
    accounts.note_login(account)
    return Staff(account.username, account.role)


def _is_demo(username: str, password: str) -> bool:
    return hmac.compare_digest(f"{username}:{password}".encode(), f"{DEMO}:{DEMO}".encode())


def _from(role: str) -> list[str]:
    return list(ROLES[ROLES.index(role) :])
