"""Program Addition."""

from tests.engine.types.preparation import sent
from tests.engine.types.scenario import Bad, Cells, Scenario


def cells(number: int) -> Cells:
    return {"Program Name": f"Program {number}", "Product Code": "CO"}


SCENARIO = Scenario(
    type="program_addition",
    cells=cells,
    again=("unchanged", None),
    twice=("unchanged", None),
    needed={"Program Name": "VALUE_REQUIRED", "Product Code": "VALUE_REQUIRED"},
    sparse="created",
    bad=(
        Bad(
            "PRODUCT_NOT_FOUND",
            {"Product Code": "COX"},
            "Product Code",
            "COX not found; nearest: CO",
        ),
        Bad("INVALID_FIELDS", {"is_current": "maybe"}, "is_current", "maybe"),
        Bad("AMBIGUOUS", {}, "Product Code", "CO", sent("UPDATE product SET code = 'CO'")),
    ),
    remarked=(
        Bad("INVALID_FIELDS", {"Target Outreach": "many"}, "Target Outreach", "many"),
        Bad("INVALID_FIELDS", {"config": "[]"}, "config", "left out"),
        Bad(
            "PRODUCT_NOT_FOUND",
            {"Program Name": "Photon", "Product Code": "XX"},
            "Product Code",
            "XX not found",
        ),
    ),
    variants=(
        {"Donor": "A", "is_current": "No", "config": ""},
        {"Program Name": "Photon", "Product Code": "ME"},
        {"Program Name": "Photon", "Product Code": "", "Target Outreach": "12 of 14"},
    ),
)
