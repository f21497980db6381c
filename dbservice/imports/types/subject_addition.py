"""Subject Addition: subjects by their English name."""

from typing import Any

from dbservice.imports.cells import CODE, LONG_NAME
from dbservice.imports.import_type import Column, ImportType, Section
from dbservice.imports.put_rows import PutRows
from dbservice.imports.rows import Row
from dbservice.services import keys
from dbservice.services.names import in_english

COLUMNS = (
    Column(
        "Subject",
        "name",
        LONG_NAME,
        about="English name, in any case; a subject with it is changed",
        example="Physics",
        blank="VALUE_REQUIRED",
    ),
    Column("code", "code", CODE, required=False, example="P"),
)


def values(row: Row) -> dict[str, Any]:
    """The columns of a subject; names in other languages go."""
    return {"name": in_english("subject", row.values["name"]), **row.filled("code")}


IMPORT_TYPE = ImportType(
    name="subject_addition",
    label="Subject Addition",
    section=Section.CONTENT,
    position=60,
    summary="Creates subjects, or changes those with the same English name;"
    " the name in the sheet replaces the names in all languages",
    columns=COLUMNS,
    apply=PutRows(key=keys.SUBJECT, named_by=("name",), values=values),
    writes=("subject",),
    errors=("VALUE_REQUIRED", "AMBIGUOUS"),
    again="changes nothing",
)
