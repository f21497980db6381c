"""Cookies and forms of the pages: signed, and only accepted from our own pages."""

from flask import Flask, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask.wrappers import Request
from flask_wtf import CSRFProtect


class PageForms(CSRFProtect):  # type: ignore[misc]  # Flask-WTF has no types
    """Forms are accepted from our own pages only; the API has no cookie that could be misused."""

    def protect(self, **options: bool) -> None:
        if not request.path.startswith("/api"):
            super().protect(**options)


csrf = PageForms()


class PageSessions(SecureCookieSessionInterface):
    """Sessions for pages only: a call to the API has none, so none is read or signed for it."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        if request.path.startswith("/api"):
            return self.make_null_session(app)
        return super().open_session(app, request)

    def get_cookie_secure(self, app: Flask) -> bool:
        """Whatever came over HTTPS never goes without."""
        return super().get_cookie_secure(app) or request.is_secure


def init_app(app: Flask) -> None:
    app.config.update(
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=app.config["SETTINGS"].environment == "production",
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.session_interface = PageSessions()
    csrf.init_app(app)
