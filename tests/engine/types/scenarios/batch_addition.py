"""Batch Addition."""

from tests.engine.types.scenario import Bad, Cells, Scenario


def cells(number: int) -> Cells:
    return {"Batch ID": f"B{number}"}


STORED = "EN-11-Photon-Enq-24-001"

SCENARIO = Scenario(
    type="batch_addition",
    cells=cells,
    again=("unchanged", None),
    twice=("unchanged", None),
    needed={"Name": "VALUE_REQUIRED"},
    known_by=("Batch ID",),
    sparse="created",
    bad=(
        Bad("VALUE_REQUIRED", {"Name": ""}, "Name", "blank"),
        Bad("INVALID_FIELDS", {"Is Parent Batch": "maybe"}, "Is Parent Batch", "maybe"),
        Bad(
            "INVALID_FIELDS",
            {"Batch ID": STORED, "Parent Batch ID": STORED},
            "Parent Batch ID",
            "below",
        ),
    ),
    remarked=(
        Bad("AUTH_GROUP_NOT_FOUND", {"Auth Group": "Nobody"}, "Auth Group", "Nobody not found"),
        Bad("PROGRAM_NOT_FOUND", {"Program Name": "Photn"}, "Program Name", "Photn not found"),
        Bad("BATCH_NOT_FOUND", {"Parent Batch ID": "X"}, "Parent Batch ID", "X not found"),
        Bad("INVALID_FIELDS", {"Start Date": "01/04/2026"}, "Start Date", "01/04/2026"),
    ),
    variants=(
        {"Parent Batch ID": STORED, "Program Name": "Nucleus", "Is Parent Batch": "Yes"},
        {"Batch ID": STORED, "Parent Batch ID": "B1", "Auth Group": ""},
        {"Batch ID": STORED, "Parent Batch ID": "", "Contact hours per week": "12 hours"},
        {"Batch ID": "B1", "Parent Batch ID": "B2"},
    ),
)
