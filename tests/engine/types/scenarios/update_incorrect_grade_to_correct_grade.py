"""Update Incorrect Grade to Correct Grade."""

from tests.engine.types.scenarios._corrections import correction

SCENARIO = correction(
    "update_incorrect_grade_to_correct_grade",
    "grade",
    "number",
    {"grade": "12"},
    variants=({"grade": "11"}, {"grade": "12th", "student_id": ""}),
)
