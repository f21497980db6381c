"""Product Addition."""

from tests.engine.types.scenario import Bad, Cells, Scenario


def cells(number: int) -> Cells:
    return {"Name": f"Product {number}", "code": f"P{number}"}


SCENARIO = Scenario(
    type="product_addition",
    cells=cells,
    again=("unchanged", None),
    twice=("unchanged", None),
    needed={"Name": "VALUE_REQUIRED", "code": "VALUE_REQUIRED"},
    sparse="created",
    bad=(
        Bad("VALUE_REQUIRED", {"code": " "}, "code", "blank"),
        Bad("INVALID_FIELDS", {"Goal": "x" * 256}, "Goal", "256"),
    ),
    variants=(
        {"Goal": "reading", "Mode": ""},
        {"code": "other"},
        {"Name": "Coaching", "code": "CO", "Led By": "Asha"},
    ),
)
