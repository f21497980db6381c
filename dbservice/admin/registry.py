"""The panels of the site, by the table that each shows."""

from collections.abc import Iterator

from dbservice.admin.panel import Panel
from dbservice.models import Base

_panels: dict[type[Base], Panel] = {}
_by_slug: dict[str, Panel] = {}
_by_table: dict[str, Panel] = {}


def add(panel: Panel) -> None:
    """Make a panel known to the others, which refer to its rows."""
    _panels[panel.model] = panel
    _by_slug[panel.slug] = panel
    _by_table[panel.table] = panel


def panel_of(model: type[Base]) -> Panel:
    """The panel of a table."""
    return _panels[model]


def find(model: type[Base]) -> Panel | None:
    """The panel of a table, if it has one."""
    return _panels.get(model)


def by_slug(slug: str) -> Panel | None:
    """The panel at this place in addresses, if there is one."""
    return _by_slug.get(slug)


def of_table(table: str) -> Panel | None:
    """The panel of the table of this name, if it has one."""
    return _by_table.get(table)


def panels() -> Iterator[Panel]:
    """All panels, in the order of the menu."""
    return iter(_panels.values())
