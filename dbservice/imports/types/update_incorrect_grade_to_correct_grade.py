"""Update Incorrect Grade to Correct Grade: rewrites it in place."""

from dbservice.imports.corrections import correction
from dbservice.services.groups import GroupKind

IMPORT_TYPE = correction(
    name="update_incorrect_grade_to_correct_grade",
    label="Update Incorrect Grade to Correct Grade",
    position=240,
    field="grade",
    kind=GroupKind.GRADE,
)
