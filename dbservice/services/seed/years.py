"""The academic years of the demo."""

from datetime import date

ACADEMIC_YEAR = "2026-2027"
YEAR_BEGINS = date(2026, 6, 15)
YEAR_ENDS = date(2027, 4, 30)
LAST_ACADEMIC_YEAR = "2025-2026"
LAST_YEAR_BEGINS = date(2025, 6, 16)
LAST_YEAR_ENDS = date(2026, 4, 30)
LAST_GRADE = 12


def graduating_year(grade: int) -> int:
    """The year in which pupils who are in `grade` now finish grade 12."""
    return YEAR_ENDS.year + LAST_GRADE - grade
