"""Auth Group Addition: auth groups by their name."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from dbservice.imports.cells import NAME, TEXT
from dbservice.imports.import_type import Column, ImportType, Section
from dbservice.imports.lenient_cells import KEPT_JSON
from dbservice.imports.put_rows import Draft, PutRows
from dbservice.imports.rows import Row
from dbservice.services import groups, keys
from dbservice.services.groups import GroupKind
from dbservice.services.puts import Effect

# Members of the input schema; the others of a stored one stay.
INPUT_SCHEMA = ("auth_type", "default_locale", "images", "tech_pm", "user_type")

COLUMNS = (
    Column(
        "Name",
        "name",
        NAME,
        about="An auth group with this name is changed",
        example="EnableStudents",
        blank="VALUE_REQUIRED",
    ),
    Column("Auth Type", "auth_type", TEXT, required=False, example="ID,DOB"),
    Column("Default Locale", "default_locale", TEXT, required=False, example="en"),
    Column("Images", "images", TEXT, required=False),
    Column("Locale", "locale", TEXT, required=False, example="English,Hindi"),
    Column("Locale Data", "locale_data", KEPT_JSON, required=False, example='{"en": {}}'),
    Column("Tech PM", "tech_pm", TEXT, required=False),
    Column("User Type", "user_type", TEXT, required=False, example="student"),
)


def values(row: Row) -> dict[str, Any]:
    """The columns of an auth group."""
    input_schema = row.filled(*INPUT_SCHEMA)
    return {
        **row.filled("name", "locale", "locale_data"),
        **({"input_schema": input_schema} if input_schema else {}),
    }


def touch_members(session: Session, drafts: Sequence[Draft]) -> None:
    """Mark the members of changed auth groups as changed too."""
    changed = [draft.id for draft in drafts if draft.id and draft.effect is Effect.UPDATED]
    groups.touch_members(session, GroupKind.AUTH_GROUP, changed)


IMPORT_TYPE = ImportType(
    name="auth_group_addition",
    label="Auth Group Addition",
    section=Section.ORGANISATION,
    position=90,
    summary="Creates auth groups, or changes those with the same name; the members of a changed"
    " one count as changed too",
    columns=COLUMNS,
    apply=PutRows(
        key=keys.AUTH_GROUP,
        named_by=("name",),
        values=values,
        merged=("input_schema",),
        after=touch_members,
    ),
    protected=True,
    writes=("auth_group", "group"),
    errors=("VALUE_REQUIRED", "INVALID_FIELDS", "AMBIGUOUS"),
    again="changes nothing",
)
