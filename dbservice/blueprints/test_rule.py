"""How tests of an exam are marked."""

from dbservice.blueprints._creating import Upsert
from dbservice.blueprints._entity import Entity
from dbservice.blueprints._resource import resource
from dbservice.models import TestRule

TEST_RULE = Entity(TestRule, required=(TestRule.exam_id, TestRule.test_type))

blueprint = resource(
    TEST_RULE, tag="Exams and colleges", create=Upsert((TestRule.exam_id, TestRule.test_type))
)
