"""The page on which everybody sees the own account, and changes the password."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import BaseView, expose

from dbservice.admin.guard import StaffView
from dbservice.admin.staff_accounts import ROLES
from dbservice.admin.telling import SEE_OTHER, UNPROCESSABLE
from dbservice.db import db
from dbservice.errors import DomainError, Invalid
from dbservice.security import current_staff, own_password, staff_accounts, staff_name


class AccountPage(StaffView, BaseView):
    """The account of who is logged in."""

    def __init__(self) -> None:
        super().__init__(
            name="Your account", endpoint="account", url="/admin/account", static_folder=None
        )

    def is_visible(self) -> bool:
        """The name beside the menu leads here."""
        return False

    @expose()
    def index(self) -> str:
        """What is known of the account, and the form of a new password."""
        return self._page()

    @expose("/password", methods=("POST",))
    def change_password(self) -> ResponseReturnValue:
        """Take another password; from then on the browser has to ask for it."""
        staff = current_staff()
        assert staff is not None, "only behind the staff login"
        new = request.form.get("password", "")
        try:
            if new != request.form.get("again"):
                raise Invalid("is not the same", field="again")
            own_password.change(staff, old=request.form.get("old", ""), new=new)
        except DomainError as refusal:
            return self._page(refusal), UNPROCESSABLE
        flash("Your password is changed.", "success")
        return redirect(url_for("account.index"), SEE_OTHER)

    def _page(self, refusal: DomainError | None = None) -> str:
        return self.render(
            "admin/account.html",
            account=staff_accounts.named(db.session(), staff_name()),
            roles=ROLES,
            least=staff_accounts.LEAST_PASSWORD,
            refusal=refusal,
        )
