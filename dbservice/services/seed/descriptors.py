"""What the demo content is described with: purposes, skills, tags, states of its making."""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy.orm import Session

from dbservice.models import Purpose, Skill, Tag
from dbservice.services.seed.upsert import Ids, put_by

PURPOSES = {
    "Learning": "Taught in class, or watched before it",
    "Practice": "Solved after a lesson, with help",
    "Homework": "Solved alone until the next lesson",
    "Assessment": "Solved in a test that counts",
    "Revision": "Gone through again before an exam",
}
SKILLS = ("Recall", "Understanding", "Application", "Analysis", "Calculation")
TAGS = {
    "NCERT": "Close to the text of the textbook",
    "Previous year": "In the manner of earlier exam papers",
    "Conceptual": "Understood rather than calculated",
    "Numerical": "The answer is a number",
    "Formula": "Needs a formula by heart",
    "Diagram": "Goes with a picture",
}
DRAFT, IN_REVIEW, PUBLISHED, ARCHIVED = "draft", "in review", "published", "archived"
STATES = (DRAFT, IN_REVIEW, PUBLISHED, ARCHIVED)


class Descriptors(NamedTuple):
    """The ids of purposes, skills and tags, by name."""

    purposes: Ids
    skills: Ids
    tags: Ids


def put_descriptors(session: Session) -> Descriptors:
    """Put all that resources are described with."""
    return Descriptors(
        put_by(session, Purpose, _described(PURPOSES), "name"),
        put_by(session, Skill, [{"name": name} for name in SKILLS], "name"),
        put_by(session, Tag, _described(TAGS), "name"),
    )


def _described(texts: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "description": about} for name, about in texts.items()]
