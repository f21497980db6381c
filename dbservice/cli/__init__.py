"""The commands of the service; a module here is a group of them, found and registered by itself."""

from importlib import import_module
from pkgutil import iter_modules

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the commands of every module of this package."""
    for module in iter_modules(__path__, f"{__name__}."):
        import_module(module.name).init_app(app)
