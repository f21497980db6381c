"""Who came to the demo sessions of the last days, and when."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from dbservice.models import UserSession
from dbservice.services.groups import GroupKind
from dbservice.services.seed.careers import Career, career
from dbservice.services.seed.chance import Chance
from dbservice.services.seed.pupils import Pupil
from dbservice.services.seed.register import Known
from dbservice.services.seed.sessions import DemoSession
from dbservice.services.seed.upsert import put

FIRST_DAY, LAST_DAY = date(2026, 11, 16), date(2026, 11, 21)
PRESENT_PERCENT = 70
EARLIEST, LATEST = -10, 15  # minutes from the beginning


class Held(NamedTuple):
    """A session on one of its dates; the ids are those of both rows."""

    session: DemoSession
    begins: datetime
    session_fk: int
    occurrence_id: int


def put_attendance(
    session: Session, pupils: Sequence[Pupil], known: Sequence[Known | None], held: Sequence[Held]
) -> None:
    """Put the signing in of students; those that are not known are somebody else's by now."""
    of_batch: dict[str, list[Held]] = {}
    for one in held:
        if FIRST_DAY <= one.begins.date() <= LAST_DAY:
            of_batch.setdefault(one.session.batch.code, []).append(one)
    rows = [
        row
        for index, (pupil, ids) in enumerate(zip(pupils, known, strict=True))
        if ids
        for row in _signed_in(pupil, career(pupil, index), ids.user_id, of_batch)
    ]
    put(session, UserSession, rows, "user_id", "session_occurrence_id")


def _signed_in(
    pupil: Pupil, life: Career, user_id: int, held: Mapping[str, Sequence[Held]]
) -> Iterator[dict[str, Any]]:
    """Where a student has signed in, while in the batch."""
    chance = Chance(f"{pupil.student_id}/attendance")
    for span in life.spans:
        if span.kind is not GroupKind.BATCH or span.end:
            continue
        for one in held.get(span.code, ()):
            if one.begins.date() < span.start:
                continue
            occasion = f"{one.session.session_id}/{one.begins}"
            if chance.happens(occasion, PRESENT_PERCENT):
                minutes = chance.number(f"{occasion}/minutes", EARLIEST, LATEST)
                yield {
                    "user_id": user_id,
                    "session_id": one.session_fk,
                    "session_occurrence_id": one.occurrence_id,
                    "timestamp": one.begins + timedelta(minutes=minutes),
                    "user_activity_type": "sign-in",
                    "data": {},
                }
