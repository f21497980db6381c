"""How tests of an exam are marked."""

from dbservice.blueprints._creating import Upsert
from dbservice.blueprints._entity import Entity
from dbservice.blueprints._resource import resource
from dbservice.models import TestRule
from dbservice.services import row_keys

TEST_RULE = Entity(TestRule, required=(TestRule.exam_id, TestRule.test_type))

blueprint = resource(TEST_RULE, tag="Exams and colleges", create=Upsert(row_keys.of(TestRule)))
