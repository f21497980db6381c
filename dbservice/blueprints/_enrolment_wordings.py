"""How the routes of enrolment word what the rules refuse; the codes are those of the services."""

from collections.abc import Mapping

from dbservice.blueprints._errors import Failed, Refused, Rejected, Told
from dbservice.blueprints._wordings import Faults, Text, Wording
from dbservice.errors import DomainError

DROPPED_OUT = "Student has dropped out; re-enroll the student first"
CONFLICT = (
    "Student is already enrolled in a different {kind}."
    " Use 'update_incorrect_{kind}_to_correct_{kind}' import type to change {kinds}."
)
WITHOUT_GROUP_ROW = {
    "auth_group": "Auth group not found with name: {code}",
    "school": "School group not found with code: {code}",
    "batch": "Batch group not found with id: {code}",
    "grade": "Grade group not found with id: {code}",
}
PLURALS = {"school": "schools", "grade": "grades", "auth_group": "auth groups"}
# What the database refuses, and what a record lacks.
ROW_FAILURES = (
    "ENROLMENT_WRITE_FAILED",
    "INVALID_FIELDS",
    "TAKEN",
    "REFERENCE_MISSING",
    "BLANK",
    "CONFLICT",
    "USER_NOT_FOUND",
)


def _without_group_row(refusal: DomainError) -> str:
    text = WITHOUT_GROUP_ROW.get(refusal.data["kind"])
    return text.format(**refusal.data) if text else refusal.message


def _enrolled_elsewhere(refusal: DomainError) -> str:
    kind = refusal.data["kind"]
    return CONFLICT.format(kind=kind, kinds=PLURALS[kind])


def _grade_missing(refusal: DomainError) -> str:
    return f"Grade not found with {refusal.data.get('by', 'number')}: {refusal.data['code']}"


def _auth_group_missing(refusal: DomainError) -> str:
    return f"Auth group not found with {refusal.data.get('by', 'name')}: {refusal.data['code']}"


def _write_failed(refusal: DomainError) -> str:
    return f"Failed to {'update' if refusal.data.get('member') else 'create'} group user"


def _status_is(refusal: DomainError) -> str:
    status = refusal.data["status"] or ""
    return f"Student is not in dropout status. Current status: {status}"


def _place_missing(texts: Mapping[str, str]) -> Mapping[str, Text]:
    """Where what has no group row counts as not there at all; `texts` by kind of group."""

    def without_group_row(refusal: DomainError) -> str:
        text = texts.get(refusal.data["kind"])
        return text.format(**refusal.data) if text else refusal.message

    return {
        **{f"{kind.upper()}_NOT_FOUND": text for kind, text in texts.items()},
        "GROUP_ROW_MISSING": without_group_row,
    }


PLACES: Mapping[str, Text] = {
    "AUTH_GROUP_NOT_FOUND": "Auth group not found with name: {code}",
    "SCHOOL_NOT_FOUND": "School not found with code: {code}",
    "BATCH_NOT_FOUND": "Batch not found with id: {code}",
    "GRADE_NOT_FOUND": "Grade not found with id: {code}",
    "GROUP_ROW_MISSING": _without_group_row,
}
CLASHES: Mapping[str, Text] = {
    "ENROLMENT_CONFLICT": _enrolled_elsewhere,
    "ALREADY_DROPPED_OUT": DROPPED_OUT,
}
ENROLLING_TEXTS: Mapping[str, Text] = {
    **PLACES,
    **CLASHES,
    **dict.fromkeys(ROW_FAILURES, _write_failed),
}
STUDENT_UNKNOWN = dict.fromkeys(
    ("STUDENT_NOT_FOUND", "IDENTIFIER_MISSING"), "Student not found with the provided identifier"
)
UNKNOWN = dict.fromkeys(STUDENT_UNKNOWN, 404)

