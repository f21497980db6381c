"""Columns that several import types share: those of a person, and those of a student."""

from dbservice.imports.cells import (
    BOOLEAN,
    CATEGORY,
    CODE,
    GENDER,
    INTEGER_NUMBER,
    LONG_TEXT,
    PAST_DATE,
    PHONE,
    STREAM,
    TEXT,
    Kind,
)
from dbservice.imports.import_type import Column

USER_KINDS: dict[str, tuple[Kind, str]] = {
    "address": (LONG_TEXT, "12 Temple Street"),
    "city": (TEXT, "Pune"),
    "date_of_birth": (PAST_DATE, "2009-06-15"),
    "district": (TEXT, "Pune"),
    "email": (TEXT, "asha@example.org"),
    "first_name": (TEXT, "Asha"),
    "gender": (GENDER, "Female"),
    "last_name": (TEXT, "Patil"),
    "phone": (PHONE, "9000000001"),
    "pincode": (TEXT, "411001"),
    "state": (TEXT, "Maharashtra"),
    "whatsapp_phone": (TEXT, "9000000001"),
}
STUDENT_KINDS: dict[str, tuple[Kind, str]] = {
    "annual_family_income": (TEXT, "1-3 lakh"),
    "board_stream": (TEXT, "Science"),
    "category": (CATEGORY, "OBC"),
    "family_income": (TEXT, ""),
    "family_type": (TEXT, "Nuclear"),
    "father_education_level": (TEXT, "Grade 10"),
    "father_name": (TEXT, "Ramesh Patil"),
    "father_phone": (TEXT, "9000000002"),
    "father_profession": (TEXT, "Farmer"),
    "goes_for_tuition_or_other_coaching": (TEXT, "No"),
    "guardian_education_level": (TEXT, ""),
    "guardian_name": (TEXT, ""),
    "guardian_phone": (TEXT, ""),
    "guardian_profession": (TEXT, ""),
    "guardian_relation": (TEXT, ""),
    "has_air_conditioner": (BOOLEAN, "No"),
    "has_category_certificate": (BOOLEAN, "Yes"),
    "has_internet_access": (TEXT, "Yes"),
    "know_about_avanti": (TEXT, "No"),
    "monthly_family_income": (TEXT, "15000"),
    "mother_education_level": (TEXT, "Grade 12"),
    "mother_name": (TEXT, "Sunita Patil"),
    "mother_phone": (TEXT, "9000000003"),
    "mother_profession": (TEXT, "Nurse"),
    "number_of_four_wheelers": (TEXT, "0"),
    "number_of_smartphones": (TEXT, "1"),
    "number_of_two_wheelers": (TEXT, "1"),
    "percentage_in_grade_10_english": (TEXT, "81"),
    "percentage_in_grade_10_math": (TEXT, "88"),
    "percentage_in_grade_10_science": (TEXT, "84.5"),
    "physically_handicapped": (BOOLEAN, "No"),
    "primary_smartphone_owner": (TEXT, "Mother"),
    "primary_smartphone_owner_profession": (TEXT, "Nurse"),
    "school_medium": (TEXT, "Marathi"),
    "stream": (STREAM, "engineering"),
    "time_of_device_availability": (TEXT, "Evening"),
}
GRADUATION = "g12_graduating_year"
IDENTIFIER = "student_id or student_apaar_id must be filled"


def user_columns(*, required: bool) -> tuple[Column, ...]:
    """The columns of a person, `user_...`."""
    return tuple(
        Column(f"user_{name}", name, kind, required, example=example)
        for name, (kind, example) in USER_KINDS.items()
    )


def student_columns(*, required: bool) -> tuple[Column, ...]:
    """The columns of a student beside the identifiers, `student_...`."""
    return (
        *(
            Column(f"student_{name}", name, kind, required, example=example)
            for name, (kind, example) in STUDENT_KINDS.items()
        ),
        Column(f"student_{GRADUATION}", GRADUATION, INTEGER_NUMBER, required=False),
    )


def identifier_columns(*, required: bool = True) -> tuple[Column, ...]:
    """The two numbers a student is known by; `required` says whether the first must be a column."""
    return (
        Column("student_id", "student_id", CODE, required, IDENTIFIER, example="2026000001"),
        Column("student_apaar_id", "apaar_id", CODE, required=False, about=IDENTIFIER),
    )


LOOKUP_ERRORS = ("IDENTIFIER_MISSING", "STUDENT_NOT_FOUND", "AMBIGUOUS", "USER_NOT_FOUND")
USER_FIELDS = frozenset(USER_KINDS)
STUDENT_FIELDS = frozenset(STUDENT_KINDS) | {"student_id", "apaar_id", GRADUATION}
