"""Which batches run at which schools."""

from dbservice.blueprints._creating import Upsert
from dbservice.blueprints._entity import Entity
from dbservice.blueprints._resource import resource
from dbservice.models import SchoolBatch
from dbservice.services import row_keys

SCHOOL_BATCH = Entity(SchoolBatch, required=(SchoolBatch.school_id, SchoolBatch.batch_id))

blueprint = resource(
    SCHOOL_BATCH,
    tag="Schools and batches",
    create=Upsert(row_keys.of(SchoolBatch)),
)
