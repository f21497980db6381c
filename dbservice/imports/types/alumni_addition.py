"""Alumni Addition: what became of former students, who are created if need be."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from dbservice.errors import DomainError
from dbservice.imports.cells import AMOUNT, CODE, INTEGER_NUMBER, TEXT
from dbservice.imports.import_type import Column, ImportType, Section
from dbservice.imports.people_columns import (
    STUDENT_FIELDS,
    USER_FIELDS,
    student_columns,
    user_columns,
)
from dbservice.imports.put_rows import Draft, PutRows, Reference
from dbservice.imports.rows import Row
from dbservice.models import Alumni
from dbservice.services import alumni, keys
from dbservice.services.roles import Newcomer

TEXTS = (
    "contact_status",
    "current_ctc_range",
    "current_job_city",
    "current_job_role",
    "current_job_sector",
    "current_org_name",
    "current_status",
    "degree_pg",
    "degree_ug",
    "did_you_take_a_gap_year",
    "employment_status",
    (
        "if_avanti_was_not_your_only_source_of_test_prep_coaching"
        "_then_what_other_resources_did_you_opt_for"
    ),
    "linkedin_profile_link",
    "past_internship_orgs",
    "pg_status",
    "scholarship_availed",
    "seeking_employment",
    "skilling_programs",
    "starting_ctc_ug_range",
    "ug_status",
    (
        "what_was_your_monthly_household_income_excluding_the_respondent"
        "_when_you_were_starting_your_first_job"
    ),
    "which_competitive_exam_did_you_appear_for",
    "why_did_you_take_a_gap_year",
)
NUMBERS = {
    "current_ctc": AMOUNT,
    "start_year_pg": INTEGER_NUMBER,
    "start_year_ug": INTEGER_NUMBER,
    "which_year_did_you_start_working": INTEGER_NUMBER,
    "year_of_graduation_pg": INTEGER_NUMBER,
    "year_of_graduation_ug": INTEGER_NUMBER,
    "years_of_experience": INTEGER_NUMBER,
}
REFERENCES = tuple(
    Reference(f"{kind}_id_{stage}", key, f"{kind}_id_{stage}")
    for kind, key in {"branch": keys.BRANCH, "college": keys.COLLEGE}.items()
    for stage in ("pg", "ug")
)
# What only those who study are asked.
NOT_ASKED = {
    "goes_for_tuition_or_other_coaching",
    "has_air_conditioner",
    "has_internet_access",
    "know_about_avanti",
    "number_of_four_wheelers",
    "number_of_smartphones",
    "number_of_two_wheelers",
    "primary_smartphone_owner",
    "primary_smartphone_owner_profession",
    "school_medium",
    "time_of_device_availability",
}

COLUMNS = (
    Column(
        "student_id",
        "student_id",
        CODE,
        about="An unknown one creates the student",
        example="2026000001",
        blank="VALUE_REQUIRED",
    ),
    Column("student_apaar_id", "apaar_id", CODE, required=False, about="Of a new student"),
    *user_columns(required=False),
    *(column for column in student_columns(required=False) if column.field not in NOT_ASKED),
    *(Column(name, name, TEXT, required=False) for name in TEXTS),
    *(Column(name, name, kind, required=False) for name, kind in NUMBERS.items()),
    *(
        Column(reference.field, reference.field, CODE, required=False, about="Code")
        for reference in REFERENCES
    ),
)


def values(row: Row) -> dict[str, Any]:
    """The columns of an alumni row, by the names that fit into the database."""
    columns = Alumni.__mapper__.columns
    filled = row.filled(*TEXTS, *NUMBERS)
    return {str(columns[name].name): value for name, value in filled.items()}


def find_students(session: Session, drafts: Sequence[Draft]) -> None:
    """Alumni rows belong to students; who is not there yet is created."""
    people = [_person(draft.row) for draft in drafts]
    ids = alumni.find_or_create_students(session, people)
    for draft, id in zip(drafts, ids, strict=True):
        if isinstance(id, DomainError):
            draft.problems.append(id)
        else:
            draft.values["student_id"] = id


def _person(row: Row) -> Newcomer:
    return Newcomer(row.filled(*USER_FIELDS), row.filled(*STUDENT_FIELDS))


IMPORT_TYPE = ImportType(
    name="alumni_addition",
    label="Alumni Addition",
    section=Section.PEOPLE,
    position=150,
    summary="Keeps what became of former students, one row each; who is no student yet is created,"
    " without any enrolment. Of those who are, user and student stay as they are",
    columns=COLUMNS,
    apply=PutRows(
        key=keys.ALUMNUS,
        named_by=("student_id",),
        values=values,
        references=REFERENCES,
        unique=("apaar_id",),
        before=find_students,
    ),
    writes=("user", "student", "alumni"),
    errors=("VALUE_REQUIRED", "IDENTIFIER_TAKEN", "AMBIGUOUS"),
    again="changes nothing",
)
