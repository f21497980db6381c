"""Reports that take long: taken now and then by a worker, and kept with their time.

The table says which is due, because it is old or somebody has asked for it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import orjson
from sqlalchemy import text
from sqlalchemy.orm import Session


class Report(StrEnum):
    """What there is a report of."""

    HEADS = "heads"
    CHECK = "check"


EVERY: Mapping[Report, timedelta] = {
    Report.HEADS: timedelta(minutes=10),
    Report.CHECK: timedelta(days=1),
}
AFTER_FAILURE = timedelta(hours=1)  # at the latest
REST = 100  # times as long as it took, at least, so that reports never keep the machine busy


@dataclass(frozen=True)
class Kept:
    """A report as it was last taken.

    Attributes:
        content: what it says; nothing if it was never taken.
        taken_at: when it held.
        is_asked_for: whether a newer one is on its way.
    """

    content: Mapping[str, Any]
    taken_at: datetime | None = None
    is_asked_for: bool = False


NOTHING = Kept({})

IS_DUE = f"""(
    k.requested_at IS NOT NULL OR k.begun_at < now() - CASE
        WHEN k.taken_at >= k.begun_at
        THEN greatest(CAST(:every AS interval), {REST} * (k.taken_at - k.begun_at))
        ELSE least(CAST(:every AS interval), CAST(:after_failure AS interval)) END
)"""
DUE = text(f"SELECT {IS_DUE} FROM kept_report AS k WHERE k.name = :name")
BEGIN = text(f"""
    INSERT INTO kept_report AS k (name, begun_at) VALUES (:name, now())
    ON CONFLICT (name) DO UPDATE SET begun_at = now(), requested_at = NULL
    WHERE {IS_DUE}
    RETURNING begun_at
""")
KEEP = text("""
    INSERT INTO kept_report (name, content, begun_at, taken_at)
    VALUES (:name, CAST(:content AS jsonb), now(), now())
    ON CONFLICT (name) DO UPDATE SET content = excluded.content, taken_at = now()
""")
REQUEST = text("""
    INSERT INTO kept_report (name, requested_at) VALUES (:name, now())
    ON CONFLICT (name) DO UPDATE SET requested_at = now()
""")
READ = text("""
    SELECT coalesce(content, '{}'), taken_at,
           requested_at IS NOT NULL
           OR coalesce(begun_at > coalesce(taken_at, '-infinity')
                       AND begun_at > now() - CAST(:after_failure AS interval), false)
    FROM kept_report WHERE name = :name
""")


def due(session: Session) -> list[Report]:
    """The reports that should be taken now."""
    return [one for one in Report if session.scalar(DUE, _periods(one)) is not False]


def begin(session: Session, report: Report) -> bool:
    """Take a report over if it is due; False if somebody else has, or it is not."""
    return session.scalar(BEGIN, _periods(report)) is not None


def keep(session: Session, report: Report, content: Mapping[str, Any]) -> None:
    """Keep what a report says now."""
    session.execute(KEEP, {"name": report.value, "content": orjson.dumps(content).decode()})


def request(session: Session, report: Report) -> None:
    """Ask for a report to be taken as soon as a worker can."""
    session.execute(REQUEST, {"name": report.value})


def read(session: Session, report: Report) -> Kept:
    """A report as it was last taken."""
    found = session.execute(
        READ, {"name": report.value, "after_failure": AFTER_FAILURE}
    ).one_or_none()
    return Kept(*found) if found else NOTHING


def _periods(report: Report) -> dict[str, Any]:
    return {"name": report.value, "every": EVERY[report], "after_failure": AFTER_FAILURE}
