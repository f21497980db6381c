"""The pages of the history: what was done lately, what became of a row, and going back."""

from typing import Any

from flask import abort, flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_admin import BaseView, expose

from dbservice.admin import differences, gone, history_terms, lately, list_page, saving, trail
from dbservice.admin.guard import StaffView
from dbservice.admin.pages import PanelPages
from dbservice.admin.panel import Panel
from dbservice.admin.row_ids import fitting
from dbservice.db import db, rehearsal, transaction
from dbservice.errors import DomainError, NotFound
from dbservice.models import Change
from dbservice.services import change_sets, deletions, occasions, versions
from dbservice.services.history import CellChange

SEE_OTHER = 303
CONFLICT = 409
PAGE_CHANGES = 25


class HistoryView(StaffView, BaseView):
    """Shows the history, and brings earlier versions of rows back."""

    def __init__(self) -> None:
        super().__init__(name="History", category="History", endpoint="history")

    def role_for(self, **values: Any) -> str:
        """Whoever may read the rows of a panel may read their history."""
        panel: Panel | None = values.get("panel")
        return "viewer" if panel is None else panel.access.read

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """What was done lately, by whom and by which way."""
        return self.render(
            "admin/history.html",
            here=PanelPages,
            **lately.context(db.session(), request.args),
        )

    @expose("/<panel:panel>/<int:id>/")
    def row(self, panel: Panel, id: int) -> ResponseReturnValue:
        """Every change of a row; of a person, of every row about them."""
        session, id = db.session(), fitting(id)
        before = history_terms.number(request.args.get("before", ""))
        limit = PAGE_CHANGES + 1
        found = trail.changes_of(session, panel, id, limit=limit, before=before)
        told = trail.tell(session, found[:PAGE_CHANGES])
        title = list_page.title_of(session, panel, str(id))
        if not told and not title:
            abort(404)
        return self.render(
            "admin/history_of_row.html",
            panel=panel,
            id=id,
            here=PanelPages(panel),
            title=title or next((one.title for one in told if _is_of(one.change, panel, id)), ""),
            is_there=bool(title),
            deletion=None if title else deletions.of_row(session, panel.table, id),
            told=told,
            is_first=before is None,
            next=told[-1].change.id if len(found) > PAGE_CHANGES else None,
        )

    @expose("/occasion/<int:id>/")
    def occasion(self, id: int) -> ResponseReturnValue:
        """Everything that was changed together with one change."""
        session = db.session()
        change = visible_change(id)
        if change.import_id is not None:
            return redirect(f"/imports/{change.import_id}", SEE_OTHER)
        when = occasions.Occasion(change.at, change.transaction)
        found = change_sets.changes(
            session,
            when,
            limit=PAGE_CHANGES + 1,
            after=history_terms.number(request.args.get("after", "")) or 0,
            hidden=trail.hidden_tables(),
        )
        hidden = trail.hidden_tables()
        return self.render(
            "admin/occasion.html",
            change=change,
            here=PanelPages,
            done=[
                (
                    trail.VERBS.get(one.operation, ""),
                    one.operation,
                    gone.counted({one.table: one.rows}),
                )
                for one in occasions.summary(session, when)
                if one.table not in hidden
            ],
            told=trail.tell(session, found[:PAGE_CHANGES]),
            next=found[PAGE_CHANGES - 1].id if len(found) > PAGE_CHANGES else None,
        )

    @expose("/before/<int:id>/", methods=("GET", "POST"))
    def before(self, id: int) -> ResponseReturnValue:
        """What going back to before a change would change; then going back."""
        change = visible_change(id)
        panel = differences.panel_of_table(change.table_name)
        if panel is None or change.table_name in versions.EXEMPT:
            abort(404)
        PanelPages(panel).admit("edit")
        cells, refusal = go_back(id, for_good=request.method == "POST")
        session = db.session()
        [told] = trail.tell(session, [change])
        if request.method == "POST" and refusal is None:
            flash(*_done(told, panel, cells))
            return redirect(PanelPages(panel).address("details", id=change.row_id), SEE_OTHER)
        back = Change(
            table_name=change.table_name,
            row_id=change.row_id,
            before={**(change.before or {}), **{cell.column: cell.before for cell in cells}},
            after=change.before,
        )
        names = differences.named(session, [back])
        page = self.render(
            "admin/version.html",
            panel=panel,
            here=PanelPages(panel),
            told=told,
            differences=list(differences.compared(back, iter(cells), names)),
            refusal=refusal,
            field=_heading(panel, refusal),
        )
        return page, CONFLICT if request.method == "POST" else 200


def go_back(id: int, *, for_good: bool) -> tuple[list[CellChange], DomainError | None]:
    """Go back to before a change, or rehearse it: the cells that change, and what refuses it.

    Raises:
        werkzeug.exceptions.NotFound: the row is gone.
    """
    cells: list[CellChange] = []

    def work() -> None:
        with transaction() if for_good else rehearsal() as session:
            cells[:] = versions.changes(session, id)
            versions.go_back(session, id)

    refusal = saving.refusal_of(work)
    if isinstance(refusal, NotFound):
        abort(404)
    return cells, refusal


def visible_change(id: int) -> Change:
    """A change of which who is logged in may know."""
    found = occasions.of_change(db.session(), fitting(id))
    if found is None or found[0].table_name in trail.hidden_tables():
        abort(404)
    return found[0]


def _is_of(change: Change, panel: Panel, id: int) -> bool:
    return (change.table_name, change.row_id) == (panel.table, id)


def _heading(panel: Panel, refusal: DomainError | None) -> str:
    """What the column is called that a refusal is about."""
    path = differences.columns_by_name(panel).get((refusal and refusal.field) or "")
    return panel.heading(path) if path else ""


def _done(told: trail.Told, panel: Panel, cells: list[CellChange]) -> tuple[str, str]:
    """The message, and its kind."""
    if not cells:
        return f"Nothing was changed in {told.title}: it is like that already.", "info"
    known = differences.columns_by_name(panel)
    headings = [
        panel.heading(known[cell.column]) if cell.column in known else cell.column for cell in cells
    ]
    return f"{told.title} is as it was before: {', '.join(headings)}.", "success"
