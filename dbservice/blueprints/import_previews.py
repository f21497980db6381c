"""The pages of previews: what an import would do, before it does it."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any

from flask import Blueprint, Response, jsonify, render_template
from flask.typing import ResponseReturnValue

from dbservice.blueprints._downloads import csv_download
from dbservice.blueprints._staff import may_import
from dbservice.db import db
from dbservice.imports import failed_rows, intake, journal, preview_table
from dbservice.imports.registry import TYPES
from dbservice.models import ImportPreview
from dbservice.security import refuse_staff_below

SHOWN_ROWS = 50
SHOWN_ERRORS = 500
OUTCOMES = ("created", "updated", "unchanged", "skipped", "failed")

blueprint = Blueprint("import_previews", __name__, url_prefix="/imports/preview")


@blueprint.before_request
def admit() -> ResponseReturnValue | None:
    """Every page is for staff."""
    return refuse_staff_below("viewer")


@blueprint.get("/<int:id>")
def details(id: int) -> str:
    """What was found out, or how far the finding out is."""
    session = db.session()
    preview = journal.find_preview(session, id)
    rows = journal.preview_rows(session, id, at_most=SHOWN_ROWS)
    type_ = TYPES.get(preview.type)
    return render_template(
        "imports/preview.html",
        preview=preview,
        facts=facts(preview),
        type=type_,
        table=preview_table.of(type_, preview.file.header, rows) if type_ and rows else None,
        errors=journal.preview_errors(session, id, at_most=SHOWN_ERRORS),
        remarks=journal.preview_remarks(session, id),
        effects=effects,
        on_error=intake.ON_ERROR,
        may_start=may_import(preview.type),
        shown_rows=SHOWN_ROWS,
    )


@blueprint.get("/<int:id>/status")
def status(id: int) -> Response:
    """The progress, for the page that shows it move."""
    response = jsonify(facts(journal.find_preview(db.session(), id)))
    response.cache_control.no_store = True
    return response


@blueprint.get("/<int:id>/failed-rows.csv")
def failed_rows_csv(id: int) -> Response:
    """The rows that would fail, to be corrected and brought in again."""
    preview = journal.find_preview(db.session(), id)
    name = f"preview-{id}-failed-rows.csv"
    return csv_download(failed_rows.of_preview(id, preview.file.header), name)


def facts(preview: ImportPreview) -> dict[str, Any]:
    """How far it is, and the rows by outcome."""
    counts = preview.counts or {}
    total = preview.file.row_count - preview.start_row + 1
    return {
        "id": preview.id,
        "type": preview.type,
        "status": preview.status,
        "state": preview.status,
        "moving": preview.status in ("pending", "running"),
        "total_rows": total,
        "done_rows": preview.done_rows,
        "percent": min(100, preview.done_rows * 100 // max(total, 1)),
        "error_count": counts.get("failed", 0),
        **{outcome: counts.get(outcome, 0) for outcome in OUTCOMES},
    }


Cell = Mapping[str, Any]


def effects(cells: Iterable[Cell]) -> list[tuple[str, str, int, list[Cell]]]:
    """The changed cells, gathered: operation, table, number of rows, and the cells themselves."""
    groups = groupby(cells, itemgetter("operation", "table"))
    gathered = [(operation, table, list(group)) for (operation, table), group in groups]
    return [
        (operation, table, len({cell["row_id"] for cell in changed}), changed)
        for operation, table, changed in gathered
    ]
