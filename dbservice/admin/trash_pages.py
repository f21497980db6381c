"""The trash: what was deleted, by whatever means; it comes back whole, or goes for good."""

from datetime import datetime

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import BaseView, expose
from markupsafe import Markup

from dbservice.admin import gone, history_terms, saving, trail
from dbservice.admin.differences import panel_of_table
from dbservice.admin.guard import StaffView
from dbservice.admin.history_pages import CONFLICT, SEE_OTHER
from dbservice.admin.pages import PanelPages
from dbservice.admin.panel import Panel
from dbservice.admin.row_ids import fitting
from dbservice.db import db, transaction
from dbservice.errors import DomainError
from dbservice.security import current_staff
from dbservice.services import deletions, trash
from dbservice.services.deletions import GOING_ALONG, Deletion

PAGE_DELETIONS = 25
WORD = "ERASE"  # what is typed before something goes for good
ADMIN = "admin"


class TrashView(StaffView, BaseView):
    """Lists deletions, brings them back and erases them."""

    def __init__(self) -> None:
        super().__init__(name="Trash", category="History", endpoint="trash")

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """The newest deletions."""
        session = db.session()
        kinds = listed_kinds()
        kind = request.args.get("kind", "")
        before = _moment(request.args.get("before", ""))
        found = deletions.newest(
            session,
            tables=[kind] if kind in kinds else list(kinds),
            before=before,
            limit=PAGE_DELETIONS + 1,
        )
        page = found[:PAGE_DELETIONS]
        page += [one for one in found[PAGE_DELETIONS:] if one.at == page[-1].at]
        return self.render(
            "admin/trash.html",
            here=PanelPages,
            lines=gone.lines(session, page),
            kinds=kinds,
            kind=kind if kind in kinds else "",
            is_first=before is None,
            next=history_terms.number_of(page[-1].at) if len(found) > len(page) else None,
        )

    @expose("/<int:id>/")
    def details(self, id: int) -> ResponseReturnValue:
        """What was deleted together, row by row."""
        return self._show(_deletion(id))

    @expose("/<int:id>/restore", methods=("POST",))
    def restore(self, id: int) -> ResponseReturnValue:
        """Bring it back whole."""
        deletion = _deletion(id)
        if not may_restore(deletion):
            abort(403)

        def work() -> None:
            with transaction() as session:
                trash.restore(session, deletion.occasion)

        if refusal := saving.refusal_of(work):
            return self._show(deletion, refusal, "restored"), CONFLICT
        flash(
            f"{gone.headline(db.session(), deletion)} is back: {gone.counted(deletion.counts)}.",
            "success",
        )
        return redirect(url_for("trash.details", id=id), SEE_OTHER)

    @expose("/<int:id>/erase", methods=("POST",))
    def erase(self, id: int) -> ResponseReturnValue:
        """Erase it for good, if the word for it was typed."""
        deletion = _deletion(id)
        if not may_erase():
            abort(403)
        if request.form.get("word", "").strip() != WORD:
            told = DomainError(f"Type {WORD} to confirm")
            return self._show(deletion, told, "erased", confirm="erase"), CONFLICT
        headline = gone.headline(db.session(), deletion)

        def work() -> None:
            with transaction() as session:
                trash.erase(session, deletion.occasion)

        if refusal := saving.refusal_of(work):
            return self._show(deletion, refusal, "erased"), CONFLICT
        flash(f"{headline} is erased for good: {gone.counted(deletion.counts)}.", "success")
        return redirect(url_for("trash.index"), SEE_OTHER)

    def _show(
        self,
        deletion: Deletion,
        refusal: DomainError | None = None,
        act: str = "",
        *,
        confirm: str = "",
    ) -> str:
        session = db.session()
        [line] = gone.lines(session, [deletion])
        return self.render(
            "admin/deletion.html",
            here=PanelPages,
            line=line,
            deletion=deletion,
            sections=gone.sections(session, deletion),
            counted=gone.counted(deletion.counts),
            refusal=refusal,
            act=act,
            confirm=confirm or request.args.get("confirm", ""),
            word=WORD,
            may_restore=may_restore(deletion),
            may_erase=may_erase(),
        )


def listed_kinds() -> dict[str, str]:
    """The tables whose rows are listed to who is logged in, each with what its rows are called."""
    hidden = trail.hidden_tables()
    shown = {name: panel_of_table(name) for name in deletions.kinds() if name not in hidden}
    named = {name: panel.many for name, panel in shown.items() if panel}
    return dict(sorted(named.items(), key=lambda one: one[1].casefold()))


def may_restore(deletion: Deletion) -> bool:
    """Whoever may delete such rows may bring them back."""
    staff = current_staff()
    return staff is not None and all(
        staff.may(_role(table))
        for table in deletion.counts
        if table not in GOING_ALONG or len(deletion.counts) == 1
    )


def may_erase() -> bool:
    """Only an admin erases."""
    staff = current_staff()
    return staff is not None and staff.may(ADMIN)


def after_deleting(panel: Panel, id: int, title: str) -> Markup:
    """The message about a row that was just deleted, with the way to bring it back."""
    deletion = deletions.of_row(db.session(), panel.table, id)
    if deletion is None:
        return Markup("{} is deleted.").format(title)
    address = url_for("trash.details", id=deletion.id)
    told = Markup(
        '{} is deleted. It is in <a href="{}">the trash</a>, from where it can come back.'
    )
    return told.format(title, address)


def _deletion(id: int) -> Deletion:
    deletion = deletions.find(db.session(), fitting(id))
    if deletion is None or not any(row.table in listed_kinds() for row in deletion.rows):
        abort(404)
    return deletion


def _role(table: str) -> str:
    """The least role that may delete rows of a table."""
    panel = panel_of_table(table)
    return (panel and panel.access.delete) or ADMIN


def _moment(text: str) -> datetime | None:
    number = history_terms.number(text)
    return None if number is None else history_terms.moment_of(number)
