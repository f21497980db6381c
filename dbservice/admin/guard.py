"""The door of the admin site: every view asks for the staff login."""

from collections.abc import Callable
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from flask_admin import BaseView
from werkzeug.exceptions import BadRequest

from dbservice.security import refuse_staff_below


class StaffView(BaseView):
    """A view for staff."""

    def role_for(self, **values: Any) -> str:
        """The least role that may open a page; the values are those of its address."""
        del values
        return "viewer"

    def render(self, template: str, **values: Any) -> str:
        """The page that a template makes."""
        page: str = super().render(template, **values)
        return page

    def _handle_view(
        self,
        name: str,  # noqa: ARG002  # Flask-Admin's signature
        **kwargs: Any,
    ) -> ResponseReturnValue | None:
        """Runs before each view function; a response ends the request there."""
        if refusal := refuse_staff_below(self.role_for(**kwargs)):
            return refusal
        if any("\0" in value for value in request.args.values()):
            raise BadRequest("An address cannot hold the NUL character")
        return None

    def _run_view(
        self, fn: Callable[..., ResponseReturnValue], *args: Any, **kwargs: Any
    ) -> ResponseReturnValue:
        """Run a view function. Flask-Admin would call it again after a TypeError inside it."""
        return fn(self, *args, **kwargs)


class AdminView(StaffView):
    """A view for admins, to which the link of a panel leads."""

    def role_for(self, **values: Any) -> str:
        """The least role that may open a page."""
        del values
        return "admin"

    def is_visible(self) -> bool:
        """The panel is in the menu, not the view."""
        return False
