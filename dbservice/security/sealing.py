"""The sealer of the application, with the keys of its settings."""

from flask import Flask, current_app

from dbservice.services.sealing import Sealer


def init_app(app: Flask) -> None:
    settings = app.config["SETTINGS"]
    app.extensions["dbservice-sealer"] = Sealer(settings.encryption_keys or [settings.secret_key])


def sealer() -> Sealer:
    """Seals what is stored and may not be read there."""
    found: Sealer = current_app.extensions["dbservice-sealer"]
    return found
