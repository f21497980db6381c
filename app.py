"""The application factory."""

from collections.abc import Callable
from typing import Any

from flask import Flask

from dbservice import admin, blueprints, cli, compression, health, layout, log, security
from dbservice.config import Settings
from dbservice.db import db, engine_options, migrate


class Application(Flask):
    """Flask looks at each function before each call, lest it be asynchronous; none is here."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func


def create_app(settings: Settings | None = None) -> Flask:
    """Build the web application: the JSON API, the import pages and the admin site.

    Raises:
        SettingsError: the environment does not allow a start.
    """
    settings = settings or Settings.from_environment()
    app = Application("dbservice")
    app.config.from_mapping(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.sqlalchemy_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings.pool_size, settings.statement_timeout),
        # The largest sheet, and room for the form around it.
        MAX_CONTENT_LENGTH=(settings.max_upload_mb + 1) * 1024 * 1024,
    )
    log.init_app(app)
    compression.init_app(app)
    db.init_app(app)
    migrate.init_app(app)
    for part in (security, health, layout, blueprints, admin, cli):
        part.init_app(app)
    return app
