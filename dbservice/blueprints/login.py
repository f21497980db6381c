"""Logging out and in: browsers keep a login until a page refuses it."""

from flask import Blueprint, Response, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from dbservice.security import challenge, refuse_staff_below, staff_required

LEFT = "left"  # in the cookie of a browser that is to forget who was logged in
SEE_OTHER = 303

blueprint = Blueprint("login", __name__)


@blueprint.post("/logout")
@staff_required("viewer")
def leave() -> ResponseReturnValue:
    """Log out: the page that this leads to makes the browser forget the password."""
    session.clear()
    session[LEFT] = True
    return redirect(url_for("login.index"), SEE_OTHER)


@blueprint.get("/login")
def index() -> ResponseReturnValue:
    """Refuse the login of who has just left, so that the browser asks for another.

    The mark is gone after that, so that the next login counts, whoever comes.
    """
    if session.pop(LEFT, False):
        response = Response(render_template("left.html"), 401)
        response.www_authenticate = challenge()
        return response
    return refuse_staff_below("viewer") or redirect(url_for("admin.index"), SEE_OTHER)
