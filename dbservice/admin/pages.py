"""The pages of a panel: where they are, and who may open them."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, abort, request, url_for
from flask_admin.menu import MenuLink
from werkzeug.routing import BaseConverter, ValidationError

from dbservice.admin import registry
from dbservice.admin.panel import Panel
from dbservice.models import Base
from dbservice.security import current_staff, refuse_staff_below

ENDPOINT = "rows"  # of the one view behind all panels


def init_app(app: Flask) -> None:
    app.url_map.converters["panel"] = PanelConverter


class PanelConverter(BaseConverter):
    """The part of an address that names a panel."""

    weight = 200  # whatever else fits an address comes first

    def to_python(self, value: str) -> Panel:
        panel = registry.by_slug(value)
        if panel is None:
            raise ValidationError
        return panel

    def to_url(self, value: Panel) -> str:
        return value.slug


@dataclass(frozen=True)
class PanelPages:
    """The pages of one panel, for who is logged in."""

    panel: Panel

    def may(self, act: str) -> bool:
        """Whether who is logged in may read, create, edit or delete rows here."""
        staff, role = current_staff(), getattr(self.panel.access, act)
        return staff is not None and role is not None and staff.may(role)

    def admit(self, act: str) -> None:
        """Stop whoever may not do this; what nobody may is not there."""
        role = getattr(self.panel.access, act)
        if role is None:
            abort(404)
        refuse_staff_below(role)

    def address(self, page: str = "index", **values: Any) -> str:
        """The address of one of the pages."""
        return url_for(f"{ENDPOINT}.{page}", panel=self.panel, **values)

    @staticmethod
    def list_of(panel: Panel | type[Base], **given: Any) -> str:
        """The address of the list of a panel, or of the panel of a table."""
        target = panel if isinstance(panel, Panel) else registry.panel_of(panel)
        return url_for(f"{ENDPOINT}.index", panel=target, **given)

    def page_of(self, panel: Panel, id: int) -> str:
        """The address of a row of any panel."""
        return f"{self.list_of(panel)}{id}/"

    @staticmethod
    def panel_of(model: type[Base]) -> Panel:
        """The panel of a table."""
        return registry.panel_of(model)


class PanelLink(MenuLink):
    """A panel in the menu."""

    def __init__(self, panel: Panel) -> None:
        super().__init__(panel.many)
        self.panel = panel
        self._addresses: dict[str, str] = {}

    def get_url(self) -> str:
        """The address of the list; every page shows it, so it is made but once."""
        address = self._addresses.get(request.script_root)
        if address is None:
            address = self._addresses[request.script_root] = PanelPages.list_of(self.panel)
        return address

    def is_visible(self) -> bool:
        return PanelPages(self.panel).may("read")

    def is_active(self, view: Any) -> bool:
        del view
        if self.panel.own_pages:
            return request.path.startswith(self.get_url())
        return (request.view_args or {}).get("panel") is self.panel
