"""Update Incorrect Auth Group to Correct Auth Group."""

from tests.engine.types.scenarios._corrections import correction

SCENARIO = correction(
    "update_incorrect_auth_group_to_correct_auth_group",
    "auth_group",
    "name",
    {"auth_group_name": "Walk-in"},
    variants=({"auth_group_name": "EnableStudents", "student_id": ""},),
)
