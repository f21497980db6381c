"""The pages of staff accounts: who may log in, and what each may do there."""

from collections.abc import Callable, Mapping

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import BaseView, expose
from sqlalchemy.orm import Session

from dbservice.admin import shown_once
from dbservice.admin.guard import AdminView
from dbservice.admin.row_ids import ROW_ID
from dbservice.admin.telling import SEE_OTHER, UNPROCESSABLE, tell
from dbservice.db import db, transaction
from dbservice.errors import DomainError
from dbservice.security import current_staff, staff_accounts, throttle

ROLES: Mapping[str, str] = {
    "viewer": "Looks at everything, changes nothing",
    "editor": "Edits rows, imports sheets",
    "admin": "Also deletes, runs protected imports, keeps accounts and tokens",
}


class StaffPages(AdminView, BaseView):
    """Lists, makes, changes and takes away the accounts of staff."""

    def __init__(self) -> None:
        super().__init__(
            name="Staff accounts",
            endpoint="staff",
            url="/admin/staff",
            static_folder=None,
        )

    @expose()
    def index(self) -> str:
        """All accounts."""
        accounts = staff_accounts.everyone(db.session())
        return self.render(
            "admin/staff/index.html",
            accounts=accounts,
            locked=throttle.locked_until([one.username for one in accounts]),
            secret=shown_once.take(),
        )

    @expose("/new/", methods=("GET", "POST"))
    def new(self) -> ResponseReturnValue:
        """The form of a new account."""
        if request.method == "GET":
            return self._form()
        username, typed = request.form.get("username", "").strip(), request.form.get("password")
        role = request.form.get("role", "")
        try:
            with transaction() as session:
                password = staff_accounts.add(session, username, role, typed or None)
        except DomainError as refusal:
            return self._form(refusal), UNPROCESSABLE
        if not typed:
            shown_once.keep(f"The password of {username}", password)
        flash(f"{username} is created: {role}.", "success")
        return redirect(url_for("staff.index"), SEE_OTHER)

    @expose(f"/{ROW_ID}/")
    def account(self, id: int) -> str:
        """An account with what can be done to it; `?confirm=delete` asks whether that is meant."""
        account = staff_accounts.with_id(db.session(), id)
        return self.render(
            "admin/staff/account.html",
            account=account,
            locked=throttle.locked_until([account.username]),
            is_own=is_own(account.username),
            secret=shown_once.take(),
            roles=ROLES,
            least=staff_accounts.LEAST_PASSWORD,
            confirm=request.args.get("confirm"),
        )

    @expose(f"/{ROW_ID}/role", methods=("POST",))
    def change_role(self, id: int) -> ResponseReturnValue:
        """Let somebody do more, or less."""
        role = request.form.get("role", "")
        username = self._username(id)
        return self._act(
            id,
            lambda session: staff_accounts.change_role(session, username, role),
            f"{username} is {role} now.",
        )

    @expose(f"/{ROW_ID}/password", methods=("POST",))
    def change_password(self, id: int) -> ResponseReturnValue:
        """Give somebody else a new password, the one typed or one that is made."""
        username, typed = self._username(id), request.form.get("password")
        if is_own(username):
            flash("Change your own password here, by the one you have.", "info")
            return redirect(url_for("account.index"), SEE_OTHER)
        password = typed or staff_accounts.made_password()
        is_done = tell(
            lambda session: staff_accounts.change_password(session, username, password),
            f"{username} has a new password; the old one no longer works.",
        )
        if is_done and not typed:
            shown_once.keep(f"The new password of {username}", password)
        return redirect(url_for("staff.account", id=id), SEE_OTHER)

    @expose(f"/{ROW_ID}/disable", methods=("POST",))
    def disable(self, id: int) -> ResponseReturnValue:
        """Keep somebody out."""
        username = self._username(id)
        told = f"{username} is disabled and cannot log in."
        return self._act(id, lambda session: staff_accounts.disable(session, username), told)

    @expose(f"/{ROW_ID}/enable", methods=("POST",))
    def enable(self, id: int) -> ResponseReturnValue:
        """Let somebody in again."""
        username = self._username(id)
        told = f"{username} can log in again."
        return self._act(id, lambda session: staff_accounts.enable(session, username), told)

    @expose(f"/{ROW_ID}/unlock", methods=("POST",))
    def unlock(self, id: int) -> ResponseReturnValue:
        """Let somebody try again who has failed to log in too often."""
        username = self._username(id)
        throttle.unlock(username)
        flash(f"{username} can try again at once.", "success")
        return redirect(url_for("staff.account", id=id), SEE_OTHER)

    @expose(f"/{ROW_ID}/delete", methods=("POST",))
    def delete(self, id: int) -> ResponseReturnValue:
        """Take an account away."""
        username = self._username(id)
        is_done = tell(
            lambda session: staff_accounts.delete(session, username),
            f"The account {username} is deleted.",
        )
        page = url_for("staff.index") if is_done else url_for("staff.account", id=id)
        return redirect(page, SEE_OTHER)

    def _form(self, refusal: DomainError | None = None) -> str:
        return self.render(
            "admin/staff/new.html",
            refusal=refusal,
            given=request.form,
            roles=ROLES,
            least=staff_accounts.LEAST_PASSWORD,
        )

    @staticmethod
    def _username(id: int) -> str:
        return staff_accounts.with_id(db.session(), id).username

    @staticmethod
    def _act(id: int, act: Callable[[Session], None], told: str) -> ResponseReturnValue:
        tell(act, told)
        return redirect(url_for("staff.account", id=id), SEE_OTHER)


def is_own(username: str) -> bool:
    """Whether this is the account of who is logged in."""
    staff = current_staff()
    return staff is not None and staff.username == username
