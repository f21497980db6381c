"""What a worker does when the bell rings."""

import time
from collections.abc import Callable
from typing import TypeVar

import structlog
from flask import current_app
from sqlalchemy import text
from sqlalchemy.exc import InterfaceError, OperationalError

from dbservice.config import Settings
from dbservice.db import db, reading
from dbservice.imports import preview, queue, reports, runner, undo
from dbservice.imports.lease import Ending
from dbservice.services.kept_reports import Report

log = structlog.get_logger()

T = TypeVar("T")

# Between tries when the database is away, in seconds; after the last the sweep takes over.
PAUSES = (0.2, 0.5, 1.0, *[2.0] * 17)


class Notice:
    """Whether this process has been told to end at its next checkpoint.

    No `threading.Event`: a signal that comes while one is being waited for, or set, waits for ever.
    """

    def __init__(self) -> None:
        self._given = False

    def __call__(self) -> bool:
        return self._given

    def give(self, *_: object) -> None:
        """Tell it; also as the handler of a signal."""
        self._given = True


winding_down = Notice()


def run_import(import_id: int) -> None:
    """Take a turn at an import; if it is not through by then, ring for its next turn."""
    ending = _patiently(lambda: runner.run(import_id, _settings(), winding_down))
    log.info("took a turn at an import", import_id=import_id, ending=ending.name.lower())
    if ending is Ending.UNFINISHED:
        with reading() as connection:
            next_row = connection.scalar(
                text("SELECT next_row FROM imports WHERE id = :id"), {"id": import_id}
            )
        queue.ring(import_id, next_row)


def run_preview(preview_id: int) -> None:
    """Rehearse an import."""
    _patiently(lambda: preview.run(preview_id, _settings(), winding_down))
    log.info("rehearsed an import", preview_id=preview_id)


def run_undo(import_id: int) -> None:
    """Undo an import."""
    _patiently(lambda: undo.run(import_id))
    log.info("undid an import, or said why not", import_id=import_id)


def run_report(name: str) -> None:
    """Take a report that is kept."""
    taken = _patiently(lambda: reports.take(Report(name)))
    log.info("took a report, or somebody else did", report=name, taken=taken)


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


def _patiently(work: Callable[[], T]) -> T:
    """Do the work; when the database goes away, wait and do it again.

    Only faults of the infrastructure are worth a second try; the work itself turns all others
    into its own result.
    """
    # Connections of the process that forked us are not ours to use, nor to close.
    db.engine.dispose(close=False)
    for pause in PAUSES:
        try:
            return work()
        except (OperationalError, InterfaceError) as error:
            log.warning("database trouble", error=type(error.orig).__name__)
            db.session.remove()
            if winding_down():
                raise
            time.sleep(pause)
    return work()
