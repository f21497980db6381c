"""Update Incorrect School to Correct School: rewrites it in place."""

from dbservice.imports.corrections import correction
from dbservice.services.groups import GroupKind

IMPORT_TYPE = correction(
    name="update_incorrect_school_to_correct_school",
    label="Update Incorrect School to Correct School",
    position=220,
    field="school_code",
    kind=GroupKind.SCHOOL,
)
