"""The places of topics in curricula."""

from marshmallow import fields

from dbservice.blueprints._creating import Upsert
from dbservice.blueprints._derived import Derived
from dbservice.blueprints._entity import Entity
from dbservice.blueprints._resource import resource
from dbservice.models import TopicCurriculum
from dbservice.services import row_keys

TOPIC_CURRICULUM = Entity(
    TopicCurriculum,
    required=(TopicCurriculum.topic_id, TopicCurriculum.curriculum_id),
    # A key of the contract that the table has no column for.
    derived={
        "weightage": Derived(
            lambda _: "NULL::integer", fields.Integer(allow_none=True, required=True)
        )
    },
)

blueprint = resource(
    TOPIC_CURRICULUM,
    tag="Curriculum",
    create=Upsert(row_keys.of(TopicCurriculum)),
)
