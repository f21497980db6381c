"""Program Addition: programs by their name."""

from typing import Any

from dbservice.imports.cells import BOOLEAN, CODE, NAME, TEXT
from dbservice.imports.import_type import Column, ImportType, Section
from dbservice.imports.lenient_cells import (
    LENIENT_JSON,
    LENIENT_NUMBER,
    json_object,
    leading_number,
    left_out_unless,
)
from dbservice.imports.put_rows import Needed, PutRows, Reference, needed_by_new
from dbservice.imports.rows import Row
from dbservice.services import keys

COLUMNS = (
    Column(
        "Program Name",
        "name",
        NAME,
        about="A program with this name is changed",
        example="Photon Haryana",
        blank="VALUE_REQUIRED",
    ),
    Column("Donor", "donor", TEXT, required=False),
    Column(
        "Product Code",
        "product",
        CODE,
        required=False,
        about="Needed for a new program; of a stored one an unknown code is left out",
        example="PH",
    ),
    Column("State/System", "state", TEXT, required=False, example="Haryana"),
    Column("Target Outreach", "target_outreach", LENIENT_NUMBER, required=False, example="1200"),
    Column("config", "config", LENIENT_JSON, required=False, example='{"batch_limit": 40}'),
    Column("is_current", "is_current", BOOLEAN, required=False, example="Yes"),
    Column("program_model", "model", TEXT, required=False),
)


def values(row: Row) -> dict[str, Any]:
    """The columns of a program."""
    return {
        **row.filled("name", "donor", "state", "is_current", "model"),
        **left_out_unless(leading_number, row, "target_outreach"),
        **left_out_unless(json_object, row, "config"),
    }


IMPORT_TYPE = ImportType(
    name="program_addition",
    label="Program Addition",
    section=Section.ORGANISATION,
    position=110,
    summary="Creates programs of a product, or changes those with the same name",
    columns=COLUMNS,
    apply=PutRows(
        key=keys.PROGRAM,
        named_by=("name",),
        values=values,
        references=(Reference("product", keys.PRODUCT, "product_id", needed=Needed.BY_NEW),),
        before=needed_by_new("product"),
    ),
    protected=True,
    writes=("program", "group"),
    errors=("VALUE_REQUIRED", "PRODUCT_NOT_FOUND", "INVALID_FIELDS", "AMBIGUOUS"),
    remarks=("PRODUCT_NOT_FOUND", "INVALID_FIELDS"),
    again="changes nothing",
)
