"""A member of staff changes the own password."""

from flask import request

from dbservice.db import transaction
from dbservice.errors import Invalid, NotFound
from dbservice.security import accounts, staff_accounts, throttle
from dbservice.security.staff import Staff, refuse_guessing


def change(staff: Staff, *, old: str, new: str) -> None:
    """Give who is logged in another password; the old one has to be known.

    A wrong old one counts as a failed login, for somebody may have found the browser open.

    Raises:
        TooManyRequests: after many failures.
        NotFound: it is the login of demonstrations, which has no account.
        Invalid: the old one is wrong; the new one is too short, too long, the name or the old one.
    """
    address = request.remote_addr or ""
    refuse_guessing(staff.username, address)
    account = accounts.find(staff.username)
    if account is None:
        raise NotFound("This login has no account, and so no password to change")
    if not accounts.verified(account, old):
        throttle.note_failure(staff.username, address)
        raise Invalid("is not the password you have now", field="old")
    throttle.forget(staff.username, address)
    if new == old:
        raise Invalid("must be another one", field="password")
    with transaction() as session:
        staff_accounts.change_password(session, staff.username, new)
