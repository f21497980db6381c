"""Passages that problems share, each with the texts of the problems that ask about it."""

from dbservice.blueprints._entity import Entity
from dbservice.blueprints._listing import unfiltered
from dbservice.blueprints._resource import resource
from dbservice.blueprints.problem_language import PROBLEM_LANGUAGE
from dbservice.models import Paragraph

PARAGRAPH = Entity(
    Paragraph, required=(Paragraph.body,), embeds={Paragraph.problem_lang: PROBLEM_LANGUAGE}
)

blueprint = resource(PARAGRAPH, tag="Resources", listing=unfiltered)
