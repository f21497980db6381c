"""School Addition: schools by their code, each with the user that it logs in as."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from dbservice.imports.cells import CODE, TEXT, UNREAD
from dbservice.imports.import_type import Column, ImportType, Section
from dbservice.imports.put_rows import Draft, PutRows, needed_by_new
from dbservice.imports.rows import Row
from dbservice.services import keys, school_users
from dbservice.services.puts import Effect

NEW = "A new school needs it"
ALSO_OF_USER = ("district", "region", "state")

COLUMNS = (
    Column(
        "school_code",
        "code",
        CODE,
        about="A school with this code is changed",
        example="SCH001",
        blank="VALUE_REQUIRED",
    ),
    Column("school_name", "name", TEXT, about=NEW, example="Jawahar Vidyalaya Bhiwani"),
    Column("af_school_category", "af_school_category", TEXT, about=NEW, example="JNV"),
    Column("State_code", "state_code", TEXT, about=NEW, example="HR"),
    Column("state", "state", TEXT, about=NEW, example="Haryana"),
    Column("district_code", "district_code", TEXT, about=NEW, example="HR06"),
    Column("district", "district", TEXT, about=NEW, example="Bhiwani"),
    Column("region", "region", TEXT, required=False),
    Column("block_code", "block_code", TEXT, required=False),
    Column("block_name", "block_name", TEXT, required=False),
    Column("board", "board", TEXT, required=False, example="CBSE"),
    Column("school_gender_type", "gender_type", TEXT, required=False, example="Co-ed"),
    Column("udise_code", "udise_code", TEXT, required=False),
    *(
        Column(header, header, UNREAD, required=False)
        for header in ("academic_year", "board_medium", "group", "program_model", "update_date")
    ),
)
READ = tuple(column.field for column in COLUMNS if column.kind is not UNREAD)
NEEDED_BY_NEW = tuple(column.field for column in COLUMNS if column.about == NEW)


def values(row: Row) -> dict[str, Any]:
    """The columns of a school, which have the names of the fields."""
    return row.filled(*READ)


def put_users(session: Session, drafts: Sequence[Draft]) -> None:
    """Write the user of each school that goes in; its place is that of the school."""
    needed_by_new(*NEEDED_BY_NEW)(session, drafts)
    going_in = [draft for draft in drafts if not draft.problems]
    wanted = [(draft.id, draft.row.filled(*ALSO_OF_USER)) for draft in going_in]
    for draft, user in zip(going_in, school_users.put(session, wanted), strict=True):
        draft.values["user_id"] = user.id
        draft.touched = user.effect is not Effect.UNCHANGED


IMPORT_TYPE = ImportType(
    name="school_addition",
    label="School Addition",
    section=Section.ORGANISATION,
    position=130,
    summary="Creates schools, each with a user of its own, or changes those with the same code",
    columns=COLUMNS,
    apply=PutRows(key=keys.SCHOOL, named_by=("code",), values=values, before=put_users),
    protected=True,
    writes=("user", "school", "group"),
    errors=("VALUE_REQUIRED", "INVALID_FIELDS", "AMBIGUOUS"),
    again="changes nothing",
)
