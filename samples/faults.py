"""The faults of the dirty student sheet: what is wrong in which row, and what the import says."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from dbservice.services.seed.pupils import Pupil, pupils
from samples.sheets import FIRST_DATA_ROW, FIRST_NUMBER_DIRTY, Sheet, student_sheet

FIRST_FAULT = 10
FAULT_EVERY = 11
BLANK_ROWS = (60, 300)
WHITE_SPACE_ROW = 180
WHITE_SPACE_CELLS_ROW = 240
WHITE_SPACE_CELLS = ("student_guardian_name", "student_apaar_id", "user_email")
TOO_LONG = "Ramachandra " * 25
FORMULA = '=HYPERLINK("https://example.org","open")'


class Fault(NamedTuple):
    """A kind of fault: how a row gets it, which code the import gives, what a person sees."""

    code: str
    header: str
    why: str
    spoil: Callable[["Spoiling"], dict[str, str]]


class Spoiling(NamedTuple):
    """What a fault may draw on: the row itself, good rows above it, students of the demo."""

    row: dict[str, str]
    earlier: dict[str, str]
    known: Pupil
    known_without_apaar: Pupil


class Bad(NamedTuple):
    """A bad row of the sheet."""

    row: int
    fault: Fault


def cells(**values: str) -> Callable[[Spoiling], dict[str, str]]:
    """Spoil a row by these cells, whatever else is in it."""
    return lambda _: values


FAULTS = (
    Fault(
        "IDENTIFIER_MISSING",
        "student_id",
        "neither student_id nor student_apaar_id",
        cells(student_id="", student_apaar_id=""),
    ),
    Fault(
        "BATCH_NOT_FOUND",
        "batch_id",
        "a batch that does not exist: the letter l in place of the digit 1",
        lambda given: {"batch_id": given.row["batch_id"][:-1] + "l"},
    ),
    Fault("GRADE_NOT_FOUND", "grade", "a grade that does not exist", cells(grade="13")),
    Fault("GRADE_NOT_FOUND", "grade", "a grade that is not a number", cells(grade="eleven")),
    Fault(
        "AUTH_GROUP_NOT_FOUND",
        "auth_group",
        "an auth group with a space in its name",
        cells(auth_group="Enable Students"),
    ),
    Fault(
        "SCHOOL_NOT_FOUND",
        "school_code",
        "a school code that has lost its leading zero",
        lambda given: {"school_code": given.row["school_code"].removeprefix("0")},
    ),
    Fault(
        "INVALID_FIELDS",
        "start_date",
        "a date as Indian spreadsheets show it",
        cells(start_date="15/06/2026"),
    ),
    Fault(
        "INVALID_FIELDS",
        "user_date_of_birth",
        "born in the future",
        cells(user_date_of_birth="2062-03-14"),
    ),
    Fault("INVALID_CHOICE", "user_gender", "a gender by its first letter", cells(user_gender="F")),
    Fault(
        "INVALID_CHOICE",
        "student_category",
        "a category by its long name",
        cells(student_category="General"),
    ),
    Fault("INVALID_CHOICE", "student_stream", "an unknown stream", cells(student_stream="Maths")),
    Fault(
        "INVALID_FIELDS",
        "user_phone",
        "a phone number with the letter O",
        cells(user_phone="5O12345678", student_father_name=FORMULA),
    ),
    Fault(
        "INVALID_FIELDS",
        "student_father_name",
        "a text of more than 255 characters",
        cells(student_father_name=TOO_LONG.strip()),
    ),
    Fault(
        "ENROLMENT_WRITE_FAILED",
        "academic_year",
        "a school, but no academic year",
        cells(academic_year=""),
    ),
    Fault(
        "ENROLMENT_WRITE_FAILED",
        "start_date",
        "enrolments, but no start date",
        cells(start_date=""),
    ),
    Fault(
        "DUPLICATE_IN_SHEET",
        "student_id",
        "the student_id of the row above",
        lambda given: {"student_id": given.earlier["student_id"], "student_apaar_id": ""},
    ),
    Fault(
        "DUPLICATE_IN_SHEET",
        "student_apaar_id",
        "the student_apaar_id of the row above",
        lambda given: {"student_id": "", "student_apaar_id": given.earlier["student_apaar_id"]},
    ),
    Fault(
        "STUDENT_EXISTS",
        "student_id",
        "a student of the demo data",
        lambda given: {
            "student_id": given.known.student_id,
            "student_apaar_id": given.known.student["apaar_id"],
        },
    ),
    Fault(
        "IDENTIFIER_MISMATCH",
        "student_apaar_id",
        "a student of the demo data with another APAAR id",
        lambda given: {
            "student_id": given.known.student_id,
            "student_apaar_id": "999999999999",
        },
    ),
    Fault(
        "IDENTIFIER_TAKEN",
        "student_apaar_id",
        "a student of the demo data who has no APAAR id, with that of another",
        lambda given: {
            "student_id": given.known_without_apaar.student_id,
            "student_apaar_id": given.known.student["apaar_id"],
        },
    ),
    Fault(
        "INVALID_FIELDS",
        "student_has_air_conditioner",
        "neither yes nor no",
        cells(student_has_air_conditioner="maybe"),
    ),
)


def bad_rows() -> Iterator[Bad]:
    """Every bad row, in the order of the sheet; each fault comes twice."""
    for position, fault in enumerate((*FAULTS, *FAULTS)):
        yield Bad(FIRST_FAULT + position * FAULT_EVERY, fault)


def dirty_sheet() -> Sheet:
    """The student sheet with its faults, its blank rows and its cells of white space."""
    rows = student_sheet(FIRST_NUMBER_DIRTY)
    demo = list(pupils())
    known = [pupil for pupil in demo if pupil.student["apaar_id"]]
    others = [pupil for pupil in demo if not pupil.student["apaar_id"]]
    for turn, bad in enumerate(bad_rows()):
        index = bad.row - FIRST_DATA_ROW
        given = Spoiling(rows[index], rows[index - 1], known[turn], others[turn])
        rows[index] |= bad.fault.spoil(given)
    for number in BLANK_ROWS:
        rows[number - FIRST_DATA_ROW] = dict.fromkeys(rows[0], "")
    rows[WHITE_SPACE_ROW - FIRST_DATA_ROW] = dict.fromkeys(rows[0], "  ")
    rows[WHITE_SPACE_CELLS_ROW - FIRST_DATA_ROW] |= dict.fromkeys(WHITE_SPACE_CELLS, "   ")
    return rows
