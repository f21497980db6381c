"""Batch Addition: batches by their code."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from dbservice.imports.cells import BOOLEAN, CODE, NAME, TEXT, read_date
from dbservice.imports.import_type import Column, ImportType, Section
from dbservice.imports.lenient_cells import (
    LENIENT_DATE,
    LENIENT_NUMBER,
    leading_number,
    left_out_unless,
)
from dbservice.imports.put_rows import Draft, Needed, PutRows, Reference
from dbservice.imports.rows import Row
from dbservice.services import keys
from dbservice.services.trees import BATCHES

COLUMNS = (
    Column("Name", "name", NAME, example="Photon 11 A", blank="VALUE_REQUIRED"),
    Column(
        "Auth Group",
        "auth_group",
        CODE,
        required=False,
        about="Name; an unknown one is left out",
        example="EnableStudents",
    ),
    Column(
        "Batch ID",
        "batch_id",
        CODE,
        required=False,
        about="A batch with this code is changed; blank: always a new batch",
        example="EN-11-Photon-Enq-24-001",
    ),
    Column(
        "Contact hours per week",
        "contact_hours_per_week",
        LENIENT_NUMBER,
        required=False,
        example="6",
    ),
    Column("End Date", "end_date", LENIENT_DATE, required=False, example="2027-03-31"),
    Column("Is Parent Batch", "is_parent_batch", BOOLEAN, required=False, example="No"),
    Column(
        "Parent Batch ID",
        "parent",
        CODE,
        required=False,
        about="Code of a batch that is not below this one; an unknown one is left out",
    ),
    Column(
        "Program Name",
        "program",
        CODE,
        required=False,
        about="An unknown one is left out",
        example="Photon",
    ),
    Column("Start Date", "start_date", LENIENT_DATE, required=False, example="2026-04-01"),
    Column("System", "system", TEXT, required=False),
)


def values(row: Row) -> dict[str, Any]:
    """The columns of a batch."""
    metadata = row.filled("is_parent_batch")
    return {
        **row.filled("name", "batch_id", "system"),
        **left_out_unless(leading_number, row, "contact_hours_per_week"),
        **left_out_unless(read_date, row, "start_date"),
        **left_out_unless(read_date, row, "end_date"),
        **({"metadata": metadata} if metadata else {}),
    }


def refuse_circles(session: Session, drafts: Sequence[Draft]) -> None:
    """Refuse a parent that is below the batch; a new batch has none below it."""
    placed = [draft for draft in drafts if draft.id and "parent_id" in draft.values]
    places = [(draft.id, draft.values["parent_id"]) for draft in placed if draft.id]
    for draft, problem in zip(placed, BATCHES.circles(session, places), strict=True):
        if problem:
            problem.field = "parent"
            draft.problems.append(problem)


IMPORT_TYPE = ImportType(
    name="batch_addition",
    label="Batch Addition",
    section=Section.ORGANISATION,
    position=120,
    summary="Creates batches, or changes those with the same code",
    columns=COLUMNS,
    apply=PutRows(
        key=keys.BATCH,
        named_by=("batch_id",),
        values=values,
        references=(
            Reference("auth_group", keys.AUTH_GROUP, "auth_group_id", needed=Needed.NEVER),
            Reference("program", keys.PROGRAM, "program_id", needed=Needed.NEVER),
            Reference("parent", keys.BATCH, "parent_id", needed=Needed.NEVER),
        ),
        merged=("metadata",),
        before=refuse_circles,
    ),
    protected=True,
    writes=("batch", "group"),
    errors=("VALUE_REQUIRED", "INVALID_FIELDS", "AMBIGUOUS"),
    remarks=("AUTH_GROUP_NOT_FOUND", "PROGRAM_NOT_FOUND", "BATCH_NOT_FOUND", "INVALID_FIELDS"),
    again="changes nothing; but each row without a Batch ID makes another batch",
)
