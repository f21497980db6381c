"""The one Flask-Admin view behind all panels, told apart by the address.

Flask-Admin's own views of models read objects and are drawn by its templates; either costs more
than all the rest of a request, and a view for each table would make the application slow to start.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from flask import (
    Response,
    abort,
    flash,
    jsonify,
    make_response,
    redirect,
    request,
    stream_with_context,
)
from flask.typing import ResponseReturnValue
from flask_admin import BaseView, expose
from werkzeug.exceptions import BadRequest

from dbservice.admin import (
    choosing,
    deleting,
    details,
    exporting,
    forms,
    list_page,
    listing,
    lookup,
    saving,
    trail,
    trash_pages,
)
from dbservice.admin.forms import Draft
from dbservice.admin.guard import StaffView
from dbservice.admin.listing import Wish
from dbservice.admin.pages import ENDPOINT, PanelPages
from dbservice.admin.panel import Panel
from dbservice.admin.row_ids import fitting
from dbservice.db import db
from dbservice.errors import NotFound
from dbservice.security import staff_name
from dbservice.services import export_records

SEE_OTHER = 303
CONFLICT = 409
UNPROCESSABLE = 422


class RowsView(StaffView, BaseView):
    """Lists, searches, shows and changes the rows of every table that has a panel."""

    def __init__(self) -> None:
        self._default_view = "index"  # Flask-Admin expects one at "/", where the dashboard is
        super().__init__(name="Rows", endpoint=ENDPOINT, url="/admin", static_folder=None)

    def is_visible(self) -> bool:
        """The panels are in the menu, not what is behind them."""
        return False

    def role_for(self, **values: Any) -> str:
        """Whoever may read the rows of a panel may open its pages, as far as these allow."""
        role: str = values["panel"].access.read
        return role

    def show(self, template: str, panel: Panel, **values: Any) -> str:
        """A page of a panel."""
        return self.render(template, panel=panel, here=PanelPages(panel), **values)

    @expose("/<panel:panel>/")
    def index(self, panel: Panel) -> ResponseReturnValue:
        """The list."""
        if "columns" in request.args:
            return with_columns(panel, request.args.getlist("columns"))
        chosen = choosing.chosen_names(request)
        content = list_page.context(db.session(), panel, request.args, chosen)
        lists = [cell.target and PanelPages.list_of(cell.target) for cell in content["cells"]]
        return self.show("admin/list.html", panel, lists=lists, **content)

    @expose("/<panel:panel>/export.<any(csv, xlsx):format>")
    def export(self, panel: Panel, format: str) -> ResponseReturnValue:
        """The list as a sheet: every row that is found, in the columns chosen.

        The list can say that a filter makes no sense; a sheet must not have other rows for that.
        Whoever only asks for the head takes nothing.
        """
        wanted = listing.wish(db.session(), panel, request.args)
        for message in wanted.refusals.values():
            raise BadRequest(message)
        cells = listing.chosen_cells(panel, choosing.chosen_names(request))
        terms = {**wanted.given, "format": format}
        parts: Iterator[bytes] = iter(())
        if request.method == "GET":
            taken = exporting.exported(wanted.selection, cells, terms, by=staff_name())
            parts = stream_with_context(taken)
        response = Response(parts, content_type=exporting.FORMATS[format][1])
        name = f"{panel.slug}.{format}"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    @expose("/<panel:panel>/exports")
    def exports(self, panel: Panel) -> ResponseReturnValue:
        """For the page of the list: how far an export of who is logged in is, or the newest."""
        id = request.args.get("id", type=int)
        found = export_records.progress(db.session(), panel.table, staff_name(), id)
        response = jsonify(found and found._asdict())
        response.cache_control.no_store = True
        return response

    @expose("/<panel:panel>/lookup")
    def lookup(self, panel: Panel) -> ResponseReturnValue:
        """The rows that a picker offers for what was typed."""
        found = lookup.matching(db.session(), panel, request.args.get("q", ""))
        return jsonify([{"id": str(row.id), "label": row.label} for row in found])

    @expose("/<panel:panel>/<int:id>/")
    def details(self, panel: Panel, id: int) -> ResponseReturnValue:
        """Everything about a row."""
        row = details.fetch(db.session(), panel, fitting(id))
        if row is None:
            abort(404)
        related = [
            (one, PanelPages.list_of(one.panel, **{one.filter.key: id}))
            for one in details.related(panel)
        ]
        return self.show(
            panel.template,
            panel,
            row=row,
            related=related,
            changed=trail.newest(db.session(), panel, id),
            **panel.context(db.session(), id),
        )

    @expose("/<panel:panel>/new/", methods=("GET", "POST"))
    def new(self, panel: Panel) -> ResponseReturnValue:
        """The form of a new row."""
        PanelPages(panel).admit("create")
        if request.method == "GET":
            return self._form(panel, forms.blank(db.session(), panel, request.args))
        saved = saving.create(panel, request.form)
        if saved.id is None:
            return self._form(panel, saved.draft), UNPROCESSABLE
        flash(f"{title_of(panel, saved.id)} is created.", "success")
        return redirect(PanelPages(panel).address("details", id=saved.id), SEE_OTHER)

    @expose("/<panel:panel>/<int:id>/edit/", methods=("GET", "POST"))
    def edit(self, panel: Panel, id: int) -> ResponseReturnValue:
        """The form of a row."""
        PanelPages(panel).admit("edit")
        if request.method == "GET":
            draft = forms.stored(db.session(), panel, fitting(id))
            return self._form(panel, draft, id) if draft else abort(404)
        try:
            saved = saving.change(panel, fitting(id), request.form)
        except NotFound:
            abort(404)
        if saved.id is None:
            return self._form(panel, saved.draft, id), UNPROCESSABLE
        if saved.changed:
            flash(f"{title_of(panel, id)} is saved: {', '.join(saved.changed)}.", "success")
        else:
            flash(f"Nothing was changed in {title_of(panel, id)}.", "info")
        return redirect(PanelPages(panel).address("details", id=id), SEE_OTHER)

    @expose("/<panel:panel>/<int:id>/cell/<column>", methods=("POST",))
    def cell(self, panel: Panel, id: int, column: str) -> ResponseReturnValue:
        """Change one column of a row from the list; answers what the cell shows now."""
        PanelPages(panel).admit("edit")
        try:
            saved = saving.change_cell(panel, fitting(id), column, request.form)
        except NotFound:
            abort(404)
        if saved.id is None:
            [field] = saved.draft.fields()
            return jsonify(error=saved.draft.error or field.error), UNPROCESSABLE
        cells = listing.chosen_cells(panel, [column])
        [row] = listing.fetch(db.session(), panel.model, [id], cells)
        return jsonify(text=row.cells[0].text, raw=row.cells[0].raw)

    @expose("/<panel:panel>/<int:id>/delete/", methods=("GET", "POST"))
    def delete(self, panel: Panel, id: int) -> ResponseReturnValue:
        """Ask, with what would go along or stands in the way, and delete."""
        PanelPages(panel).admit("delete")
        title = title_of(panel, fitting(id))
        if not title:
            abort(404)
        refusal = deleting.delete(panel, id) if request.method == "POST" else None
        if request.method == "POST" and refusal is None:
            flash(trash_pages.after_deleting(panel, id, title), "success")
            return redirect(PanelPages(panel).address(), SEE_OTHER)
        outlook = deleting.outlook(db.session(), panel, id)
        told = {"id": id, "title": title, "outlook": outlook, "refusal": refusal or outlook.refusal}
        return self.show("admin/delete.html", panel, **told), CONFLICT if refusal else 200

    def _form(self, panel: Panel, draft: Draft, id: int | None = None) -> str:
        return self.show(
            "admin/form.html",
            panel,
            draft=draft,
            id=id,
            title="" if id is None else title_of(panel, id),
            languages=lookup.languages(db.session()),
        )


def with_columns(panel: Panel, names: list[str]) -> Response:
    """Remember the columns chosen, and show the list as it was."""
    rest = [(key, text) for key, text in request.args.items(multi=True) if key != "columns"]
    path = PanelPages(panel).address()
    response = make_response(redirect(f"{path}?{urlencode(rest)}", SEE_OTHER))
    choosing.remember(response, [name for name in names if name in panel.cells], path)
    return response


def address_with(wanted: Wish, **changes: object) -> str:
    """The query of the address of a list like this one; None leaves a part out."""
    given = {**wanted.given, "page": None, **changes}
    kept = {key: text for key, text in given.items() if text not in (None, "")}
    return f"?{urlencode(kept)}"


def title_of(panel: Panel, id: int) -> str:
    """What a row is called, blank if there is none."""
    return lookup.labels(db.session(), panel, [id]).get(id, "")
