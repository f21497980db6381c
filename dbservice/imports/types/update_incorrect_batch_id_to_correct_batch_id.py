"""Update Incorrect Batch ID to Correct Batch ID: rewrites it in place."""

from dbservice.imports.cells import CODE
from dbservice.imports.corrections import correction
from dbservice.imports.import_type import Column
from dbservice.services.groups import GroupKind

IMPORT_TYPE = correction(
    name="update_incorrect_batch_id_to_correct_batch_id",
    label="Update Incorrect Batch ID to Correct Batch ID",
    position=210,
    field="batch_id",
    kind=GroupKind.BATCH,
    wrong=Column(
        "old_batch_id",
        "old_batch_id",
        CODE,
        about="The batch the student is wrongly in now",
        example="EN-12-Photon-Enq-24-001",
        blank="VALUE_REQUIRED",
    ),
    again="every row is refused: NO_CURRENT_MEMBERSHIP",
)
