"""One Flask-Admin view for every table, told apart by its panel."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

import orjson
from flask_admin.contrib.sqla import ModelView
from flask_admin.contrib.sqla.filters import FilterEqual
from flask_sqlalchemy import SQLAlchemy
from jinja2 import pass_context
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from dbservice.admin.guard import StaffView
from dbservice.layout import indian_time
from dbservice.models import Base

Options = Callable[[], list[tuple[str, str]]]
PAGE_ROWS = 25
BLANK = "—"

# How values are written, by the first type that fits; a datetime is a date too.
FORMATTERS: dict[type, Callable[[Any, Any, str], str]] = {
    bool: lambda _view, value, _name: "Yes" if value else "No",
    datetime: lambda _view, value, _name: indian_time(value),
    date: lambda _view, value, _name: f"{value:%-d\u00a0%b\u00a0%Y}",
    list: lambda _view, value, _name: ", ".join(map(str, value)),
    dict: lambda _view, value, _name: orjson.dumps(value).decode(),
}


@dataclass(frozen=True)
class Filter:
    """A drop-down above the list."""

    column: InstrumentedAttribute[Any]
    label: str
    options: Options


@dataclass(frozen=True)
class Panel:
    """How a table is shown.

    Args:
        model: the table.
        name: what people call its rows, in the plural.
        show: the columns of the list with their labels; a dotted path leads over a relationship.
        search: the columns that the search box looks into.
        load: the relationships that `show` leads over.
        filters: the drop-downs above the list.
    """

    model: type[Base]
    name: str
    show: dict[str, str]
    search: Sequence[str] = ()
    load: Sequence[InstrumentedAttribute[Any]] = ()
    filters: Sequence[Filter] = ()


class PanelView(StaffView, ModelView):
    """Lists, searches, filters and shows the rows of a table."""

    can_create = can_edit = can_delete = False
    can_view_details = True
    column_display_actions = False
    named_filter_urls = True
    page_size = PAGE_ROWS
    list_template = "admin/entity_list.html"
    details_template = "admin/entity.html"
    column_type_formatters: ClassVar[Any] = FORMATTERS
    column_type_formatters_detail: ClassVar[Any] = FORMATTERS

    def __init__(self, panel: Panel, db: SQLAlchemy, **options: Any) -> None:
        self.panel = panel
        self.column_list = list(panel.show)
        self.column_labels = {**labels(panel.model), **panel.show}
        self.column_searchable_list = list(panel.search)
        self.column_sortable_list = [path for path in panel.show if "." not in path]
        self.column_default_sort = ("id", True)
        self.column_details_list = details(panel)
        # Without the options: Flask-Admin would read them when the application starts.
        self.column_filters = [FilterEqual(one.column, one.label) for one in panel.filters]
        table = panel.model.__tablename__
        super().__init__(
            panel.model,
            db,
            name=panel.name,
            endpoint=f"admin_{table}",
            url=table.replace("_", "-"),
            **options,
        )

    def get_query(self) -> Any:
        """The rows with what the list shows of their neighbours."""
        return super().get_query().options(*map(joinedload, self.panel.load))

    def get_one(self, id: str) -> Any:
        """One row, likewise; None when there is no such row."""
        if not (id.isdecimal() and len(id) < len(str(2**63))):
            return None
        key = self.panel.model.__mapper__.primary_key[0]
        return self.get_query().filter(key == int(id)).one_or_none()

    def search_placeholder(self) -> str:
        """What can be searched for."""
        return ", ".join(str(self.column_labels[path]) for path in self.panel.search)

    def _get_list_filter_args(self) -> Any:
        """A drop-down left blank filters nothing; Flask-Admin would look for blank values."""
        return [one for one in super()._get_list_filter_args() or () if one[2]]

    @pass_context
    def get_list_value(self, context: Any, model: Any, name: str) -> Any:
        """A cell; what is not there is shown as a dash."""
        return shown(super().get_list_value(context, model, name))

    @pass_context
    def get_detail_value(self, context: Any, model: Any, name: str) -> Any:
        """A value on the row's own page, likewise."""
        return shown(super().get_detail_value(context, model, name))


def shown(value: Any) -> Any:
    """A value as people read it."""
    return BLANK if value is None or value == "" else value


def details(panel: Panel) -> list[str]:
    """Every column of the row, and of what the list shows of its neighbours."""
    own = [column.key for column in panel.model.__mapper__.column_attrs]
    beyond = [path for path in panel.show if "." in path]
    return ["id", *beyond, *(key for key in own if key != "id")]


def labels(model: type[Base]) -> dict[str, str]:
    """The names of columns in plain words."""
    keys = (column.key for column in model.__mapper__.column_attrs)
    return {key: key.strip("_").replace("_", " ").capitalize() for key in keys}
