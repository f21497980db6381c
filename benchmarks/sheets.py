"""Sheets of students to import, of any length, as staff fill them in."""

import csv
import io
from collections.abc import Iterable, Sequence

from dbservice.imports.registry import TYPES

FIRST_NAMES = ("Asha", "Ravi", "Meena", "Arjun", "Fatima", "Joseph", "Lakshmi", "Imran", "Divya")
LAST_NAMES = ("Patil", "Sharma", "Reddy", "Khan", "Das", "Nair", "Singh", "Iyer", "Gowda", "Bora")
STREAMS = ("engineering", "medical", "pcmb", "foundation")
CATEGORIES = ("Gen", "OBC", "SC", "ST", "Gen-EWS")


def student_sheet(
    count: int, schools: Sequence[str], batches: Sequence[str], *, bad_every: int = 0
) -> bytes:
    """A sheet with `count` new students and all four enrolments, about 30 cells filled in each.

    Every `bad_every`-th row has one of six faults, so that nothing of it can be stored.
    """
    headers = TYPES["student"].headers()
    content = io.StringIO()
    writer = csv.DictWriter(content, headers, restval="", lineterminator="\n")
    writer.writeheader()
    faults = fault_cells()
    for number in range(count):
        row = student(number, schools, batches)
        if bad_every and number % bad_every == bad_every - 1:
            row |= faults[number // bad_every % len(faults)]
        writer.writerow(row)
    return content.getvalue().encode()


def fault_cells() -> list[dict[str, str]]:
    """Cells that each make a row unfit in another way."""
    return [
        {"school_code": "NOWHERE"},
        {"batch_id": "NO-SUCH-BATCH"},
        {"user_gender": "unknown"},
        {"user_date_of_birth": "15/06/2009"},
        {"student_id": "2600000000"},
        {"academic_year": ""},
    ]


def student(number: int, schools: Sequence[str], batches: Sequence[str]) -> dict[str, str]:
    """The row of one student; the same number always gives the same row."""
    return {
        "student_id": f"26{number:08d}",
        "student_apaar_id": f"{700_000_000_000 + number}",
        "user_first_name": pick(FIRST_NAMES, number),
        "user_last_name": pick(LAST_NAMES, number // 9),
        "user_gender": pick(("Female", "Male"), number),
        "user_date_of_birth": f"2009-{number % 12 + 1:02d}-{number % 28 + 1:02d}",
        "user_phone": f"9{number:09d}",
        "user_whatsapp_phone": f"9{number:09d}",
        "user_address": f"{number % 300}, Station Road",
        "user_city": "Pune",
        "user_district": "Pune",
        "user_state": "Maharashtra",
        "user_pincode": "411001",
        "student_father_name": f"{pick(FIRST_NAMES, number + 3)} {pick(LAST_NAMES, number // 9)}",
        "student_father_phone": f"8{number:09d}",
        "student_father_profession": "Farmer",
        "student_mother_name": f"{pick(FIRST_NAMES, number + 5)} {pick(LAST_NAMES, number // 9)}",
        "student_mother_profession": "Teacher",
        "student_category": pick(CATEGORIES, number),
        "student_stream": pick(STREAMS, number),
        "student_annual_family_income": "1-3 lakh",
        "student_has_internet_access": pick(("Yes", "No"), number),
        "student_physically_handicapped": "No",
        "student_number_of_smartphones": str(number % 4),
        "student_school_medium": "Marathi",
        "auth_group": "EnableStudents",
        "school_code": pick(schools, number),
        "school_name": "as the code says",
        "batch_id": pick(batches, number),
        "grade": pick(("11", "12"), number),
        "academic_year": "2026-2027",
        "start_date": "2026-06-15",
    }


def pick(values: Sequence[str], number: int) -> str:
    """One of these, in turn."""
    return values[number % len(values)]


def cells(sheet: bytes) -> Iterable[dict[str, str]]:
    """The rows of a sheet by header."""
    return csv.DictReader(io.StringIO(sheet.decode()))
