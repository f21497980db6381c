"""The front door."""

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
def index() -> Response:
    """People land on the dashboard."""
    return redirect(url_for("admin.index"))
