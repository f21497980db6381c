"""What a learner can do once a concept is understood."""

from dbservice.blueprints._entity import Entity
from dbservice.blueprints._resource import resource
from dbservice.models import LearningObjective

LEARNING_OBJECTIVE = Entity(LearningObjective)

blueprint = resource(LEARNING_OBJECTIVE, tag="Curriculum")
