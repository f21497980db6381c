"""Product Addition: products by their name and code."""

from typing import Any

from dbservice.imports.cells import CODE, NAME, TEXT
from dbservice.imports.import_type import Column, ImportType, Section
from dbservice.imports.put_rows import PutRows
from dbservice.imports.rows import Row
from dbservice.services import keys

SAME = "A product with this name and code is changed"

COLUMNS = (
    Column("Name", "name", NAME, about=SAME, example="Photon", blank="VALUE_REQUIRED"),
    Column("code", "code", CODE, about=SAME, example="PH", blank="VALUE_REQUIRED"),
    Column("Goal", "goal", TEXT, required=False),
    Column("Led By", "led_by", TEXT, required=False),
    Column("Mode", "mode", TEXT, required=False, example="Online"),
    Column("Model", "model", TEXT, required=False),
    Column("Tech Modules", "tech_modules", TEXT, required=False),
    Column("Type", "type", TEXT, required=False),
)


def values(row: Row) -> dict[str, Any]:
    """The columns of a product, which have the names of the fields."""
    return dict(row.values)


IMPORT_TYPE = ImportType(
    name="product_addition",
    label="Product Addition",
    section=Section.ORGANISATION,
    position=100,
    summary="Creates products, or changes those with the same name and code",
    columns=COLUMNS,
    apply=PutRows(key=keys.PRODUCT_BY_NAME_AND_CODE, named_by=("name", "code"), values=values),
    protected=True,
    writes=("product", "group"),
    errors=("VALUE_REQUIRED", "INVALID_FIELDS", "AMBIGUOUS"),
    again="changes nothing",
)
