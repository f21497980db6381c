"""Alumni Addition."""

from sqlalchemy.orm import Session

from tests.engine.types.preparation import TWINS, enrolled, numbered
from tests.engine.types.scenario import Bad, Cells, Scenario


def some_students(session: Session, count: int) -> None:
    """Half of the alumni are students already."""
    enrolled(session, count // 2 + 1)


def cells(number: int) -> Cells:
    return {
        **numbered(number),
        "college_id_ug": "COL1",
        "branch_id_ug": "BR1",
        "current_ctc": "600000",
        "current_org_name": "Works",
        "year_of_graduation_ug": "2030",
    }


SCENARIO = Scenario(
    type="alumni_addition",
    prepare=some_students,
    cells=cells,
    again=("unchanged", None),
    twice=("unchanged", "DUPLICATE_IN_SHEET"),
    needed={"student_id": "VALUE_REQUIRED"},
    sparse="created",
    bad=(
        Bad("VALUE_REQUIRED", {"student_id": ""}, "student_id", "blank"),
        Bad(
            "IDENTIFIER_TAKEN",
            {"student_id": "NEW", "student_apaar_id": "A00000"},
            "student_apaar_id",
            "A00000",
        ),
        Bad("INVALID_FIELDS", {"college_id_ug": "COL"}, "college_id_ug", "COL not found"),
        Bad("INVALID_FIELDS", {"branch_id_pg": "B"}, "branch_id_pg", "B not found"),
        Bad("INVALID_FIELDS", {"year_of_graduation_ug": "soon"}, "year_of_graduation_ug", "soon"),
        Bad("INVALID_CHOICE", {"user_gender": "F"}, "user_gender", "'F'"),
        Bad("AMBIGUOUS", {}, "student_id", "S00000", TWINS),
    ),
    variants=(
        {"college_id_ug": "COL2", "current_org_name": ""},
        {"student_id": "S00098", "current_ctc": "700000.0"},
        {"student_id": "S00099", "student_apaar_id": "A00098"},
    ),
)
