"""The filters of a panel: those it declares, and what a bare column becomes."""

from collections.abc import Mapping
from functools import cache

from sqlalchemy.orm import InstrumentedAttribute, Session

from dbservice.admin import lookup
from dbservice.admin.filters import Between, Equals, Filter, Options, Those
from dbservice.admin.kinds import Day, Text, WallClock
from dbservice.admin.panel import Panel
from dbservice.admin.paths import Path, owner_of, path, target_of
from dbservice.admin.registry import panel_of


@cache
def filters_of(panel: Panel) -> Mapping[str, Filter]:
    """The filters of a panel by their names in addresses."""
    found = [
        _natural(panel, path(one)) if isinstance(one, Path | InstrumentedAttribute) else one
        for one in panel.filters
    ]
    return {one.key: one for one in found}


def options_of(session: Session, one: Filter) -> Options:
    """What a filter lets people choose from in a drop-down; none where they search instead."""
    if one.target is None:
        return one.options(session)
    panel = panel_of(one.target)
    return lookup.rows(session, panel) if panel.few else {}


def _natural(panel: Panel, one: Path) -> Filter:
    """The filter that suits a column."""
    owner = panel_of(owner_of(one.end))
    heading = panel.labels.get(one.end) or owner.heading(one)
    kind = owner.kind(one)
    if one.is_link:
        return Equals(one, heading, kind, target=target_of(one.end))
    if isinstance(kind, Day | WallClock):
        return Between(one, heading)
    if isinstance(kind, Text) and not owner.large:
        return Those(one, heading, kind)
    return Equals(one, heading, kind)
