"""Update Incorrect Auth Group to Correct Auth Group: rewrites it in place."""

from dbservice.imports.corrections import correction
from dbservice.services.groups import GroupKind

IMPORT_TYPE = correction(
    name="update_incorrect_auth_group_to_correct_auth_group",
    label="Update Incorrect Auth Group to Correct Auth Group",
    position=250,
    field="auth_group",
    kind=GroupKind.AUTH_GROUP,
    header="auth_group_name",
)
