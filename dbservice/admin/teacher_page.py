"""What a teacher's page shows beside the row: where they teach and taught, and their sessions."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from dbservice.admin import timeline
from dbservice.admin.kinds import Day
from dbservice.admin.registry import panel_of
from dbservice.admin.student_page import PLACES, page_behind
from dbservice.models import LearningSession
from dbservice.services import teaching
from dbservice.services.clock import indian_today


def context(session: Session, id: int) -> Mapping[str, Any]:
    """What the template of the page needs; five statements, whoever it is."""
    life = teaching.read(session, id)
    return {
        "life": life,
        "timeline": timeline.drawn(life.stays, indian_today()),
        "places": PLACES,
        "day": Day().shown,
        "page_behind": page_behind,
        "session_panel": panel_of(LearningSession),
    }
