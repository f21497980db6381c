"""Chapter Addition: chapters by their code."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from dbservice.imports.cells import CODE, LONG_TEXT
from dbservice.imports.import_type import Column, ImportType, Section
from dbservice.imports.put_rows import Draft, Needed, PutRows, Reference
from dbservice.imports.rows import Row
from dbservice.services import keys
from dbservice.services.names import in_english

COLUMNS = (
    Column(
        "chapterCode",
        "code",
        CODE,
        about="A chapter with this code is changed",
        example="11P01",
        blank="VALUE_REQUIRED",
    ),
    Column("chapterName", "name", LONG_TEXT, about="In English", example="Units and Measurement"),
    Column(
        "grade",
        "grade",
        CODE,
        required=False,
        about="Grade number; an unknown one is left out",
        example="11",
    ),
    Column(
        "subject",
        "subject",
        CODE,
        about="English name, in any case",
        example="Physics",
        blank="VALUE_REQUIRED",
    ),
)


def values(row: Row) -> dict[str, Any]:
    """The columns of a chapter."""
    name = {"name": in_english("chapter", row.values["name"])} if "name" in row.values else {}
    return {"code": row.values["code"], **name}


def name_new_ones(_session: Session, drafts: Sequence[Draft]) -> None:
    """A new chapter without a name has an empty one."""
    for draft in drafts:
        if draft.is_new:
            draft.values.setdefault("name", in_english("chapter", ""))


IMPORT_TYPE = ImportType(
    name="chapter_addition",
    label="Chapter Addition",
    section=Section.CONTENT,
    position=50,
    summary="Creates chapters of a subject, or changes those with the same code",
    columns=COLUMNS,
    apply=PutRows(
        key=keys.CHAPTER,
        named_by=("code",),
        values=values,
        references=(
            Reference("subject", keys.SUBJECT, "subject_id"),
            Reference("grade", keys.GRADE, "grade_id", needed=Needed.NEVER),
        ),
        before=name_new_ones,
    ),
    writes=("chapter",),
    errors=("VALUE_REQUIRED", "SUBJECT_NOT_FOUND", "AMBIGUOUS"),
    remarks=("GRADE_NOT_FOUND",),
    again="changes nothing",
)
