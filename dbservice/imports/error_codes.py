"""What the codes of row errors and remarks mean, for the people who fill the sheets in."""

from collections.abc import Mapping

MEANINGS: Mapping[str, str] = {
    "ALREADY_DROPPED_OUT": "The student has dropped out, and has to be enrolled again first",
    "ALREADY_MEMBER": "The student is there already",
    "AMBIGUOUS": "Several stored rows have this code or number, so nobody can tell which is meant",
    "AUTH_GROUP_MISMATCH": "The student was in another auth group before dropping out",
    "AUTH_GROUP_NOT_FOUND": "There is no auth group of this name; the nearest names are told",
    "AUTH_GROUP_UNKNOWN": "The row names no auth group, or the student never was in any",
    "BATCH_ID_TAKEN": "Another batch has the new code",
    "BATCH_NOT_FOUND": "There is no batch with this code; the nearest codes are told",
    "BLANK": "A value that the database needs is missing",
    "CHAPTER_NOT_FOUND": "There is no chapter with this code; the nearest codes are told",
    "CONFLICT": "The row breaks a rule of the database",
    "CURRICULUM_NOT_FOUND": "There is no curriculum of this name; the nearest names are told",
    "DUPLICATE_IN_SHEET": "An earlier row of the sheet is about the same person",
    "ENROLMENT_CONFLICT": "The person is in another school, grade or auth group now; a correction"
    " or a movement is what is wanted",
    "ENROLMENT_WRITE_FAILED": "To enrol takes a start date and, but for an auth group, an academic"
    " year",
    "GRADE_DIFFERS": "The grade in the row is not the one that the student is enrolled in",
    "GRADE_NOT_FOUND": "There is no grade with this number",
    "GROUP_ROW_MISSING": "The school, batch, grade or auth group is there, but is not set up for"
    " enrolment",
    "IDENTIFIER_MISMATCH": "The student found by one number has another one stored than the row"
    " gives",
    "IDENTIFIER_MISSING": "Neither student_id nor student_apaar_id is filled in",
    "IDENTIFIER_TAKEN": "Another student has this number",
    "INVALID_CHOICE": "The cell holds none of the values that the column takes",
    "INVALID_FIELDS": "The cell is not what the column takes: no date, no number, too long, or"
    " blank where it must not be",
    "NOT_DROPPED_OUT": "The student has not dropped out, so there is nothing to come back from",
    "NO_CURRENT_MEMBERSHIP": "The student is not enrolled there now; there is nothing to correct",
    "PRODUCT_NOT_FOUND": "There is no product with this code; the nearest codes are told",
    "PROGRAM_NOT_FOUND": "There is no program of this name; the nearest names are told",
    "PURPOSE_NOT_FOUND": "There is no purpose of this name; the nearest names are told",
    "REFERENCE_MISSING": "What the row refers to has been deleted meanwhile",
    "RESOURCE_NOT_FOUND": "There is no resource with this code; the nearest codes are told",
    "SCHOOL_IN_USE": "Enrolments, memberships, sessions or other rows refer to the school; they are"
    " counted",
    "SCHOOL_NOT_FOUND": "There is no school with this code; the nearest codes are told",
    "STATUS_ROW_MISSING": "The status enrolled or dropout is not set up",
    "STILL_REFERRED_TO": "Other rows refer to what the row would delete",
    "STUDENT_EXISTS": "A student with this number is stored; Update Student Details changes them",
    "STUDENT_NOT_FOUND": "No student has either number",
    "SUBJECT_NOT_FOUND": "There is no subject of this English name; the nearest names are told",
    "TAKEN": "A stored row has this value already, and no two may have it",
    "TEACHER_NOT_FOUND": "No teacher has this number",
    "TOPIC_NOT_FOUND": "There is no topic with this code; the nearest codes are told",
    "USER_NOT_FOUND": "The stored student or teacher has no user, as old data may have it",
    "VALUE_REQUIRED": "A cell is blank that must be filled in",
}
# What rows of every type can be refused with: cells that cannot be read, and what only the
# database finds out.
GENERAL = (
    "INVALID_FIELDS",
    "INVALID_CHOICE",
    "TAKEN",
    "REFERENCE_MISSING",
    "STILL_REFERRED_TO",
    "BLANK",
    "CONFLICT",
)
