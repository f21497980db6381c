"""What has been recorded today, by the clock of the schools."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from dbservice.services.clock import began, indian_today

AT_MOST = 10_000  # a day of many imports is not counted to its end
LATEST = 5

COUNTS = text(f"""
    SELECT (SELECT count(*) FROM imports WHERE inserted_at >= :since) AS imports,
           (SELECT count(DISTINCT user_id) FROM (
               SELECT user_id FROM enrollment_record
               WHERE group_type = 'school' AND inserted_at >= :since LIMIT {AT_MOST + 1}
            ) AS recorded) AS enrolled,
           (SELECT count(DISTINCT user_id) FROM (
               SELECT user_id FROM enrollment_record
               WHERE group_type = 'status' AND inserted_at >= :since
                 AND group_id IN (SELECT id FROM status WHERE title = 'dropout')
               LIMIT {AT_MOST + 1}
            ) AS recorded) AS dropped_out
""")
DROPOUTS = text(f"""
    SELECT s.id, nullif(concat_ws(' ', u.first_name, u.last_name), '') AS name, s.student_id
    FROM (
        SELECT id, user_id, inserted_at FROM enrollment_record
        WHERE group_type = 'status' AND inserted_at >= :since
          AND group_id IN (SELECT id FROM status WHERE title = 'dropout')
        ORDER BY inserted_at DESC LIMIT {LATEST}
    ) AS e JOIN student AS s ON s.user_id = e.user_id JOIN "user" AS u ON u.id = e.user_id
    ORDER BY e.inserted_at DESC, e.id DESC
""")


@dataclass(frozen=True)
class Today:
    """What was recorded today.

    Attributes:
        enrolled: people with a new enrolment in a school.
        dropped_out: students.
        dropouts: the latest of them.
    """

    day: date
    imports: int
    enrolled: int
    dropped_out: int
    dropouts: Sequence[Any]


def today(session: Session) -> Today:
    """What was recorded today; two statements. Beyond AT_MOST a number says only that."""
    day = indian_today()
    since = {"since": began(day)}
    imports, enrolled, dropped_out = session.execute(COUNTS, since).one()
    dropouts = session.execute(DROPOUTS, since).all() if dropped_out else []
    return Today(day, imports, enrolled, dropped_out, dropouts)
