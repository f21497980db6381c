"""The names of the columns that a student and the user behind have."""

from flask import Response

from dbservice.blueprints._calls import Calls, object_of
from dbservice.blueprints._responses import json_response

STUDENT_COLUMNS = """
    id student_id father_name father_phone father_education_level father_profession mother_name
    mother_phone mother_education_level mother_profession guardian_name guardian_relation
    guardian_phone guardian_education_level guardian_profession category has_category_certificate
    category_certificate stream physically_handicapped physically_handicapped_certificate
    annual_family_income monthly_family_income time_of_device_availability has_internet_access
    primary_smartphone_owner primary_smartphone_owner_profession number_of_smartphones family_type
    number_of_four_wheelers number_of_two_wheelers has_air_conditioner
    goes_for_tuition_or_other_coaching know_about_avanti percentage_in_grade_10_science
    percentage_in_grade_10_math percentage_in_grade_10_english grade_10_marksheet photo
    planned_competitive_exams status board_stream school_medium apaar_id user_id grade_id
    inserted_at updated_at
"""
USER_COLUMNS = """
    id first_name last_name email phone date_of_birth gender whatsapp_phone address city district
    state region pincode role country inserted_at updated_at
"""

blueprint = Calls("student-columns", tag="People")


@blueprint.call(
    "GET",
    "/student/get-schema",
    name="getStudentColumns",
    summary="Name the columns of a student, then those of a user",
    answers={
        200: object_of(
            "The names; those that both have occur twice.",
            fields={"type": "array", "items": {"type": "string"}},
        )
    },
)
def names() -> Response:
    return json_response({"fields": [*STUDENT_COLUMNS.split(), *USER_COLUMNS.split()]})
