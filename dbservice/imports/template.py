"""The template that people download and fill in."""

import csv
import io

from dbservice.imports.import_type import ImportType

# A row that begins so is there to be read by people; imports pass over it.
EXAMPLE_BEGINS = "# example:"
EXAMPLE_MARK = EXAMPLE_BEGINS + " "


def template_csv(import_type: ImportType, *, with_example: bool = False) -> str:
    """Every heading in one line; with an example in a second line that imports pass over."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    headers = import_type.headers()
    writer.writerow(headers)
    if with_example:
        examples = {column.header: column.example for column in import_type.columns}
        first, *rest = (examples[header] for header in headers)
        writer.writerow([EXAMPLE_MARK + first, *rest])
    return text.getvalue()


def is_example(first_cell: str) -> bool:
    """Whether a row whose first cell is this is the example of a template."""
    return first_cell.startswith(EXAMPLE_BEGINS)
