"""School Addition."""

from tests.engine.types.scenario import Bad, Cells, Scenario


def cells(number: int) -> Cells:
    return {"school_code": f"NEW{number}", "district": f"District {number % 3}"}


NEEDED = (
    *("school_code", "school_name", "af_school_category", "State_code"),
    *("state", "district_code", "district"),
)

SCENARIO = Scenario(
    type="school_addition",
    cells=cells,
    again=("unchanged", None),
    twice=("unchanged", None),
    needed=dict.fromkeys(NEEDED, "VALUE_REQUIRED"),
    sparse="created",
    bad=(
        Bad("VALUE_REQUIRED", {"state": " "}, "state", "blank"),
        Bad("INVALID_FIELDS", {"board": "x" * 256}, "board", "256"),
    ),
    variants=(
        {"region": "North", "board": ""},
        {"school_code": "SCH001", "district": "Hisar"},
        {"school_code": "SCH001", "state": "", "block_name": "Siwani"},
    ),
)
