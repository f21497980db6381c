"""The pages of imports: the list, one import and its progress, and what people tell it to do."""

import re
from collections.abc import Callable
from datetime import date

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from dbservice.blueprints._downloads import csv_download
from dbservice.blueprints._staff import may_import, refuse_protected
from dbservice.db import db, transaction
from dbservice.errors import Conflict
from dbservice.imports import control, failed_rows, intake, journal, queue
from dbservice.imports import undo as take_back
from dbservice.imports.journal import Wanted
from dbservice.imports.progress import progress_of
from dbservice.imports.registry import TYPES
from dbservice.security import refuse_staff_below, staff_name, staff_required

STATUSES = ("pending", "processing", "completed", "failed", "stopped")
LONGEST = 200  # of a text to look for
YEARS = range(1970, 2200)
PAGE = re.compile(r"[1-9][0-9]{0,8}")

blueprint = Blueprint("imports", __name__, url_prefix="/imports")


@blueprint.before_request
def admit() -> ResponseReturnValue | None:
    """Every page is for staff."""
    return refuse_staff_below("viewer")


@blueprint.get("")
def index() -> str:
    """All imports, newest first."""
    session = db.session()
    wanted = wanted_imports()
    page = journal.page(session, page_number(), wanted)
    return render_template(
        "imports/index.html",
        page=page,
        imports=[progress_of(one) for one in page.imports],
        counters=journal.counters(session),
        wanted=wanted,
        people=journal.people(session),
        statuses=STATUSES,
        types=TYPES,
        may_import=may_import,
    )


@blueprint.get("/<int:id>")
def details(id: int) -> str:
    """One import; `?confirm=stop` or `undo` asks whether that is really meant."""
    session = db.session()
    run = journal.find(session, id)
    progress = progress_of(run)
    confirm = request.args.get("confirm")
    undoing = confirm == "undo" and progress.is_undoable
    return render_template(
        "imports/details.html",
        progress=progress,
        run=run,
        type=TYPES.get(run.type or ""),
        chain=journal.chain(session, id),
        remarks=journal.remarks_of(session, id),
        error_kinds=journal.error_kinds(session, run) if run.error_count else [],
        confirm=confirm,
        forecast=take_back.forecast(session, id) if undoing else [],
        on_error=intake.ON_ERROR,
        may_import=may_import,
    )


@blueprint.get("/<int:id>/status")
def status(id: int) -> Response:
    """The progress, for the page that shows it move."""
    response = jsonify(progress_of(journal.find(db.session(), id)).facts())
    response.cache_control.no_store = True
    return response


@blueprint.get("/<int:id>/failed-rows.csv")
def failed_rows_csv(id: int) -> Response:
    """The rows that failed, to be corrected and brought in again."""
    run = journal.find(db.session(), id)
    header = run.file.header if run.file else []
    return csv_download(failed_rows.of_import(id, header), f"import-{id}-failed-rows.csv")


@blueprint.post("/<int:id>/stop")
@staff_required("editor")
def stop(id: int) -> ResponseReturnValue:
    """End a waiting or running import."""
    told = told_to(id, lambda session: control.stop(session, id, by=staff_name()))
    if told:
        flash(f"Import {id} is stopped. The rows that are in stay in.", "success")
    return redirect(url_for("imports.details", id=id), 303)


@blueprint.post("/<int:id>/resume")
@staff_required("editor")
def resume(id: int) -> ResponseReturnValue:
    """Take the rows that have not succeeded, in a new import on the same sheet."""
    new = told_to(id, lambda session: control.resume(session, id, by=staff_name()).id)
    if not new:
        return redirect(url_for("imports.details", id=id), 303)
    queue.ring(new)
    flash(f"Import {new} goes on where import {id} ended.", "success")
    return redirect(url_for("imports.details", id=new), 303)


@blueprint.post("/<int:id>/undo")
@staff_required("editor")
def undo(id: int) -> ResponseReturnValue:
    """Change back everything that an import changed."""
    told = told_to(id, lambda session: control.request_undo(session, id, by=staff_name()))
    if told:
        queue.ring_undo(id)
        flash(f"Import {id} is being undone.", "info")
    return redirect(url_for("imports.details", id=id), 303)


def told_to(id: int, act: Callable[[Session], int | None]) -> int:
    """Do what a person asks of an import; 0 when it is refused, which the person is told."""
    refuse_protected(journal.find(db.session(), id).type)
    try:
        with transaction() as session:
            return act(session) or id
    except Conflict as refusal:
        flash(refusal.message, "error")
        return 0


def wanted_imports() -> Wanted:
    """What the list is to be narrowed to; what makes no sense narrows nothing."""
    given = request.args
    status, type_ = given.get("status"), given.get("type")
    return Wanted(
        status=status if status in STATUSES else None,
        type=type_ if type_ in TYPES else None,
        by=text_given("by"),
        name=text_given("name"),
        since=day_given("since"),
        until=day_given("until"),
    )


def text_given(name: str) -> str | None:
    """A text of the query string, None if it is blank; PostgreSQL keeps no NUL."""
    return request.args.get(name, "").replace("\0", "").strip()[:LONGEST] or None


def day_given(name: str) -> date | None:
    """A day of the query string, None if it is none that anything can have happened on."""
    try:
        day = date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
    return day if day.year in YEARS else None


def page_number() -> int:
    """The page asked for; the first when it is missing or makes no sense."""
    asked = request.args.get("page", "")
    return int(asked) if PAGE.fullmatch(asked) else 1
