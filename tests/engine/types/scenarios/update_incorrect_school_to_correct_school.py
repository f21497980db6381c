"""Update Incorrect School to Correct School."""

from tests.engine.types.scenarios._corrections import correction

SCENARIO = correction(
    "update_incorrect_school_to_correct_school",
    "school",
    "code",
    {"school_code": "SCH002"},
    variants=({"school_code": "SCH001"}, {"school_code": "SCH003", "student_id": ""}),
)
