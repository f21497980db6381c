"""Passages that problems share, each with the texts of the problems that ask about it."""

from dataclasses import replace

from dbservice.blueprints._entity import Entity
from dbservice.blueprints._listing import unfiltered
from dbservice.blueprints._resource import resource
from dbservice.blueprints.problem_language import PROBLEM_LANGUAGE
from dbservice.models import Paragraph

# Each text would show the passage again.
TEXT = replace(PROBLEM_LANGUAGE, called="ParagraphText", derived={})
PARAGRAPH = Entity(Paragraph, required=(Paragraph.body,), embeds={Paragraph.problem_lang: TEXT})

blueprint = resource(PARAGRAPH, tag="Resources", listing=unfiltered)