DROPPING_OUT = Wording(
    Rejected,
    400,
    {
        **STUDENT_UNKNOWN,
        "AUTH_GROUP_NOT_FOUND": _auth_group_missing,
        "IDENTIFIERS_DISAGREE": "Conflicting student identifiers",
        "ALREADY_DROPPED_OUT": "Student is already marked as dropout",
        "STATUS_ROW_MISSING": "Dropout status not found in the system",
    },
    UNKNOWN,
    Faults(Rejected, 400, "Failed to process dropout: {faults}"),
)
RETURNING = Wording(
    Rejected,
    400,
    {
        **STUDENT_UNKNOWN,
        **PLACES,
        "NOT_DROPPED_OUT": _status_is,
        "AUTH_GROUP_UNKNOWN": "Auth group information is missing",
        "AUTH_GROUP_MISMATCH": "Auth group mismatch. Current: {stored}, Incoming: {given}",
        "STATUS_ROW_MISSING": "Enrolled status not found in the system",
    },
    UNKNOWN,
    Faults(Rejected, 400, "Failed to re-enroll student: {faults}"),
)
MOVING = Wording(
    Rejected,
    400,
    {
        **STUDENT_UNKNOWN,
        "AUTH_GROUP_NOT_FOUND": _auth_group_missing,
        **_place_missing(
            {
                "batch": "Batch not found with id: {code}",
                "grade": "Grade not found with number: {code}",
            }
        ),
        "STATUS_ROW_MISSING": "Enrolled status not found in the system",
        "ALREADY_DROPPED_OUT": DROPPED_OUT,
    },
    {**UNKNOWN, "BATCH_NOT_FOUND": 404, "GRADE_NOT_FOUND": 404, "GROUP_ROW_MISSING": 404},
)
ASSIGNING = Wording(
    Refused,
    422,
    {
        "TEACHER_NOT_FOUND": "Teacher not found with ID: {value}",
        **_place_missing({"batch": "Batch not found with ID: {code}"}),
    },
    faults=Faults(Refused, 422, "{faults}", fields=frozenset({"teacher_id", "batch_id"})),
)
UNDOING = Wording(
    Refused,
    422,
    {
        "STUDENT_NOT_FOUND": "Student not found",
        "NOT_DROPPED_OUT": "Student has no dropout record",
    },
)
SETTING_STATUS = Wording(
    Refused,
    422,
    {
        "STATUS_NOT_FOUND": "Status not found",
        "STATUS_ROW_MISSING": "Status not found",
        "GROUP_ROW_MISSING": "Status not found",
        "STUDENT_NOT_FOUND": "Student not found",
        "ALREADY_DROPPED_OUT": DROPPED_OUT,
    },
    dict.fromkeys(
        ("STATUS_NOT_FOUND", "STATUS_ROW_MISSING", "GROUP_ROW_MISSING", "STUDENT_NOT_FOUND"), 404
    ),
    Faults(Refused, 400, "Failed to update status", detailed=True),
)
CHANGING_RECORDS = Wording(
    Told,
    404,
    {"STUDENT_NOT_FOUND": "Student not found"},
    faults=Faults(Refused, 422, "{faults}"),
)
ENROLLING = Wording(
    Failed,
    422,
    ENROLLING_TEXTS,
    {"GROUP_NOT_FOUND": 404},
    Faults(
        Failed,
        422,
        "Failed to create group user",
        fields=frozenset({"start_date", "academic_year"}),
    ),
)
REGISTERING = Wording(
    Refused,
    400,
    {**PLACES, **CLASHES, "GRADE_NOT_FOUND": _grade_missing},
    faults=Faults(Refused, 422, "Validation failed", detailed=True),
)
JOINING = Wording(Refused, 400, {**PLACES, **CLASHES, "AUTH_GROUP_NOT_FOUND": _auth_group_missing})
CORRECTING = Wording(
    statuses=dict.fromkeys(("GROUP_NOT_FOUND", "NO_CURRENT_MEMBERSHIP", "USER_NOT_FOUND"), 404),
)
CLEANING_STUDENT = Wording(
    Refused,
    409,
    {
        "STUDENT_NOT_FOUND": "Student not found",
        "USER_NOT_FOUND": "Error occurred: :user_id_not_found",
        "HAS_SESSIONS": "Active session exists for the user",
    },
    {"STUDENT_NOT_FOUND": 404, "USER_NOT_FOUND": 400, "HAS_SESSIONS": 400},
)
CLEANING_TEACHER = Wording(
    Refused, 409, {"TEACHER_NOT_FOUND": "Teacher not found"}, {"TEACHER_NOT_FOUND": 404}
)
REMOVING_BATCH = Wording(
    Refused,
    400,
    {
        "STUDENT_NOT_FOUND": "Student not found",
        "USER_NOT_FOUND": "User ID not found for student",
        "BATCH_NOT_FOUND": "Error occurred: :batch_not_found",
        "GROUP_ROW_MISSING": "Error occurred: :batch_group_not_found",
    },
    {"STUDENT_NOT_FOUND": 404},
)
NUMBERING = Wording(
    Refused,
    400,
    {
        "GRADE_NOT_FOUND": "Grade not found with number: {code}",
        "SCHOOL_NOT_FOUND": "No school found with the given name and region",
        "AMBIGUOUS": "multiple school found with the given name and region",
        "CODE_MISSING": "The school has no code",
        "NUMBERS_EXHAUSTED": "Student ID could not be generated. Max attempts hit!",
    },
)
VERIFYING = Wording(Refused, 404, {"STUDENT_NOT_FOUND": "Student not found"})
