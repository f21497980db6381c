"""The HTTP API and the import pages: each module here without an underscore is one entity."""

from importlib import import_module
from pkgutil import iter_modules

from flask import Flask
from flask_smorest import Blueprint as ApiBlueprint

from dbservice.blueprints import _errors, _openapi
from dbservice.blueprints._paths import Number, RowId
from dbservice.services.pages import Totals


def init_app(app: Flask) -> None:
    app.url_map.converters |= {"row_id": RowId, "number": Number}
    api = _openapi.DescribedApi(app)
    app.extensions["dbservice-api"] = api
    app.extensions["dbservice-totals"] = Totals()
    for blueprint in blueprints():
        if isinstance(blueprint, ApiBlueprint):
            api.register_blueprint(blueprint)
        else:
            app.register_blueprint(blueprint)
    app.register_blueprint(_openapi.docs)
    _errors.init_app(app)


def blueprints() -> list[ApiBlueprint]:
    """The blueprint of each entity."""
    names = sorted(module.name for module in iter_modules(__path__))
    modules = [import_module(f"{__name__}.{name}") for name in names if not name.startswith("_")]
    return [module.blueprint for module in modules if hasattr(module, "blueprint")]
