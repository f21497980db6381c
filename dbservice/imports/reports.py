"""Taking the reports that are kept, which a worker does between imports."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import text

from dbservice.db import snapshot, transaction
from dbservice.imports import queue
from dbservice.services import head_counts, kept_reports, sweeps
from dbservice.services.consistency import examination
from dbservice.services.kept_reports import Report

EXCEPTIONS_TOLD = 10
IS_BUSY = text("""
    SELECT EXISTS (SELECT FROM imports WHERE status IN ('pending', 'processing'))
        OR EXISTS (SELECT FROM imports WHERE undo_requested_at IS NOT NULL
                   AND undone_at IS NULL AND undo_obstacles IS NULL)
        OR EXISTS (SELECT FROM import_preview WHERE status IN ('pending', 'running'))
""")


def ring_due() -> None:
    """Ring for every report that should be taken now; imports and previews come first."""
    with transaction() as session:
        due = [] if session.scalar(IS_BUSY) else kept_reports.due(session)
    for report in due:
        queue.ring_report(report.value)


def take(report: Report) -> bool:
    """Take a report and keep it; False if it is not due, or another worker is at it."""
    with transaction() as session:
        if not kept_reports.begin(session, report):
            return False
    content = TAKEN_BY[report]()
    with transaction() as session:
        kept_reports.keep(session, report, content)
    return True


def heads() -> Mapping[str, Any]:
    """How many students there are, here and there."""
    with transaction() as session:
        sweeps.allow(session)
        return head_counts.renew(session)


def check() -> Mapping[str, Any]:
    """Whether the database keeps what the service promises."""
    with snapshot() as connection:
        return examination.examine(connection, EXCEPTIONS_TOLD).as_json()


TAKEN_BY: Mapping[Report, Callable[[], Mapping[str, Any]]] = {
    Report.HEADS: heads,
    Report.CHECK: check,
}
