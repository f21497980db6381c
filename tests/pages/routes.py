"""Who may do what at which address outside the API: the one table that the walks go by.

A new route belongs here; until it is, the walks fail.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from flask import Flask
from werkzeug.exceptions import MethodNotAllowed
from werkzeug.routing import RequestRedirect, Rule

from dbservice.admin.registry import panel_of
from dbservice.models import School
from dbservice.security.staff import ROLES
from dbservice.services.acts import ACTS

ANYBODY = "nobody"  # whoever is not logged in may as well
LADDER = (ANYBODY, *ROLES)
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")  # and OPTIONS, which has no view


def reads(role: str) -> dict[str, str]:
    return {"GET": role}


def acts(role: str) -> dict[str, str]:
    return {"POST": role}


def both(role: str) -> dict[str, str]:
    return {"GET": role, "POST": role}


# By endpoint: the least role for each method. Of panels, what the one of schools asks.
PERMISSIONS: Mapping[str, Mapping[str, str]] = {
    "static": reads(ANYBODY),
    "admin.static": reads(ANYBODY),
    "home.index": reads(ANYBODY),  # leads to the dashboard
    "docs.swagger": reads("viewer"),
    "docs.swagger_asset": reads("viewer"),
    "docs.openapi": reads("viewer"),
    "login.index": reads("viewer"),
    "login.leave": acts("viewer"),
    "account.index": reads("viewer"),
    "account.change_password": acts("viewer"),
    "admin.index": reads("viewer"),
    "search.index": reads("viewer"),
    "search.suggestions": reads("viewer"),
    "acts.begin": reads("editor"),
    "acts.go_on": acts("editor"),
    "history.index": reads("viewer"),
    "history.row": reads("viewer"),
    "history.occasion": reads("viewer"),
    "history.before": both("editor"),
    "trash.index": reads("viewer"),
    "trash.details": reads("viewer"),
    "trash.restore": acts("admin"),
    "trash.erase": acts("admin"),
    "heads.index": reads("viewer"),
    "quality.index": reads("viewer"),
    "quality.check": acts("admin"),
    "rows.index": reads("viewer"),
    "rows.details": reads("viewer"),
    "rows.lookup": reads("viewer"),
    "rows.export": reads("viewer"),
    "rows.exports": reads("viewer"),
    "rows.new": both("editor"),
    "rows.edit": both("editor"),
    "rows.cell": acts("editor"),
    "rows.delete": both("admin"),
    "imports.index": reads("viewer"),
    "imports.details": reads("viewer"),
    "imports.status": reads("viewer"),
    "imports.failed_rows_csv": reads("viewer"),
    "imports.stop": acts("editor"),
    "imports.resume": acts("editor"),
    "imports.undo": acts("editor"),
    "import_form.new": reads("editor"),
    "import_form.start": acts("editor"),
    "import_form.start_protected": acts("admin"),
    "import_form.rehearse": acts("editor"),
    "import_form.template": reads("viewer"),
    "import_previews.details": reads("viewer"),
    "import_previews.status": reads("viewer"),
    "import_previews.failed_rows_csv": reads("viewer"),
    "staff.index": reads("admin"),
    "staff.new": both("admin"),
    "staff.account": reads("admin"),
    "staff.change_role": acts("admin"),
    "staff.change_password": acts("admin"),
    "staff.disable": acts("admin"),
    "staff.enable": acts("admin"),
    "staff.unlock": acts("admin"),
    "staff.delete": acts("admin"),
    "tokens.index": reads("admin"),
    "tokens.new": both("admin"),
    "tokens.token": reads("admin"),
    "tokens.rotate": acts("admin"),
    "tokens.revoke": acts("admin"),
}
PANEL_ACTS = {
    "rows.new": "create",
    "rows.edit": "edit",
    "rows.cell": "edit",
    "rows.delete": "delete",
}
ACT = next(iter(ACTS.values()))
# What addresses leave open. All rows that the walks meet have the id 1; of the changes that the
# history knows, the first made a tag and the second deleted it.
VALUES: Mapping[str, Any] = {
    "id": 1,
    "type": "student",
    "format": "csv",
    "column": "name",
    "kind": "school",
}
SPECIAL = {
    "static": {"filename": "site.css"},
    "admin.static": {"filename": "admin/css/bootstrap4/admin.css"},
    "docs.swagger_asset": {"name": "swagger-ui.css"},
    "trash.details": {"id": 2},
    "trash.restore": {"id": 2},
    "trash.erase": {"id": 2},
}


def endpoints(app: Flask) -> dict[str, set[str]]:
    """Every endpoint outside the API, with the methods that it has views for."""
    found: dict[str, set[str]] = {}
    for rule in pages(app):
        found.setdefault(rule.endpoint, set()).update(rule.methods - {"HEAD", "OPTIONS"})
    return found


def pages(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if not rule.rule.startswith("/api")]


def paths(app: Flask) -> list[str]:
    """An address for every route outside the API."""
    with app.test_request_context():
        found = [
            app.url_for(rule.endpoint, **{name: given(rule)[name] for name in rule.arguments})
            for rule in pages(app)
        ]
    return list(dict.fromkeys(found))


def given(rule: Rule) -> dict[str, Any]:
    """Values for what a rule leaves open."""
    values = {"panel": panel_of(School), "act": ACT, **VALUES, **(rule.defaults or {})}
    return values | SPECIAL.get(rule.endpoint, {})


class Call(NamedTuple):
    """A method at an address: what it comes to, and who may do it; None if there is no view."""

    method: str
    path: str
    endpoint: str | None
    least: str | None

    def is_for(self, role: str) -> bool:
        return self.least is not None and LADDER.index(role) >= LADDER.index(self.least)


def call(app: Flask, method: str, path: str) -> Call:
    """What this comes to; raises werkzeug's NotFound where there is nothing."""
    try:
        endpoint, values = app.url_map.bind("localhost").match(path, method=method)
    except (MethodNotAllowed, RequestRedirect):
        return Call(method, path, None, None)
    return Call(method, path, endpoint, least_role(endpoint, method, values))


def least_role(endpoint: str, method: str, values: Mapping[str, Any]) -> str:
    """The least role by the table; rows of other panels than that of schools have their own."""
    asked = PERMISSIONS[endpoint]["GET" if method == "HEAD" else method]
    if endpoint.startswith("rows.") and values["panel"].model is not School:
        access = values["panel"].access
        role = getattr(access, PANEL_ACTS.get(endpoint, "read"))
        assert role is not None, (endpoint, values)
        return str(role)
    return asked
