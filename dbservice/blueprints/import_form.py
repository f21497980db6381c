"""Bringing a sheet: the form, its templates, and the start of an import or of its preview."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from flask import (
    Blueprint,
    current_app,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.exceptions import RequestEntityTooLarge

from dbservice.blueprints._downloads import csv_download
from dbservice.blueprints._staff import may_import, refuse_protected
from dbservice.config import Settings
from dbservice.db import db, transaction
from dbservice.errors import DomainError, Invalid
from dbservice.imports import intake, preview, queue
from dbservice.imports.error_codes import GENERAL, MEANINGS
from dbservice.imports.intake import Submission, Terms
from dbservice.imports.registry import TYPES, by_section
from dbservice.imports.sources.google_sheets import account
from dbservice.imports.sources.upload import Upload
from dbservice.imports.template import template_csv
from dbservice.models import Import, ImportFile
from dbservice.security import refuse_staff_below, staff_name, staff_required

BLANK_FORM = {"start_row": "2", "on_error": "continue"}

blueprint = Blueprint("import_form", __name__)


class Purpose(NamedTuple):
    """What a sheet is brought for: how that is recorded, who is told, where it is seen."""

    record: Callable[[Session, Terms, ImportFile], int]
    ring: Callable[[int], bool]
    page: str


def record_import(session: Session, terms: Terms, file: ImportFile) -> int:
    """The import, waiting for a worker."""
    return intake.start(session, terms, file, by=staff_name()).id


def record_preview(session: Session, terms: Terms, file: ImportFile) -> int:
    """The preview, waiting for a worker."""
    return preview.request(
        session,
        file_id=file.id,
        type=terms.type.name,
        start_row=terms.start_row,
        on_error=terms.on_error,
        by=staff_name(),
    ).id


IMPORT = Purpose(record_import, queue.ring, "imports.details")
PREVIEW = Purpose(record_preview, queue.ring_preview, "import_previews.details")


@dataclass(frozen=True)
class Reply:
    """What the form says when it comes back: a refusal, or a sheet that came in before."""

    error: DomainError | None = None
    file: ImportFile | None = None
    duplicates: Sequence[Import] = ()


@blueprint.before_request
def admit() -> ResponseReturnValue | None:
    """Every page is for staff."""
    return refuse_staff_below("viewer")


@blueprint.get("/imports/new")
@staff_required("editor")
def new() -> str:
    """The blank form; `?type=` chooses the type."""
    return form(Reply(), BLANK_FORM | request.args.to_dict())


@blueprint.post("/imports")
@staff_required("editor")
def start() -> ResponseReturnValue:
    """Start an import."""
    return take_in(IMPORT)


@staff_required("admin")
def start_protected(type: str) -> ResponseReturnValue:
    """Start an import of the type that the address stands for, whatever the form says."""
    return take_in(IMPORT, type)


for one in TYPES.values():
    if one.protected:
        blueprint.add_url_rule(
            one.address, view_func=start_protected, methods=["POST"], defaults={"type": one.name}
        )


@blueprint.post("/imports/preview")
@staff_required("editor")
def rehearse() -> ResponseReturnValue:
    """Show first what the import would do."""
    return take_in(PREVIEW)


@blueprint.get("/templates/<type>/download")
def template(type: str) -> ResponseReturnValue:
    """The template of a type; `?example=1` adds an example."""
    if type not in TYPES:
        return jsonify(error=f"There is no import type {type!r}"), 404
    text = template_csv(TYPES[type], with_example=request.args.get("example") == "1")
    return csv_download(text, TYPES[type].template_filename)


@blueprint.errorhandler(RequestEntityTooLarge)
@staff_required("editor")
def refuse_large(_: RequestEntityTooLarge) -> ResponseReturnValue:
    """A body above the limit is not read, so nothing of the form is known."""
    message = f"The file is larger than {settings().max_upload_mb} MB; split it"
    error = Invalid(message, field="file", code="FILE_TOO_LARGE")
    return form(Reply(error=error), BLANK_FORM), 413


def take_in(purpose: Purpose, type: str | None = None) -> ResponseReturnValue:
    """Check what was submitted, keep the sheet and begin; or show the form again and say why."""
    values = request.form.to_dict() | ({"type": type} if type else {})
    submission = submitted(values)
    refuse_protected(submission.type)
    try:
        with (
            intake.examined(db.session(), submission, settings()) as (terms, sheet),
            transaction() as session,
        ):
            file = intake.keep(session, sheet, by=staff_name())
            duplicates = unconfirmed_duplicates(session, terms, file)
            recorded = None if duplicates else purpose.record(session, terms, file)
    except DomainError as error:
        return form(Reply(error=error), values), 422
    if recorded is None:
        return form(Reply(file=file, duplicates=duplicates), values), 422
    if not purpose.ring(recorded):
        flash("The queue is out of reach; this starts by itself once it is back.", "info")
    return redirect(url_for(purpose.page, id=recorded), 303)


def submitted(fields: Mapping[str, str]) -> Submission:
    """What the form brought; a file field without a file counts as left out."""
    file = request.files.get("file")
    return Submission(
        type=fields.get("type"),
        start_row=fields.get("start_row"),
        on_error=fields.get("on_error"),
        sheet_url=fields.get("sheet_url"),
        upload=Upload(file.filename, file.stream) if file and file.filename else None,
        file_id=fields.get("file_id"),
    )


def unconfirmed_duplicates(session: Session, terms: Terms, file: ImportFile) -> list[Import]:
    """Imports of the same content, when the form wants to be asked about them."""
    if request.form.getlist("duplicates") != ["ask"]:
        return []
    return intake.duplicates(session, terms, file)


def form(reply: Reply, values: Mapping[str, str]) -> str:
    """The form with these values in it."""
    wanted = TYPES.get(values.get("type", ""))
    chosen = wanted if wanted and may_import(wanted.name) else next(iter(TYPES.values()))
    return render_template(
        "imports/new.html",
        reply=reply,
        values=values,
        chosen=chosen,
        sections=by_section(),
        may_import=may_import,
        on_error=intake.ON_ERROR,
        meanings=MEANINGS,
        general_errors=GENERAL,
        account=account.address(settings()),
        max_upload_mb=settings().max_upload_mb,
        max_rows=settings().max_import_rows,
    )


def settings() -> Settings:
    """The settings of this application."""
    current: Settings = current_app.config["SETTINGS"]
    return current
