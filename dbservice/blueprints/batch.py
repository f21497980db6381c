"""Batches."""

from dbservice.blueprints._creating import Upsert, touch_members
from dbservice.blueprints._entity import Entity
from dbservice.blueprints._resource import resource
from dbservice.models import Batch
from dbservice.services import row_keys
from dbservice.services.trees import BATCHES

BATCH = Entity(Batch, required=(Batch.name,), check=BATCHES.refuse_cycle)

blueprint = resource(
    BATCH,
    tag="Schools and batches",
    create=Upsert(
        row_keys.of(Batch),
        absent=(400, "Batch ID is required"),
        existing=touch_members,
    ),
)
