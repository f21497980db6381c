"""Update Student Details."""

from tests.engine.types.preparation import NOBODY, enrolled, numbered, sent, without_group
from tests.engine.types.scenario import Bad, Cells, Scenario


def cells(number: int) -> Cells:
    return {**numbered(number), "student_g12_graduating_year": "2028"}


SCENARIO = Scenario(
    type="student_update",
    prepare=enrolled,
    cells=cells,
    outcome="updated",
    again=("unchanged", None),
    twice=("unchanged", "DUPLICATE_IN_SHEET"),
    known_by=("student_id",),
    sparse="unchanged",
    bad=(
        *NOBODY,
        Bad(
            "IDENTIFIER_MISMATCH",
            {"student_id": "S00000", "student_apaar_id": "A00099"},
            "student_apaar_id",
            "A00099",
        ),
        Bad("GRADE_NOT_FOUND", {"grade": "13"}, "grade", "13 not found"),
        Bad("INVALID_FIELDS", {"user_phone": "none"}, "user_phone", "none"),
        Bad("INVALID_FIELDS", {"user_date_of_birth": "2099-01-01"}, "user_date_of_birth", "2099"),
        Bad("INVALID_CHOICE", {"user_gender": "F"}, "user_gender", "'F'"),
        Bad(
            "IDENTIFIER_TAKEN",
            {"student_apaar_id": "A00001"},
            "student_apaar_id",
            "A00001",
            sent("UPDATE student SET apaar_id = NULL WHERE student_id = 'S00000'"),
        ),
        Bad("GROUP_ROW_MISSING", {}, "grade", "11", without_group("grade", "number", "11")),
    ),
    remarked=(Bad("GRADE_DIFFERS", {"grade": "12"}, "grade", "12"),),
    variants=(
        {"student_id": "S00009", "student_apaar_id": "A00001", "user_first_name": "Zoya"},
        {"student_apaar_id": "", "user_first_name": "Anil", "grade": "12"},
        {"student_id": "", "user_city": "Nashik", "student_stream": "PCM"},
    ),
)
