"""The work of a teacher as the service knows it: where they teach, and the sessions they own."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from dbservice.services import biography
from dbservice.services.biography import LATEST, Places

USER = text("SELECT user_id FROM teacher WHERE id = :id")
SESSIONS = text(f"""
    SELECT id, coalesce(name, session_id, 'Session ' || id) AS name, platform, start_time, end_time,
           is_active, count(*) OVER () AS total
    FROM session WHERE owner_id = :user_id
    ORDER BY start_time DESC NULLS LAST, id DESC LIMIT {LATEST}
""")


@dataclass(frozen=True)
class Teaching(Places):
    """What a page about a teacher tells beside the row itself.

    Args:
        user_id: the user whose role it is.
        sessions: the latest of those that they own, of so many.
        owned: how many there are in all.
    """

    user_id: int | None
    sessions: Sequence[Any]
    owned: int


def read(session: Session, teacher_id: int) -> Teaching:
    """The work of the teacher with this id; five statements."""
    user_id = session.scalar(USER, {"id": teacher_id})
    places = biography.places_of(session, user_id)
    sessions = session.execute(SESSIONS, {"user_id": user_id}).all()
    return Teaching(
        stays=places.stays,
        memberships=places.memberships,
        user_id=user_id,
        sessions=sessions,
        owned=sessions[0].total if sessions else 0,
    )
