"""Chapter Addition."""

from tests.engine.types.preparation import sent
from tests.engine.types.scenario import Bad, Cells, Scenario


def cells(number: int) -> Cells:
    return {"chapterCode": f"C{number}"}


SCENARIO = Scenario(
    type="chapter_addition",
    cells=cells,
    again=("unchanged", None),
    twice=("unchanged", None),
    needed={"chapterCode": "VALUE_REQUIRED", "subject": "VALUE_REQUIRED"},
    sparse="created",
    bad=(
        Bad("SUBJECT_NOT_FOUND", {"subject": "Phys"}, "subject", "Phys not found; nearest: Phys"),
        Bad("VALUE_REQUIRED", {"chapterCode": ""}, "chapterCode", "blank"),
        Bad(
            "AMBIGUOUS",
            {"chapterCode": "11P01"},
            "chapterCode",
            "11P01",
            sent("UPDATE chapter SET code = '11P01'"),
        ),
    ),
    remarked=(Bad("GRADE_NOT_FOUND", {"grade": "99"}, "grade", "99 not found"),),
    variants=(
        {"subject": "MATHS", "grade": ""},
        {"chapterCode": "11M01", "grade": "99", "chapterName": ""},
        {"chapterCode": "11M01", "chapterName": "Motion", "grade": "12"},
    ),
)
