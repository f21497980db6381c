"""Subject Addition."""

from tests.engine.types.preparation import sent
from tests.engine.types.scenario import Bad, Cells, Scenario


def cells(number: int) -> Cells:
    return {"Subject": f"Subject {number}", "code": f"X{number}"}


SCENARIO = Scenario(
    type="subject_addition",
    cells=cells,
    again=("unchanged", None),
    twice=("unchanged", None),
    needed={"Subject": "VALUE_REQUIRED"},
    sparse="created",
    bad=(
        Bad("VALUE_REQUIRED", {"Subject": " "}, "Subject", "blank"),
        Bad("INVALID_FIELDS", {"code": "X" * 256}, "code", "255"),
        Bad(
            "AMBIGUOUS",
            {"Subject": "maths"},
            "Subject",
            "maths",
            sent("UPDATE subject SET name = (SELECT name FROM subject WHERE code = 'M')"),
        ),
    ),
    variants=({"Subject": "MATHS"}, {"Subject": "maths", "code": ""}, {"code": "Y"}),
)
