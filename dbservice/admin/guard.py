"""The door of the admin site: every view asks for the staff login."""

from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from flask_admin import BaseView
from werkzeug.exceptions import BadRequest

from dbservice.security import refuse_staff_below


class StaffView(BaseView):
    """A view for staff with the role `role` or one above it."""

    role = "viewer"

    def _handle_view(
        self,
        name: str,  # noqa: ARG002  # Flask-Admin's signature
        **kwargs: Any,  # noqa: ARG002
    ) -> ResponseReturnValue | None:
        """Runs before each view function; a response ends the request there."""
        if refusal := refuse_staff_below(self.role):
            return refusal
        if any("\0" in value for value in request.args.values()):
            raise BadRequest("An address cannot hold the NUL character")
        return None
