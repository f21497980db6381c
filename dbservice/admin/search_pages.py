"""The search box of every page: what it offers while one types, and the page of what it finds."""

from typing import Any

from flask import Response, jsonify, request
from flask_admin import BaseView, expose

from dbservice.admin import anything
from dbservice.admin.anything import Hits
from dbservice.admin.guard import StaffView
from dbservice.admin.pages import PanelPages
from dbservice.db import db


class SearchView(StaffView, BaseView):
    """Finds rows of any kind."""

    def __init__(self) -> None:
        super().__init__(name="Search", endpoint="search", url="/admin/search", static_folder=None)

    def is_visible(self) -> bool:
        """The box is on every page, so the menu has nothing to add."""
        return False

    @expose("/")
    def index(self) -> str:
        """The page of what is found."""
        query = request.args.get("q", "").strip()
        return self.render("admin/search.html", query=query, kinds=kinds(query))

    @expose("/suggestions")
    def suggestions(self) -> Response:
        """The same for programs."""
        response = jsonify(kinds(request.args.get("q", "").strip()))
        response.cache_control.no_store = True
        return response


def kinds(query: str) -> list[dict[str, Any]]:
    """What a query finds among the rows that who is logged in may read, kind by kind."""
    found = anything.find(db.session(), query, lambda panel: PanelPages(panel).may("read"))
    return [told(one, query) for one in found]


def told(hits: Hits, query: str) -> dict[str, Any]:
    """What was found of one kind, with the addresses of the rows and of the whole list."""
    here = PanelPages.list_of(hits.panel)
    rows = [
        {"title": row.title, "beside": row.beside, "url": f"{here}{row.id}/"} for row in hits.rows
    ]
    all_of_them = PanelPages.list_of(hits.panel, q=query) if hits.has_more else None
    return {"name": hits.panel.many, "rows": rows, "all": all_of_them}
