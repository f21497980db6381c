"""Student sheets: made-up pupils who are not among those of the demo, as rows of cells."""

from collections.abc import Callable
from datetime import date
from typing import Any

from dbservice.imports.registry import TYPES
from dbservice.services.seed import years
from dbservice.services.seed.chance import Chance
from dbservice.services.seed.pupils import Pupil, pupils

Sheet = list[dict[str, str]]

HEADERS = TYPES["student"].headers()
ROWS = 500
FIRST_DATA_ROW = 2
# Student numbers that neither the demo nor the other sheet uses.
FIRST_NUMBER_CLEAN = 601
FIRST_NUMBER_DIRTY = 801

TRUE_WORDS = ("TRUE", "Yes", "true", "1")
FALSE_WORDS = ("FALSE", "No", "false", "0")


def student_sheet(first_number: int) -> Sheet:
    """Rows that are all valid, with everything in them that real sheets have."""
    rows = [_cells(pupil) for pupil in pupils(ROWS, first_number)]
    for index, row in enumerate(rows):
        for every, at, vary in VARIATIONS:
            if index % every == at:
                vary(row)
    return rows


def _cells(pupil: Pupil) -> dict[str, str]:
    chance = Chance(f"{pupil.student_id}/cells")
    values = {f"user_{name}": value for name, value in pupil.user.items()}
    values |= {f"student_{name}": value for name, value in pupil.student.items()}
    values |= _place(pupil)
    return {header: _text(values.get(header), header, chance) for header in HEADERS}


def _place(pupil: Pupil) -> dict[str, Any]:
    school = pupil.place.school
    return {
        "student_id": pupil.student_id,
        "auth_group": pupil.place.auth_group,
        "school_code": school.code,
        "school_name": school.name,
        "udise_code": school.udise_code,
        "batch_id": pupil.place.batch.code,
        "grade": pupil.place.grade,
        "academic_year": years.ACADEMIC_YEAR,
        "start_date": pupil.joined,
        "addition_date": pupil.joined,
    }


def _text(value: Any, header: str, chance: Chance) -> str:
    match value:
        case None:
            return ""
        case bool():
            return chance.pick(header, TRUE_WORDS if value else FALSE_WORDS)
        case date():
            return value.isoformat()
        case _:
            return str(value)


def _know_by_apaar_id_only(row: dict[str, str]) -> None:
    row["student_apaar_id"] = row["student_apaar_id"] or f"00{row['student_id']}"
    row["student_id"] = ""


def _leave_without_batch(row: dict[str, str]) -> None:
    row["batch_id"] = ""


def _enrol_in_auth_group_only(row: dict[str, str]) -> None:
    for header in (
        "school_code",
        "school_name",
        "udise_code",
        "batch_id",
        "grade",
        "academic_year",
    ):
        row[header] = ""


def _break_the_line(row: dict[str, str]) -> None:
    row["user_address"] = f"C/o {row['student_father_name']}\n{row['user_address']}"


def _quote_the_house(row: dict[str, str]) -> None:
    row["user_address"] = f'"Sai Krupa", {row["user_address"]}'


def _type_in_lower_case(row: dict[str, str]) -> None:
    for header in ("user_gender", "student_category"):
        row[header] = row[header].lower()


# One in so many rows, beginning with this one, is varied so.
VARIATIONS: tuple[tuple[int, int, Callable[[dict[str, str]], None]], ...] = (
    (50, 7, _know_by_apaar_id_only),
    (60, 5, _leave_without_batch),
    (90, 8, _enrol_in_auth_group_only),
    (100, 13, _break_the_line),
    (70, 21, _quote_the_house),
    (40, 3, _type_in_lower_case),
)
