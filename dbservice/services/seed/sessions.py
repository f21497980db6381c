"""The demo sessions: weekly live classes and tests, with their dates."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from dbservice.services.seed.batches import BATCHES, DemoBatch
from dbservice.services.seed.programmes import PROGRAMMES

TAUGHT_FROM = date(2026, 11, 2)
TAUGHT_UNTIL = date(2026, 12, 18)
CLASS_LENGTH = timedelta(hours=1)
TEST_LENGTH = timedelta(hours=3)
TEST_WEEKDAY = 6


class Timetable(NamedTuple):
    """When a subject is taught: ISO weekdays, and the hour on Indian clocks."""

    subject: str
    weekdays: tuple[int, ...]
    begins: time


TIMETABLES = {
    "engineering": (Timetable("Physics", (1, 3), time(17)), Timetable("Maths", (2, 4), time(17))),
    "medical": (Timetable("Chemistry", (1, 3), time(18)), Timetable("Botany", (2, 4), time(18))),
    "foundation": (Timetable("Science", (5,), time(16)),),
}
TEST_BEGINS = time(10)
SIGN_IN = {
    "type": "sign-in",
    "auth_type": "ID,DOB",
    "is_active": True,
    "signup_form": False,
    "popup_form": False,
    "id_generation": False,
    "redirection": True,
}


class DemoSession(NamedTuple):
    """A session of the first section of a kind of batch; `subject` is missing for a test."""

    batch: DemoBatch
    subject: str | None
    weekdays: tuple[int, ...]
    begins: time
    length: timedelta

    @property
    def platform_id(self) -> str:
        return f"{self.batch.code}-{self.subject or 'Test'}".lower()

    @property
    def auth_group(self) -> str:
        return PROGRAMMES[self.batch.programme].auth_group

    @property
    def session_id(self) -> str:
        """The name of the auth group and the id on the platform."""
        return f"{self.auth_group}_{self.platform_id}"

    def dates(self) -> Iterator[date]:
        """Every day on which the session takes place."""
        day = TAUGHT_FROM
        while day <= TAUGHT_UNTIL:
            if day.isoweekday() in self.weekdays:
                yield day
            day += timedelta(days=1)


def sessions() -> list[DemoSession]:
    """Live classes and a weekly test for the first section of each kind of batch."""
    return [
        session
        for batch in BATCHES
        if batch.section == 1
        for session in (*_classes(batch), _test(batch))
    ]


def session_row(session: DemoSession, owner_id: int) -> dict[str, Any]:
    """A row of `session`, found by session_id; times are Indian wall clock."""
    is_test = session.subject is None
    kind, purpose = ("quiz", "assessment") if is_test else ("meet", "liveclass")
    return {
        "session_id": session.session_id,
        "name": f"{session.batch.code} {session.subject or 'Weekly Test'}",
        "platform": kind,
        "platform_id": session.platform_id,
        "platform_link": f"https://{kind}.example.org/{session.platform_id}",
        "portal_link": f"https://portal.example.org/?sessionId={session.session_id}",
        "start_time": datetime.combine(TAUGHT_FROM, session.begins),
        "end_time": datetime.combine(TAUGHT_UNTIL, session.begins) + session.length,
        "meta_data": _meta_data(session),
        "purpose": {"type": "attendance", "sub-type": purpose},
        "repeat_schedule": {"type": "weekly", "params": list(session.weekdays)},
        **SIGN_IN,
        "owner_id": owner_id,
        "created_by_id": owner_id,
    }


def occurrence_rows(session: DemoSession, session_fk: int) -> list[dict[str, Any]]:
    """Rows of `session_occurrence`, found by session_id and start_time."""
    return [
        {
            "session_id": session.session_id,
            "session_fk": session_fk,
            "start_time": (begins := datetime.combine(day, session.begins)),
            "end_time": begins + session.length,
        }
        for day in session.dates()
    ]


def _meta_data(session: DemoSession) -> dict[str, Any]:
    return {
        "group": session.auth_group,
        "batch_id": session.batch.code,
        "grade": session.batch.grade,
        "stream": session.batch.track.stream,
        "subject": session.subject or "",
    }


def _classes(batch: DemoBatch) -> list[DemoSession]:
    return [
        DemoSession(batch, *timetable, CLASS_LENGTH) for timetable in TIMETABLES[batch.track.stream]
    ]


def _test(batch: DemoBatch) -> DemoSession:
    return DemoSession(batch, None, (TEST_WEEKDAY,), TEST_BEGINS, TEST_LENGTH)
