"""Auth Group Addition."""

from tests.engine.types.scenario import Bad, Cells, Scenario


def cells(number: int) -> Cells:
    return {"Name": f"Group {number}"}


SCENARIO = Scenario(
    type="auth_group_addition",
    cells=cells,
    again=("unchanged", None),
    twice=("unchanged", None),
    needed={"Name": "VALUE_REQUIRED"},
    sparse="created",
    bad=(
        Bad("VALUE_REQUIRED", {"Name": " "}, "Name", "blank"),
        Bad("INVALID_FIELDS", {"Tech PM": "x" * 256}, "Tech PM", "256"),
    ),
    variants=(
        {"Auth Type": "", "Images": "https://example.org/logo.png", "Locale Data": "English"},
        {"Name": "Walk-in", "Locale": "hi", "Locale Data": "[1]"},
        {"Name": "Walk-in", "Tech PM": "Asha"},
    ),
)
