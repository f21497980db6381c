"""What a student's page shows beside the row: where they are, were, took part, and may go."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import abort
from sqlalchemy.orm import Session

from dbservice.admin import details, timeline
from dbservice.admin.details import Fact
from dbservice.admin.kinds import Day
from dbservice.admin.pages import PanelPages
from dbservice.admin.registry import panel_of
from dbservice.models import Alumni, LearningSession, StudentExamRecord, UserSession
from dbservice.services import acts, biography
from dbservice.services.biography import Biography
from dbservice.services.carrying_out import Act
from dbservice.services.clock import indian_today
from dbservice.services.groups import MODELS, EntityRef, GroupKind

PLACES = (GroupKind.SCHOOL, GroupKind.BATCH, GroupKind.GRADE, GroupKind.AUTH_GROUP)
DAY = Day()


def context(session: Session, id: int) -> Mapping[str, Any]:
    """What the template of the page needs; nine statements, whoever it is."""
    life = biography.read(session, id)
    if life is None:
        abort(404)  # somebody has deleted the student since the row was read
    return {
        "life": life,
        "timeline": timeline.drawn(life.stays, indian_today()),
        "places": PLACES,
        "acts": acts_for(life),
        "alumnus": alumnus(session, life),
        "day": DAY.shown,
        "page_behind": page_behind,
        "attendance": panel_of(UserSession),
        "exam_records": panel_of(StudentExamRecord),
        "session_panel": panel_of(LearningSession),
        "alumni_panel": panel_of(Alumni),
    }


def acts_for(life: Biography) -> Mapping[str, Sequence[Act]]:
    """What can be done with the student's enrolments, by section."""
    sections: dict[str, list[Act]] = {}
    if life.identity.user_id is not None:
        for act in acts.offered(is_dropped_out=life.is_dropped_out, current={*life.current}):
            sections.setdefault(act.section, []).append(act)
    return sections


def alumnus(session: Session, life: Biography) -> Sequence[Fact]:
    """What became of a former student, as far as it is known."""
    if life.identity.alumni_id is None:
        return ()
    row = details.fetch(session, panel_of(Alumni), life.identity.alumni_id)
    sections = row.sections.items() if row else ()
    facts = (fact for title, some in sections if title != "Record" for fact in some)
    return [fact for fact in facts if fact.text and fact.heading != "Student"]


def page_behind(entity: EntityRef) -> str:
    """The address of a school, batch ..."""
    return f"{PanelPages.list_of(MODELS[entity.kind])}{entity.id}/"
