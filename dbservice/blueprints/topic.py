"""Topics of chapters, each shown with its place in a curriculum."""

from dbservice.blueprints._entity import Entity
from dbservice.blueprints._filters import language, texts
from dbservice.blueprints._placed import ChangePlaced, Places, PutPlaced
from dbservice.blueprints._resource import resource
from dbservice.blueprints.topic_curriculum import TOPIC_CURRICULUM
from dbservice.models import Topic, TopicCurriculum
from dbservice.services import row_keys

PLACES = Places(
    TOPIC_CURRICULUM,
    TopicCurriculum.topic_id,
    (TopicCurriculum.curriculum_id, TopicCurriculum.priority, TopicCurriculum.priority_text),
    by_id=True,
)
TOPIC = Entity(
    Topic,
    derived={"curriculums": PLACES.every(), "curriculum_ids": PLACES.curricula()},
    aside=PLACES.aside,
    further=PLACES.lists.kinds,
    filters={"name": texts(Topic.name, "topic"), "lang_code": language(Topic.name)},
)

blueprint = resource(
    TOPIC,
    tag="Curriculum",
    create=PutPlaced(row_keys.of(Topic), places=PLACES),
    change=ChangePlaced(Topic.code, PLACES),
)
